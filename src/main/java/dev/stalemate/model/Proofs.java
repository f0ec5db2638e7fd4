package dev.stalemate.model;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * How a system's claims are proved, as it is written down:
 *
 * <pre>
 * proofs.of("K13b").at("vcpus=2,frames=2,wrmsr=wide").elsewhere("frames=0x5000+0x90000")
 *         .any("vcpu", "gpa").by("leaf-explained").says("every frame, ...");
 * </pre>
 */
public final class Proofs {
    private final ModelSystem system;
    private final List<Proof> all = new ArrayList<>();

    /** No proofs yet. */
    public Proofs(ModelSystem system) {
        this.system = system;
    }

    /**
     * Begins the proof of a claim.
     *
     * @throws IllegalStateException if there is no such claim, or it has a proof
     */
    public Draft of(String claim) {
        if (system.claims().stream().noneMatch(c -> c.id().equals(claim))) {
            throw new IllegalStateException("there is no claim " + claim + " of " + system.name() + " to prove");
        }
        if (all.stream().anyMatch(proof -> proof.claim().equals(claim))) {
            throw new IllegalStateException("claim " + claim + " has a proof already");
        }
        return new Draft(claim);
    }

    /** What was written down, in that order. */
    public List<Proof> all() {
        return List.copyOf(all);
    }

    /** A proof without its last sentence. */
    public final class Draft {
        private final String claim;
        private String changes = "";
        private ImmutableList<String> elsewhere = ImmutableList.of();
        private ImmutableList<String> any = ImmutableList.of();
        private ImmutableList<String> invariants = ImmutableList.of();

        private Draft(String claim) {
            this.claim = claim;
        }

        /** Where: the settings that differ from the claim's own scope. */
        public Draft at(String settings) {
            changes = settings;
            return this;
        }

        /** Where the same must come out: settings with other addresses, which follow those of {@link #at}. Needed if there are addresses. */
        public Draft elsewhere(String... settings) {
            elsewhere = ImmutableList.copyOf(settings);
            return this;
        }

        /** The indices that stand for any number, by their names in states: each has as many elements as a step, an entry and its witness name. */
        public Draft any(String... indices) {
            any = ImmutableList.copyOf(indices);
            return this;
        }

        /** The invariants on which it rests. */
        public Draft by(String... names) {
            invariants = ImmutableList.copyOf(names);
            return this;
        }

        /** What is proved, in words; completes it. */
        public void says(String words) {
            all.add(new Proof(claim, changes, elsewhere, any, invariants, words));
        }
    }
}
