package dev.stalemate.systems.xen;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;

/** Two domains for which the same hypercalls were made in different orders, compared by the types that their frames end with. */
final class XenOrders {
    private static final int NOTHING = -3;

    private final XenMachine[] machines;
    private final IntField[] done;

    XenOrders(XenMachine[] machines, IntField[] done) {
        this.machines = machines;
        this.done = done;
    }

    /** Whether the same hypercalls were made for both, and some were. */
    boolean comparable(long[] s) {
        boolean any = false;
        for (int call = 0; call < done[0].size(); call++) {
            if (done[0].get(s, call) != done[1].get(s, call)) {
                return false;
            }
            any |= done[0].is(s, call);
        }
        return any;
    }

    /** Whether every frame ends with the same type. */
    boolean same(long[] s) {
        for (long gfn = 0; gfn < machines[0].frames; gfn++) {
            if (last(machines[0].at(s), gfn) != last(machines[1].at(s), gfn)) {
                return false;
            }
        }
        return true;
    }

    /** The type that a frame has once it is touched: of a marked leaf, what it would get now. */
    private static int last(XenMachine m, long gfn) {
        return switch (m.ept.walk(gfn)) {
            case LEAF -> EptWord.memoryType(m.ept.leaf(gfn));
            case MISCONFIGURED -> EptWord.isPresent(m.ept.leaf(gfn)) ? m.freshAlone(0, gfn) : NOTHING;
            case NOTHING -> NOTHING;
        };
    }

    /** The frames that end with different types. */
    Diagnosis differences(long[] s) {
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (long gfn = 0; gfn < machines[0].frames; gfn++) {
            int first = last(machines[0].at(s), gfn);
            int second = last(machines[1].at(s), gfn);
            if (first != second) {
                Hazards hazards = oneOfThem(first, second);
                all = all.and(hazards);
                details.add("gfn 0x" + Long.toHexString(gfn) + " ends with " + text(first)
                        + " in the first order, with " + text(second) + " in the second: one of the two is "
                        + Consequence.text(hazards));
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
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
