package dev.stalemate.prove;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;

/** Proves claims. */
public final class Prover {
    private Prover() {}

    /**
     * Tries to prove a claim by its system's proof of it; see {@link ModelSystem#proofs}. The model's code must have been loaded by the weaving
     * loader.
     *
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     * @throws IllegalStateException if solvers disagree, or the translation of the code differs from the code
     */
    public static ProofReport prove(ModelSystem system, Claim claim, ProofOptions options, ProofProgress progress) {
        throw new UnsupportedOperationException("being written");
    }
}
