package dev.stalemate.prove.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.solve.Solvers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A certificate is right if every solver gives every answer that it needs. */
class RecheckTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final SolverAnswer UNSAT = new SolverAnswer.Unsat();
    private static final SolverAnswer SAT = new SolverAnswer.Sat(Map.of());

    /** One that gives an answer by the question's name. */
    private record Oracle(String name, Map<String, SolverAnswer> answers) implements Solver {
        @Override
        public String version() {
            return "1.0";
        }

        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SolverAnswer askText(String about, String smt, Duration limit, BooleanSupplier stopped) {
            assertThat(smt).startsWith("(set-logic QF_BV)\n").endsWith("(check-sat)\n");
            return answers.getOrDefault(
                    about, about.startsWith("some") || about.startsWith("the contrary of ") ? SAT : UNSAT);
        }
    }

    private static Recheck of(Solver... solvers) {
        return Recheck.of(CertificateFolderTest.CERTIFICATE, List.of(solvers), LIMIT, ProofProgress.NONE);
    }

    private static Oracle right(String name) {
        return new Oracle(name, Map.of());
    }

    @Test
    void theSolversOfThisMachineConfirmIt() throws IOException {
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeTrue(!solvers.all().isEmpty(), "no solver is installed");
            Recheck checked = of(solvers.all().toArray(Solver[]::new));
            assertThat(checked.isGood()).as("%s", checked).isTrue();
            assertThat(checked.agreed()).isEqualTo(3);
        }
    }

    @Test
    void oneOtherAnswerRefutesIt() {
        Recheck checked =
                of(right("a"), new Oracle("b", Map.of("no square is 3", new SolverAnswer.Undecided("is tired"))));
        assertThat(checked.isGood()).isFalse();
        assertThat(checked.open()).isEqualTo(ImmutableList.of("no square is 3: a says unsat, b is tired"));
        Recheck contrary =
                of(new Oracle("a", Map.of("no square is 3", SAT)), new Oracle("b", Map.of("no square is 3", SAT)));
        assertThat(contrary.contrary())
                .isEqualTo(ImmutableList.of("no square is 3: a says sat, b says sat; unsat is needed"));
        assertThat(of(new Oracle("a", Map.of("some square is 1", UNSAT))).contrary())
                .isEqualTo(ImmutableList.of("some square is 1: a says unsat; sat is needed"));
    }

    @Test
    void solversThatContradictEachOtherAreNotBelieved() {
        assertThatThrownBy(() -> of(right("a"), new Oracle("b", Map.of("no square is 3", SAT))))
                .isInstanceOf(SolverException.class)
                .hasMessageContaining("contradict each other about no square is 3: a says unsat, b says sat");
    }

    @Test
    void aSolverThatDeniesTheContraryTooIsNotBelieved() {
        Oracle denies = new Oracle("b", Map.of("the contrary of no square is 3", UNSAT));
        assertThatThrownBy(() -> of(right("a"), denies))
                .isInstanceOf(SolverException.class)
                .hasMessage("b 1.0 can't be believed: it says unsat of no square is 3, and of its contrary, too");
    }
}
