package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.model.XenSettings.Memory;

/**
 * The leaves of a domain's tables about which laws say something. A leaf that the processor would refuse, because it or a table above it is
 * marked, is not among them: its type is computed when it is touched.
 */
final class UnmarkedLeaves {
    private final XenMachine machine;
    private final boolean large;

    UnmarkedLeaves(XenMachine machine) {
        this.machine = machine;
        this.large = machine.fields.scope.get(XenSettings.MEMORY) == Memory.LARGE;
    }

    /** A question about a leaf of the state on which the machine stands; asked on the hot path, as {@link Condition}. */
    @FunctionalInterface
    interface Test {
        boolean test(long gfn, int order, long leaf);
    }

    /** What is wrong with a leaf that is wrong. */
    @FunctionalInterface
    interface Words {
        Fault of(long gfn, int order, long leaf);
    }

    /**
     * What is wrong with a leaf.
     *
     * @param text in words, after the leaf's name
     * @param hazards what can go wrong with its accesses
     */
    record Fault(String text, Hazards hazards) {}

    /** Whether there is any. */
    Condition any() {
        return any((gfn, order, leaf) -> true);
    }

    /** Whether something is true of one of them. Make the condition once, not for each state. */
    Condition any(Test test) {
        return s -> {
            EptTables ept = machine.at(s).ept;
            for (long gfn = 0; gfn < machine.frames; gfn = next(ept, gfn)) {
                if (ept.walk(gfn) == Walk.LEAF && test.test(gfn, ept.order(ept.leafLevel(gfn)), ept.leaf(gfn))) {
                    return true;
                }
            }
            return false;
        };
    }

    /** The law: no leaf is wrong where the draft's premise is true. */
    Law none(Law.Draft draft, Test isWrong, Words words) {
        return none(draft, "", isWrong, words);
    }

    /** The same; what can go wrong is said after the words {@code of}. */
    Law none(Law.Draft draft, String of, Test isWrong, Words words) {
        return draft.holds(any(isWrong).not()).explainedBy(s -> faults(s, of, isWrong, words));
    }

    /** The gfn to look at next; where no leaf is large, it doesn't depend on the state. */
    private long next(EptTables ept, long gfn) {
        return large ? ept.next(gfn) : gfn + 1;
    }

    private Diagnosis faults(long[] s, String of, Test isWrong, Words words) {
        EptTables ept = machine.at(s).ept;
        Faults faults = new Faults();
        for (long gfn = 0; gfn < machine.frames; gfn = next(ept, gfn)) {
            if (ept.walk(gfn) == Walk.LEAF) {
                int order = ept.order(ept.leafLevel(gfn));
                long leaf = ept.leaf(gfn);
                if (isWrong.test(gfn, order, leaf)) {
                    Fault fault = words.of(gfn, order, leaf);
                    faults.add(name(gfn, order, leaf) + " " + fault.text + ": " + of, fault.hazards);
                }
            }
        }
        return faults.diagnosis();
    }

    private static String name(long gfn, int order, long leaf) {
        String to = order == 0 ? "" : " to 0x" + Long.toHexString(gfn + (1L << order) - 1);
        return "gfn 0x" + Long.toHexString(gfn) + to + " (" + PageKind.of(EptWord.mfn(leaf)) + ")";
    }
}
