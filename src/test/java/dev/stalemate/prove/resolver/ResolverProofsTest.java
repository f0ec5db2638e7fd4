package dev.stalemate.prove.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Result;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import dev.stalemate.prove.solve.Solvers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statements about look-ups are as expected, and planted errors make them fail. */
@ExtendWith(Woven.class)
class ResolverProofsTest {
    @Tag("thorough")
    @Test
    void eachStatementIsAsExpected() throws IOException {
        ResolverReport report = asked(Statements.of(new LookUps(), new EntryRules()), 2);
        assertThat(report.results()).allSatisfy(result -> assertThat(result.known())
                .as(result.statement().id() + " " + result.why())
                .isEqualTo(result.statement().expected()));
    }

    @Test
    void plantedErrorsMakeStatementsFail() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Mutant mutant : Mutant.all()) {
            List<Lemma> lemmas = Statements.of(mutant.lookUps(), new EntryRules()).stream()
                    .filter(lemma -> mutant.broken().contains(lemma.statement().id()))
                    .toList();
            assertThat(lemmas).as(mutant.says()).hasSize(mutant.broken().size());
            for (Result result : asked(lemmas, 1).results()) {
                assertThat(result.asExpected())
                        .as(mutant + ": " + result.statement().id())
                        .isFalse();
                // Not for want of time: solvers have found values, or that there are none.
                assertThat(result.steps())
                        .as(mutant + ": " + result.statement().id())
                        .anyMatch(step -> step.known() == Known.FALSE);
            }
            broken.addAll(mutant.broken());
        }
        assertThat(ResolverProofs.statements().stream()
                        .filter(statement -> statement.expected() == Known.PROVED)
                        .map(Statement::id)
                        .filter(id -> id.startsWith("kvm-") || id.startsWith("xen-")))
                .allSatisfy(id -> assertThat(broken).contains(id));
    }

    @Test
    void plantedErrorsAreFoundOnRandomRegisters() {
        for (Mutant mutant : Mutant.all()) {
            Optional<String> found = Optional.empty();
            for (int pairs : new int[] {1, 2, 8}) {
                found = found.or(() -> new SampledCode(mutant.lookUps(), pairs).difference(new Random(1), 4000));
            }
            // One of them is a step of a loop that the terms for all pairs at once don't have.
            assertThat(found.isPresent() || mutant.broken().contains("kvm-zap-old-and-new"))
                    .as(mutant.says())
                    .isTrue();
        }
    }

    @Test
    void anUnknownStatementIsRefused() {
        assertThatThrownBy(() -> ResolverProofs.run(List.of("kvm-one-pear"), ProofOptions.USUAL, ProofProgress.NONE))
                .hasMessageContaining("kvm-one-pair");
    }

    private static ResolverReport asked(List<Lemma> lemmas, int most) throws IOException {
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeFalse(solvers.all().isEmpty(), Solvers.NONE);
            return ResolverProofs.asked(
                    lemmas,
                    solvers.all().subList(0, Math.min(most, solvers.all().size())),
                    ProofOptions.USUAL,
                    ProofProgress.NONE);
        }
    }
}
