package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.execute.RefusedException;
import dev.stalemate.prove.execute.Summaries;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.toy.KnownNumbers;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Designs that know an element by its number, in each way that code has. */
@ExtendWith(Woven.class)
class KnownNumbersTest {
    private final KnownNumbers system = new KnownNumbers();

    @Test
    void aDesignThatDoesWrongWithTheFifthIsRefusedWithThePlace() {
        Map<String, Proof> proofs =
                system.proofs().stream().collect(Collectors.toMap(Proof::claim, Function.identity()));
        for (Claim claim : system.claims()) {
            String why = refused(claim, Objects.requireNonNull(proofs.get(claim.id())));
            if (claim.id().startsWith("right")) {
                assertThat(why).as(claim.id()).isEmpty();
            } else {
                assertThat(why).as(claim.id()).contains("KnownNumbers.java:");
            }
        }
        assertThat(system.claims()).hasSizeGreaterThan(30);
    }

    private String refused(Claim claim, Proof proof) {
        try {
            Setup setup = new Setup(system, claim, proof, Summaries.none());
            CutOffs cutOffs = new CutOffs(setup, setup.model(setup.scope()));
            cutOffs.compare();
            return cutOffs.refused().stream().map(CutOff::says).collect(Collectors.joining("; "));
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
