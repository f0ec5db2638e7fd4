package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The search for a shorter run of the same actions, here of a register that is written or added to. */
class RearrangementTest {
    private final Layout.Builder builder = new Layout.Builder();
    private final LongField register = builder.values("register", new long[0]);
    private final Action write = Action.named("write")
            .over("value", Domain.wide(new Domain.Wide(v -> true, r -> 0, v -> List.of())))
            .then((s, a) -> register.set(s, 0, a[0]));
    private final Action add =
            Action.named("add").over(Index.of("n", 10)).then((s, a) -> register.set(s, 0, register.get(s, 0) + a[0]));
    private final Model model = Toys.model(builder, List.of(write, add));

    @Test
    void smallDomainsAreTriedAsAWhole() {
        assertThat(shorter(10, 1000, adds(2, 2, 6))).hasToString("[add n=1, add n=9]");
    }

    @Test
    void ofWideDomainsTheValuesOfTheRunAreTried() {
        List<Step> run = List.of(new Step(write, 0x1000), new Step(add, 1), new Step(add, 8));
        assertThat(shorter(0x1009, 1000, run)).hasToString("[write value=0x1000, add n=9]");
    }

    @Test
    void actionsThatTheRunLacksAreNotTried() {
        assertThat(shorter(18, 1000, adds(6, 6, 6))).hasToString("[add n=9, add n=9]");
        assertThat(shorter(18, 1000, adds(9, 9))).isNull();
        assertThat(shorter(5, 1000, List.of(new Step(write, 5)))).isNull();
    }

    @Test
    void itGivesUpWhereTooMuchCanBeReached() {
        List<Step> run = adds(7, 7, 7, 7, 7, 7, 8);
        assertThat(shorter(50, 30, run)).isNull();
        assertThat(shorter(50, 1000, run)).hasSize(6);
    }

    /** A program's shortest way may pass labels that the run doesn't. */
    @Test
    void ofAModelOfFewStepsAnyRunIsTried() {
        List<Action> twoWays =
                List.of(add, Action.named("double").then((s, a) -> register.set(s, 0, 2 * register.get(s, 0))));
        Model few = Toys.model(builder, twoWays);
        Law law = Toys.never("bad", s -> register.get(s, 0) == 36);
        assertThat(new Rearrangement(few, law, 1000).shorter(adds(9, 9, 9, 9))).isNull();
        assertThat(new Rearrangement(few, law, 1000).shorterOfAny(adds(9, 9, 9, 9)))
                .hasToString("[add n=9, add n=9, double]");
        assertThat(new Rearrangement(model, law, 1000).shorterOfAny(adds(9, 9, 9, 9)))
                .as("steps that can't be listed")
                .isNull();
    }

    private @Nullable List<Step> shorter(long bad, int mostStates, List<Step> run) {
        Law law = Toys.never("bad", s -> register.get(s, 0) == bad);
        return new Rearrangement(model, law, mostStates).shorter(run);
    }

    private List<Step> adds(long... values) {
        return LongStream.of(values).mapToObj(n -> new Step(add, n)).toList();
    }
}
