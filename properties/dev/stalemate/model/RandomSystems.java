package dev.stalemate.model;

import dev.stalemate.model.RandomSystem.Assignment;
import dev.stalemate.model.RandomSystem.Demand;
import dev.stalemate.model.RandomSystem.Rule;
import dev.stalemate.model.RandomSystem.Style;
import dev.stalemate.model.RandomSystem.Test;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random transition systems of at most a few thousand states. */
public final class RandomSystems extends DomainContextBase {
    private static final int MOST = 6;

    /** Systems with all three kinds of answer: demands that hold, that break, and that never say anything. */
    @Provide
    public Arbitrary<RandomSystem> systems() {
        Arbitrary<List<Integer>> bounds =
                Arbitraries.integers().between(1, 5).list().ofMinSize(1).ofMaxSize(MOST);
        // Mostly packed into one word: that is where fields can be in each other's way.
        Arbitrary<List<Style>> styles = Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.just(Style.NUMBER)),
                        Tuple.of(2, Arbitraries.just(Style.LISTED_VALUES)),
                        Tuple.of(1, Arbitraries.just(Style.WHOLE_WORD)))
                .list()
                .ofSize(MOST);
        return Combinators.combine(
                        bounds,
                        styles,
                        rules().list().ofMinSize(1).ofMaxSize(6),
                        demands().list().ofMaxSize(3))
                .as(RandomSystem::new);
    }

    private static Arbitrary<Rule> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        tests().list().ofMaxSize(2),
                        assignments().list().ofMinSize(1).ofMaxSize(3))
                .as(Rule::new);
    }

    private static Arbitrary<Demand> demands() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)),
                        tests().list().ofMaxSize(2),
                        tests().list().ofMinSize(1).ofMaxSize(4))
                .as(Demand::new);
    }

    private static Arbitrary<Test> tests() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, MOST - 1),
                        Arbitraries.integers().between(0, 31))
                .as(Test::new);
    }

    private static Arbitrary<Assignment> assignments() {
        Arbitrary<Integer> parts = Arbitraries.integers().between(0, MOST - 1);
        return Combinators.combine(
                        parts,
                        parts,
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4))
                .as(Assignment::new);
    }
}
