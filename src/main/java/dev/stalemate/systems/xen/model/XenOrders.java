package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EptWord;

/** Two domains for which the same hypercalls were made in different orders, compared by the types that their frames end with. */
public final class XenOrders {
    /** The law that it is about. */
    public static final String LAW = "order-independent";

    private static final int NOTHING = -3;

    private final XenMachine[] machines;
    private final IntField[] done;

    XenOrders(XenMachine[] machines, IntField[] done) {
        this.machines = machines;
        this.done = done;
    }

    /** The law of two domains for which the same hypercalls were made. */
    Law law() {
        Index gfn = machines[0].fields.gfn;
        return Law.always(
                        LAW,
                        Breaks.COHERENCE,
                        "two domains for which the same hypercalls were made, in any order, end with the same types")
                .where(this::isComparable)
                .holds(gfn.any(this::isDifferent).not())
                .explainedBy(this::differences);
    }

    /** Whether the same hypercalls were made for both, and some were. */
    private boolean isComparable(long[] s) {
        boolean any = false;
        for (int call = 0; call < done[0].size(); call++) {
            if (done[0].get(s, call) != done[1].get(s, call)) {
                return false;
            }
            any |= done[0].is(s, call);
        }
        return any;
    }

    /** Whether a frame ends with different types. */
    private boolean isDifferent(long[] s, int gfn) {
        return last(machines[0].at(s), gfn) != last(machines[1].at(s), gfn);
    }

    /** The type that a frame has once it is touched: of a marked leaf, what it would get now. */
    private static int last(XenMachine m, long gfn) {
        return switch (m.ept.walk(gfn)) {
            case LEAF -> EptWord.memoryType(m.ept.leaf(gfn));
            case MISCONFIGURED -> EptWord.isPresent(m.ept.leaf(gfn)) ? m.freshAlone(0, gfn) : NOTHING;
            case NOTHING -> NOTHING;
        };
    }

    private Diagnosis differences(long[] s) {
        Faults faults = new Faults();
        for (int gfn = 0; gfn < machines[0].frames; gfn++) {
            if (isDifferent(s, gfn)) {
                int first = last(machines[0].at(s), gfn);
                int second = last(machines[1].at(s), gfn);
                faults.add(
                        "gfn 0x" + Integer.toHexString(gfn) + " ends with " + text(first) + " in the first order, with "
                                + text(second) + " in the second: one of the two is ",
                        oneOfThem(first, second));
            }
        }
        return faults.diagnosis();
    }

    /** What can go wrong if only one of two types is right, whichever. */
    private static Hazards oneOfThem(int first, int second) {
        boolean leaves = first != NOTHING && second != NOTHING;
        return leaves ? EptLeaf.hazards(first, second).and(EptLeaf.hazards(second, first)) : Hazards.NONE;
    }

    private static String text(int type) {
        return type == NOTHING ? "nothing" : EptLeaf.text(type);
    }
}
