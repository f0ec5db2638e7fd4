package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is believed of what solvers say. */
class JudgesTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Term X = Term.variable("x", 8);
    private static final Query QUERY = query(9);
    private static final SolverAnswer UNSAT = new SolverAnswer.Unsat();
    private static final SolverAnswer SAT = new SolverAnswer.Sat(Map.of("x", 3L));
    private static final SolverAnswer UNDECIDED = new SolverAnswer.Undecided("doesn't know");

    private static Query query(int square) {
        return new Query("square " + square, List.of(X.mul(X).eq(square)));
    }

    /** One that knows its answers. */
    private record Oracle(String name, Function<Query, SolverAnswer> answers) implements Solver {
        @Override
        public String version() {
            return "1.0";
        }

        @Override
        public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
            return answers.apply(query);
        }

        @Override
        public SolverAnswer askText(String about, String smt, Duration limit, BooleanSupplier stopped) {
            throw new UnsupportedOperationException();
        }
    }

    private static Judgement judged(SolverAnswer... answers) {
        List<Solver> solvers = new ArrayList<>();
        for (SolverAnswer answer : answers) {
            solvers.add(new Oracle("solver" + (solvers.size() + 1), query -> answer));
        }
        try (Judges judges = new Judges(solvers, LIMIT, () -> false)) {
            return judges.ask(QUERY);
        }
    }

    @Test
    void bothMustSayUnsat() {
        Judgement verdict = judged(UNSAT, UNSAT);
        assertThat(verdict.result()).isEqualTo(Judgement.Result.UNSAT);
        assertThat(verdict.alone()).isFalse();
        assertThat(verdict.byRewriting()).isFalse();
        assertThat(verdict.says()).isEqualTo("solver1: unsat; solver2: unsat");
    }

    @Test
    void oneAloneIsSaid() {
        Judgement verdict = judged(UNSAT);
        assertThat(verdict.result()).isEqualTo(Judgement.Result.UNSAT);
        assertThat(verdict.alone()).isTrue();
        assertThat(verdict.says()).isEqualTo("solver1: unsat (asked alone)");
    }

    @Test
    void unsatOfOneIsNotEnoughOfTwo() {
        Judgement verdict = judged(UNDECIDED, UNSAT);
        assertThat(verdict.result()).isEqualTo(Judgement.Result.UNDECIDED);
        assertThat(verdict.says()).isEqualTo("solver1: doesn't know; solver2: unsat");
        assertThat(judged(UNDECIDED).result()).isEqualTo(Judgement.Result.UNDECIDED);
    }

    @Test
    void aModelOfOneIsEnough() {
        Judgement verdict = judged(UNDECIDED, SAT);
        assertThat(verdict.result()).isEqualTo(Judgement.Result.SAT);
        assertThat(verdict.model()).isEqualTo(Map.of("x", 3L));
        assertThat(judged(SAT, new SolverAnswer.Sat(Map.of("x", 253L))).model()).isEqualTo(Map.of("x", 3L));
    }

    @Test
    void aContradictionIsRefused() {
        assertThatExceptionOfType(SolverException.class)
                .isThrownBy(() -> judged(SAT, UNSAT))
                .withMessage("solvers contradict each other about square 9: solver1: sat; solver2: unsat");
        assertThatExceptionOfType(SolverException.class).isThrownBy(() -> judged(UNSAT, SAT));
    }

    @Test
    void aModelThatIsNoneIsRefused() {
        assertThatExceptionOfType(SolverException.class)
                .isThrownBy(() -> judged(new SolverAnswer.Sat(Map.of("x", 4L)), UNSAT))
                .withMessage("solver1 1.0 gave a bad answer to square 9: its model {x=4} doesn't make all hold");
        assertThatExceptionOfType(SolverException.class)
                .isThrownBy(() -> judged(UNSAT, new SolverAnswer.Sat(Map.of())))
                .withMessageStartingWith("solver2 1.0 gave a bad answer to square 9");
    }

    @Test
    void whatIsKnownIsNotAsked() {
        Oracle none = new Oracle("none", query -> {
            throw new AssertionError("asked");
        });
        try (Judges judges = new Judges(List.of(none), LIMIT, () -> false)) {
            Judgement never = judges.ask(new Query("never", List.of(X.ult(X))));
            assertThat(never.result()).isEqualTo(Judgement.Result.UNSAT);
            assertThat(never.byRewriting()).isTrue();
            assertThat(never.says()).isEqualTo("decided by rewriting");
            assertThat(judges.ask(new Query("always", List.of())).result()).isEqualTo(Judgement.Result.SAT);
        }
    }

    @Test
    void whatWasAskedIsNotAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Oracle oracle = new Oracle("oracle", query -> {
            asked.incrementAndGet();
            return SAT;
        });
        Term any = Term.variable("any", Term.BOOL);
        try (Judges judges = new Judges(List.of(oracle), LIMIT, () -> false)) {
            assertThat(judges.ask(QUERY).model()).isEqualTo(Map.of("x", 3L));
            Term squared = X.mul(X).eq(9);
            Judgement again = judges.ask(new Query("again", List.of(squared.or(any), squared)));
            assertThat(again.query().name()).isEqualTo("again");
            assertThat(again.model()).isEqualTo(Map.of("x", 3L, "any", 0L));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void verdictsComeInTheOrderOfTheQuestions() {
        CountDownLatch second = new CountDownLatch(1);
        Oracle oracle = new Oracle("oracle", query -> {
            if (query.name().equals("square 0") && Runtime.getRuntime().availableProcessors() > 1) {
                await(second);
            }
            second.countDown();
            return UNSAT;
        });
        try (Judges judges = new Judges(List.of(oracle), LIMIT, () -> false)) {
            List<String> names = judges.ask(IntStream.range(0, 50).mapToObj(JudgesTest::query))
                    .map(verdict -> verdict.query().name())
                    .toList();
            assertThat(names)
                    .isEqualTo(
                            IntStream.range(0, 50).mapToObj(i -> "square " + i).toList());
        }
    }

    @Test
    void fewAreTakenAhead() {
        AtomicInteger made = new AtomicInteger();
        try (Judges judges = new Judges(List.of(new Oracle("oracle", query -> UNSAT)), LIMIT, () -> false)) {
            Judgement first = judges.ask(IntStream.range(0, 1_000_000).mapToObj(i -> {
                        made.incrementAndGet();
                        return query(i & 0xff);
                    }))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.query().name()).isEqualTo("square 0");
        }
        assertThat(made.get()).isLessThan(1000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aModelEndsTheOthers() {
        Solver slow = new Solver() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public String version() {
                return "1.0";
            }

            @Override
            public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
                while (!stopped.getAsBoolean()) {
                    Thread.onSpinWait();
                }
                return new SolverAnswer.Undecided("was stopped");
            }

            @Override
            public SolverAnswer askText(String about, String smt, Duration limit, BooleanSupplier stopped) {
                throw new UnsupportedOperationException();
            }
        };
        try (Judges judges = new Judges(List.of(slow, new Oracle("fast", query -> SAT)), LIMIT, () -> false)) {
            assertThat(judges.ask(QUERY).says()).isEqualTo("slow: was stopped; fast: sat");
        }
    }
}
