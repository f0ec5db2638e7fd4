package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.resolver.LookUpSummaries;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The proof of a claim of KVM fails with bugs that are planted in the design: only the steps of an action with a bug are asked about. */
@ExtendWith(Woven.class)
class PlantedDesignBugsTest {
    private static final String CLAIM = "H2d";

    @Test
    void tenAreRefused() throws IOException {
        ModelSystem kvm = Systems.catalogue().system("kvm");
        Claim claim = kvm.claims().stream()
                .filter(each -> each.id().equals(CLAIM))
                .findFirst()
                .orElseThrow();
        Proof proof = kvm.proofs().stream()
                .filter(each -> each.claim().equals(CLAIM))
                .findFirst()
                .orElseThrow();
        Setup setup = new Setup(kvm, claim, proof, new LookUpSummaries().all());
        ProofModel model = setup.model(setup.scope());
        Obligations obligations =
                new Obligations(model, new Room(model, setup.any()), setup.facts(model), model.values());
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeThat(solvers.all()).as("solvers").isNotEmpty();
            try (Judges judges = new Judges(solvers.all(), ProofOptions.USUAL.limit(), () -> false)) {
                Bugs bugs = new PlantedBugs(claim.law(), model, obligations, judges, ProofProgress.NONE).tried(10);
                assertThat(bugs.missed()).isEmpty();
                assertThat(bugs.refused()).isEqualTo(10);
            }
        }
    }
}
