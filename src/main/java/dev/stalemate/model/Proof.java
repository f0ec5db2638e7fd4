package dev.stalemate.model;

import com.google.common.collect.ImmutableList;

/**
 * How a claim is proved beyond its scope: by induction over invariants, at a scope whose registers are wide, for any number of some things.
 *
 * @param claim the claim's id
 * @param scope settings that differ from the claim's own scope, such as {@code vcpus=2,wrmsr=wide}; empty if none does
 * @param elsewhere settings with other addresses than {@code scope} has, such as {@code frames=0x5000+0x90000}, each as many: terms must be the
 *     same there; none if the model has no addresses that stand for any
 * @param any the names of the indices that stand for any number, such as {@code vcpu}
 * @param invariants the names of the invariants on which it rests, in the order in which they are told
 * @param says what is proved, such as {@code every frame, every vCPU count, every register value}
 */
public record Proof(
        String claim,
        String scope,
        ImmutableList<String> elsewhere,
        ImmutableList<String> any,
        ImmutableList<String> invariants,
        String says) {}
