package dev.stalemate.prove;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.induct.Induction;
import dev.stalemate.prove.resolver.LookUpCode;
import dev.stalemate.prove.resolver.LookUpSummaries;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverException;
import java.util.List;

/** Proves claims. */
public final class Prover {
    private Prover() {}

    /**
     * Tries to prove a claim by its system's proof of it; see {@link ModelSystem#proofs}. The model's code must have been loaded by the weaving
     * loader.
     *
     * @param solvers one at least
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     * @throws SolverException if a solver can't be believed, or two contradict each other
     * @throws IllegalStateException if the terms say otherwise than the code
     */
    public static ProofReport prove(
            ModelSystem system, Claim claim, List<Solver> solvers, ProofOptions options, ProofProgress progress) {
        LookUpSummaries lookUps = new LookUpSummaries();
        ProofReport report =
                Induction.prove(system, claim, proof(system, claim), lookUps.all(), solvers, options, progress);
        return report.restingOn(LookUpCode.checked(lookUps.used(), solvers, options, progress));
    }

    /**
     * A claim's certificate as the present code would write it, but for the solvers: none is asked. The model's code must have been loaded by
     * the weaving loader.
     *
     * @param claims the ids of all claims that it is about
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     */
    public static CertificateFolder certificate(Claim claim, List<String> claims) {
        return Induction.certificate(
                claim.system(), claim, proof(claim.system(), claim), new LookUpSummaries().all(), claims);
    }

    /**
     * A text that two claims share which may have one proof; see {@link #together}.
     *
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     */
    public static String key(Claim claim) {
        return Induction.key(claim.system(), claim, proof(claim.system(), claim));
    }

    /**
     * The ids of all claims of which a claim's proof is the proof, in the order of their system: itself, and those of the same property of the
     * same design that are proved at the same scope, which contains theirs, by the same invariants. The certificate is called after the first.
     *
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     */
    public static ImmutableList<String> together(Claim claim) {
        ModelSystem system = claim.system();
        Proof own = proof(system, claim);
        String key = Induction.key(system, claim, own);
        ImmutableList.Builder<String> together = ImmutableList.builder();
        for (Proof proof : system.proofs()) {
            for (Claim each : system.claims()) {
                boolean itself = each.id().equals(claim.id());
                if (each.id().equals(proof.claim())
                        && Induction.key(system, itself ? claim : each, proof).equals(key)
                        && (itself || contained(each).carries())) {
                    together.add(each.id());
                }
            }
        }
        return together.build();
    }

    /**
     * Whether the scope of a claim's proof contains the claim's own, so that the proof is one of the claim.
     *
     * @throws IllegalArgumentException if the claim has no proof, or its scope is impossible
     */
    public static CutOff contained(Claim claim) {
        return Induction.contained(claim.system(), claim, proof(claim.system(), claim));
    }

    private static Proof proof(ModelSystem system, Claim claim) {
        return system.proofs().stream()
                .filter(each -> each.claim().equals(claim.id()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("claim " + claim.id() + " has no proof"));
    }
}
