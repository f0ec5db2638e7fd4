package dev.stalemate.lab.xen;

import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Map;

/**
 * A saved counterexample as a scenario for a real Xen.
 *
 * @param counterexample as it is saved
 * @param scenario the same as the lab can play it
 * @param trace its run on the design of the Xen that plays it
 * @param ownDesign whether the counterexample is about that design; else that takes the same steps to the same violation
 * @param added how many steps come before its own: they permit a range of I/O memory in place of an IOMMU, which the lab's machine lacks
 * @param expected what is to be seen, dump by dump
 */
public record XenMapped(
        Counterexample counterexample,
        XenScenario scenario,
        Trace trace,
        boolean ownDesign,
        int added,
        List<Expected> expected) {
    public XenMapped {
        expected = List.copyOf(expected);
    }

    /**
     * What is to be seen at a dump.
     *
     * @param label of the dump
     * @param step after which step of the trace, 0 for before the first
     * @param leaves by domain, in the order of their creation, and gfn: the leaf as in {@code order 9 [WB!]}, empty where there is none, and
     *     with {@code marked} for the type where it or a table above it is marked; of domains that are there for others' pages, none
     */
    public record Expected(String label, int step, List<Map<Long, String>> leaves) {
        public Expected {
            leaves = List.copyOf(leaves);
        }
    }
}
