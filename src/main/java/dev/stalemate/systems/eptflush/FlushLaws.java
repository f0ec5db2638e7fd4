package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.eptflush.FlushSystem.Change;
import java.util.ArrayList;
import java.util.List;

/** What must be true of what CPUs in the guest cache. They can use it between any two steps, so it is asked of every state. */
final class FlushLaws {
    static final String AFTER_FLUSH = "no-use-after-flush";
    static final String RETAINED = "no-retained-mapping";
    static final String FREED = "no-walk-through-freed";

    private final FlushFields f;

    FlushLaws(FlushFields fields) {
        this.f = fields;
    }

    List<Law> all() {
        List<Law> all = new ArrayList<>();
        int idle = f.xen.place("idle");
        Condition isOver = s -> f.xen.isAt(s, 0, idle);
        all.add(Law.always(
                        AFTER_FLUSH,
                        Breaks.ISOLATION,
                        "once a change of a table is flushed, no CPU in the guest has an old translation of that table")
                .where(isOver.and(f.table.any((s, t) -> !f.mapped.is(s, t))))
                .none(f.cpu, this::hasOld, (s, c) -> cpu(s, c) + "its TLB has mfn 0, and the table nothing"));
        if (f.change == Change.HOST) {
            String lost = "its TLB has mfn 0, whose owner is: " + Owner.text(Owner.OTHER_WROTE.number());
            all.add(Law.always(
                            RETAINED,
                            Breaks.ISOLATION,
                            "no CPU in the guest has a translation to a frame that another guest has written to")
                    .where(f.frames::someoneWrote)
                    .none(f.cpu, this::hasLost, (s, c) -> cpu(s, c) + lost));
        }
        if (f.change == Change.TABLE) {
            all.add(Law.always(
                            FREED,
                            Breaks.ISOLATION,
                            "no CPU in the guest can walk through a page that is in the pool or has another use")
                    .where(s -> !f.pages.isTable(s, 0))
                    .none(
                            f.cpu,
                            this::walksFreed,
                            (s, c) ->
                                    cpu(s, c) + "it keeps a pointer to table page 0, which is: " + f.pages.text(s, 0)));
        }
        return all;
    }

    private boolean has(long[] s, int c, int t) {
        return t >= 0 && f.tlb(t).has(s, c, 0);
    }

    private boolean hasOld(long[] s, int c) {
        int t = f.tableOf(s, c);
        return has(s, c, t) && !f.mapped.is(s, t);
    }

    private boolean hasLost(long[] s, int c) {
        return has(s, c, f.tableOf(s, c)) && f.frames.owner(s, 0) == Owner.OTHER_WROTE;
    }

    private boolean walksFreed(long[] s, int c) {
        return f.tableOf(s, c) == FlushFields.HOST && f.pointers.has(s, c, 0) && !f.pages.isTable(s, 0);
    }

    private String cpu(long[] s, int c) {
        return "CPU " + c + " is in the guest with the " + f.table.text(f.tableOf(s, c)) + " table: ";
    }
}
