package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RememberingTest {
    private static final Term A = Term.variable("a", Term.BOOL);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** Gives one answer to everything, and keeps what it was asked. */
    private record Constant(SolverAnswer answer, List<String> asked) implements Solver {
        @Override
        public String name() {
            return "constant";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            asked.add(query.name());
            return answer;
        }

        @Override
        public SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped) {
            return answer;
        }
    }

    private static List<String> asked(SolverAnswer answer) {
        List<String> asked = new ArrayList<>();
        Solver solver = Remembering.of(List.of(new Constant(answer, asked))).get(0);
        for (Query query : List.of(
                new Query("one", List.of(A)), new Query("same", List.of(A)), new Query("other", List.of(A.not())))) {
            assertThat(solver.ask(query, LIMIT)).isEqualTo(answer);
        }
        return asked;
    }

    @Test
    void onlyWhatWasDeniedIsNotAskedAgain() {
        assertThat(asked(new SolverAnswer.Unsat())).containsExactly("one", "other");
        assertThat(asked(new SolverAnswer.Sat(Map.of("a", 1L)))).containsExactly("one", "same", "other");
        assertThat(asked(new SolverAnswer.Undecided("late"))).containsExactly("one", "same", "other");
    }
}
