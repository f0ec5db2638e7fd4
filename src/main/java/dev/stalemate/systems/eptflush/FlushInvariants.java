package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Invariant;
import dev.stalemate.model.Proofs;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.eptflush.FlushDesign.Marks;
import dev.stalemate.systems.eptflush.FlushDesign.TableFree;
import dev.stalemate.systems.eptflush.FlushSystem.Change;
import dev.stalemate.systems.eptflush.FlushSystem.Second;
import java.util.ArrayList;
import java.util.List;

/** Why no CPU keeps a translation too long: an invariant of one CPU, so that it doesn't matter how many there are. */
final class FlushInvariants {
    private static final String ANY = "any number of CPUs";

    static final String MARKED = "old-translation-is-marked";
    static final String BEGUN = "unmapped-once-begun";
    static final String OWED = "owed-until-unlock";
    static final String FREED = "freed-when-flushed";

    private final FlushFields f;
    private final FlushDesign design;
    private final int idle;
    private final int asks;
    private final int early;
    private final int frees;
    private final int unlocks;

    FlushInvariants(FlushFields fields, FlushDesign design) {
        this.f = fields;
        this.design = design;
        this.idle = fields.xen.place("idle");
        this.asks = fields.xen.place("ask-for-flush");
        this.early = fields.xen.place("flush-early");
        this.frees = fields.xen.place("free-table");
        this.unlocks = fields.xen.place("unlock");
    }

    /** How claims are proved by them. */
    static void prove(Proofs proofs) {
        List.of("H15fix", "H15f", "H15i", "H18d")
                .forEach(claim -> anyCpus(proofs, claim).by(MARKED, BEGUN, OWED).says(ANY));
        List.of("H15c", "H15h", "H15j", "H18fix", "H18b", "H18c", "H18e")
                .forEach(claim ->
                        anyCpus(proofs, claim).by(MARKED, BEGUN, OWED, FREED).says(ANY));
    }

    private static Proofs.Draft anyCpus(Proofs proofs, String claim) {
        return proofs.of(claim).at("cpus=2").any("cpu");
    }

    /** Those of a design and a scope for which they are true; none for others. */
    List<Invariant> all() {
        List<Invariant> all = new ArrayList<>();
        if (!everyFlushReaches()) {
            return all;
        }
        all.add(Invariant.of(
                        MARKED,
                        "what a CPU keeps of a table that no longer maps it is marked, so that the CPU drops it as it enters the guest; it is in the"
                                + " guest with that table only while a flush is owed, or before the flush was asked for")
                .each(f.cpu)
                .holds(this::isMarked));
        all.add(Invariant.of(
                        BEGUN,
                        "a table that a change is about maps nothing from the beginning of the change on; any other maps its frame")
                .each(f.table)
                .holds((s, t) -> isChanged(t) ? f.xen.isAt(s, 0, idle) || !f.mapped.is(s, t) : f.mapped.is(s, t)));
        all.add(Invariant.of(OWED, "a flush is owed only from when it is asked for until the p2m lock is released")
                .holds(s -> !f.owed.is(s, 0) || mayOwe(f.xen.at().get(s, 0))));
        if (f.change != Change.SECOND && design.tableFree != TableFree.UNLINKED) {
            all.add(Invariant.of(
                            FREED,
                            "what a change gives away is given away only when nothing is mapped and no flush is owed")
                    .holds(s -> !isGivenAway(s) || isFlushed(s)));
        }
        return all;
    }

    /** Whether a mark of each change makes a CPU drop what it keeps of each table. */
    private boolean everyFlushReaches() {
        return switch (f.second) {
            case NONE -> true;
            case NESTED -> design.flushesAll && (f.change != Change.SECOND || design.nestedMarks == Marks.HOST);
            case VIEW -> design.views;
        };
    }

    private boolean isChanged(int t) {
        return t == FlushFields.SECOND || f.change != Change.SECOND;
    }

    private boolean mayOwe(int at) {
        return at == unlocks || at == early || (at == frees && design.tableFree == TableFree.UNLINKED);
    }

    private boolean isMarked(long[] s, int c) {
        if (f.xen.isAt(s, 0, asks)) {
            return true;
        }
        for (int t = 0; t < f.table.size(); t++) {
            boolean kept = f.tlb(t).has(s, c, 0) || (t == FlushFields.HOST && f.pointers.has(s, c, 0));
            boolean mark =
                    f.marks(f.second == Second.VIEW ? t : FlushFields.HOST).is(s, c);
            if (kept && !f.mapped.is(s, t) && !(mark && (f.tableOf(s, c) != t || f.owed.is(s, 0)))) {
                return false;
            }
        }
        return true;
    }

    private boolean isGivenAway(long[] s) {
        return f.change == Change.HOST ? f.frames.owner(s, 0) != Owner.GUEST : !f.pages.isTable(s, 0);
    }

    private boolean isFlushed(long[] s) {
        for (int t = 0; t < f.table.size(); t++) {
            if (f.mapped.is(s, t)) {
                return false;
            }
        }
        return !f.owed.is(s, 0) && !f.xen.isAt(s, 0, asks);
    }
}
