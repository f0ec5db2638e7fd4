package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stalemate.prove.term.Term;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The solvers that this machine has; skipped where it has none. */
class RealSolversTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Term X = Term.variable("x", 64);
    private static final Term Y = Term.variable("y [1] | %", 64);

    private Solvers solvers;

    @BeforeEach
    void open() throws IOException {
        solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false);
        assumeFalse(solvers.all().isEmpty(), Solvers.NONE);
    }

    @AfterEach
    void close() {
        solvers.close();
    }

    @Test
    void whatFollowsIsUnsat() {
        Judgement verdict = asked(new Query("order", List.of(X.ult(Y), Y.ult(X))));
        assertThat(verdict.result()).isEqualTo(Judgement.Result.UNSAT);
        assertThat(verdict.opinions()).hasSameSizeAs(solvers.all());
        assertThat(verdict.alone()).isEqualTo(solvers.all().size() == 1);
    }

    @Test
    void aModelIsGiven() {
        Judgement verdict = asked(new Query(
                "factors", List.of(X.mul(Y).eq(0x123456787L), X.ult(Y), X.eq(1).not())));
        assertThat(verdict.result()).isEqualTo(Judgement.Result.SAT);
        assertThat(verdict.model().getOrDefault("x", 0L) * verdict.model().getOrDefault("y [1] | %", 0L))
                .isEqualTo(0x123456787L);
    }

    @Test
    void verdictsComeInOrder() {
        try (Judges judges = new Judges(solvers.all(), LIMIT, () -> false)) {
            Stream<Query> queries = IntStream.range(0, 20)
                    .mapToObj(i ->
                            new Query("q" + i, List.of(X.mul(X).extract(2, 0).eq(i % 8))));
            List<Judgement> verdicts = judges.ask(queries).toList();
            for (int i = 0; i < 20; i++) {
                assertThat(verdicts.get(i).query().name()).isEqualTo("q" + i);
                boolean square = List.of(0, 1, 4).contains(i % 8);
                assertThat(verdicts.get(i).result()).isEqualTo(square ? Judgement.Result.SAT : Judgement.Result.UNSAT);
            }
        }
    }

    private Judgement asked(Query query) {
        try (Judges judges = new Judges(solvers.all(), LIMIT, () -> false)) {
            return judges.ask(query);
        }
    }
}
