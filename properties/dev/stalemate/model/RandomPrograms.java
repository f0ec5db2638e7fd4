package dev.stalemate.model;

import dev.stalemate.model.RandomProgram.Demand;
import dev.stalemate.model.RandomProgram.Instruction;
import dev.stalemate.model.RandomProgram.Kind;
import dev.stalemate.model.RandomProgram.Test;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random programs of at most a few thousand states, whose declarations are true. */
public final class RandomPrograms extends DomainContextBase {
    private static final int MOST_VARIABLES = 6;
    private static final int MOST_PLACES = 4;
    private static final int GO_ON = Instruction.NEXT;

    /** Two or three threads that wait for each other, loop, and get stuck. */
    @Provide
    public Arbitrary<RandomProgram> programs() {
        return Combinators.combine(
                        Arbitraries.integers().between(2, MOST_VARIABLES),
                        instructions()
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(3)
                                .list()
                                .ofMinSize(2)
                                .ofMaxSize(3),
                        demands().list().ofMaxSize(2).map(l -> l.stream()
                                .distinct()
                                .toList()))
                .as(RandomProgram::new);
    }

    private static Arbitrary<Instruction> instructions() {
        Arbitrary<Integer> variables = Arbitraries.integers().between(0, MOST_VARIABLES - 1);
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(0)), Tuple.of(1, Arbitraries.just(1)))
                                .flatMap(n -> tests().list().ofSize(n)),
                        variables,
                        variables,
                        Arbitraries.integers().between(0, RandomProgram.VALUES - 1),
                        Arbitraries.frequency(Tuple.of(8, GO_ON), Tuple.of(1, 0), Tuple.of(1, 1), Tuple.of(1, 2)),
                        Arbitraries.frequency(
                                Tuple.of(12, Kind.COMPUTES),
                                Tuple.of(4, Kind.COMPUTES_UNSAID),
                                Tuple.of(6, Kind.GOES_ON),
                                Tuple.of(1, Kind.UNDECLARED)))
                .as(Instruction::new);
    }

    private static Arbitrary<Demand> demands() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false)),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, MOST_PLACES - 1),
                        tests().list().ofMaxSize(2))
                .as(Demand::new);
    }

    private static Arbitrary<Test> tests() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, MOST_VARIABLES - 1),
                        Arbitraries.integers().between(1, 6))
                .as(Test::new);
    }
}
