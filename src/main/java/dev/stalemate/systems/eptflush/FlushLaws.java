package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of what CPUs in the guest cache. They can use it between any two steps, so it is asked of every state. */
final class FlushLaws {
    private final FlushFields f;
    private final int idle;

    FlushLaws(FlushFields fields) {
        this.f = fields;
        this.idle = fields.xen.place("idle");
    }

    /** A question about a CPU that runs the guest with a table. */
    private interface Running {
        boolean test(long[] s, int cpu, int table);
    }

    List<Law> all() {
        Running lost = (s, c, t) -> f.tlb(t).has(s, c, 0) && f.frames.owner(s, 0) == Owner.OTHER_WROTE;
        Running old = (s, c, t) -> f.tlb(t).has(s, c, 0) && !f.mapped.is(s, t);
        Running freed = (s, c, t) -> t == FlushFields.HOST && f.pointers.has(s, c, 0) && !f.pages.isTable(s, 0);
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "no-use-after-flush",
                        Breaks.ISOLATION,
                        "once a change of a table is flushed, no CPU in the guest has what the table had before",
                        s -> f.xen.isAt(s, 0, idle) && anyGone(s),
                        s -> !any(s, old))
                .explainedBy(s ->
                        new Diagnosis(Breaks.ISOLATION, each(s, old, "its TLB has mfn 0, and the table nothing"))));
        if (f.change == FlushSettings.Change.HOST) {
            all.add(Law.always(
                            "no-retained-mapping",
                            Breaks.ISOLATION,
                            "no CPU in the guest has a translation to a frame that another guest has written to",
                            f.frames::someoneWrote,
                            s -> !any(s, lost))
                    .explainedBy(s -> new Diagnosis(
                            Breaks.ISOLATION,
                            each(
                                    s,
                                    lost,
                                    "its TLB has mfn 0, whose owner is: " + Owner.text(Owner.OTHER_WROTE.number())))));
        }
        if (f.change == FlushSettings.Change.TABLE) {
            all.add(Law.always(
                            "no-walk-through-freed",
                            Breaks.ISOLATION,
                            "no CPU in the guest can walk through a page that is in the pool, or has got another use",
                            s -> !f.pages.isTable(s, 0),
                            s -> !any(s, freed))
                    .explainedBy(s -> new Diagnosis(
                            Breaks.ISOLATION,
                            each(s, freed, "it keeps a pointer to table page 0, which is: " + f.pages.text(s, 0)))));
        }
        return all;
    }

    private boolean anyGone(long[] s) {
        for (int t = 0; t < f.table.size(); t++) {
            if (!f.mapped.is(s, t)) {
                return true;
            }
        }
        return false;
    }

    private boolean any(long[] s, Running question) {
        for (int c = 0; c < f.cpu.size(); c++) {
            int t = f.tableOf(s, c);
            if (t >= 0 && question.test(s, c, t)) {
                return true;
            }
        }
        return false;
    }

    private List<String> each(long[] s, Running question, String what) {
        List<String> lines = new ArrayList<>();
        for (int c = 0; c < f.cpu.size(); c++) {
            int t = f.tableOf(s, c);
            if (t >= 0 && question.test(s, c, t)) {
                lines.add("CPU " + c + " is in the guest with the " + f.table.text(t) + " table: " + what);
            }
        }
        return lines;
    }
}
