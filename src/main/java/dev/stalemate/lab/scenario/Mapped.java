package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.trace.Trace;

/**
 * A saved counterexample as a scenario for a kernel.
 *
 * @param counterexample as it is saved
 * @param scenario the same as a real KVM can play it
 * @param trace its run on the design of the kernel
 * @param ownDesign whether the counterexample is about the kernel's design; else it is about another release's, and the kernel's takes
 *     the same steps to the same leaves and violates the same property
 * @param movedBy how many bytes higher its frames and ranges are in the lab's guest
 * @param expected what is to be seen, dump by dump
 */
public record Mapped(
        Counterexample counterexample,
        KvmScenario scenario,
        Trace trace,
        boolean ownDesign,
        long movedBy,
        ImmutableList<Expected> expected) {
    /**
     * What is to be seen at a dump.
     *
     * @param label of the dump
     * @param steps how many steps come before it
     * @param leaves by address, in bytes, the leaf as EptLeaf packs it
     */
    public record Expected(String label, int steps, ImmutableMap<Long, Integer> leaves) {}
}
