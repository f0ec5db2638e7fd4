package dev.stalemate.search.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Toys;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Processes that count to two, all alike except for what a test adds. */
class SymmetryTest {
    private static final Index PROCESS = Index.of("process", 3);
    private static final Index LAMP = Index.of("lamp", 2);

    private final Layout.Builder builder =
            new Layout.Builder().interchangeable(PROCESS).interchangeable(LAMP);
    private final IntField count = builder.number("count", 3, Integer::toString, PROCESS);
    private final IntField lit = builder.flag("lit", LAMP);
    private final Action up = Action.named("up")
            .over(PROCESS)
            .when((s, a) -> count.get(s, (int) a[0]) < 2)
            .then((s, a) -> count.set(s, (int) a[0], count.get(s, (int) a[0]) + 1));
    private final Action light = Action.named("light")
            .over(LAMP)
            .when((s, a) -> !lit.is(s, (int) a[0]))
            .then((s, a) -> lit.set(s, (int) a[0], 1));

    @Test
    void theSymmetryOfAlikeElementsIsUsed() {
        Model model = Toys.model(builder, List.of(up, light));
        Symmetry symmetry = Symmetry.of(model, List.of());
        assertThat(symmetry.used()).containsExactly("process", "lamp");
        assertThat(symmetry.refused()).isEmpty();
        // The 27 states of three counters are 10 multisets, and the 4 of two lamps are 3.
        OrbitSearch search = OrbitSearch.of(model, Toys.never("never", s -> false), symmetry);
        assertThat(search.orbits()).isEqualTo(30);
        assertThat(search.states()).isEqualTo(27 * 4);
    }

    @Test
    void anIndexIsNotUsedIfOneElementLacksAStep() {
        Action fewer = Action.named("up")
                .over(PROCESS)
                .when((s, a) -> count.get(s, (int) a[0]) < 2 && a[0] > 0)
                .then(up.effect());
        Symmetry symmetry = Symmetry.of(Toys.model(builder, List.of(fewer, light)), List.of());
        assertThat(symmetry.used()).containsExactly("lamp");
        assertThat(symmetry.refused()).singleElement().asString().startsWith("process: step up process=");
    }

    @Test
    void aStepThatDependsOnTheOrderOfElementsIsFound() {
        Action inTurn = Action.named("up")
                .over(PROCESS)
                .when((s, a) -> count.get(s, (int) a[0]) < 2
                        && (a[0] == 0 || count.get(s, (int) a[0]) < count.get(s, (int) a[0] - 1)))
                .then(up.effect());
        Symmetry symmetry = Symmetry.of(Toys.model(builder, List.of(inTurn)), List.of());
        assertThat(symmetry.refused()).singleElement().asString().startsWith("process: step up process=");
    }

    @Test
    void onlyThePropertyOfOneElementIsFound() {
        Law first = Toys.never("first-at-end", s -> count.get(s, 0) == 2);
        Law any = Toys.never("all-at-end", s -> count.get(s, 0) + count.get(s, 1) + count.get(s, 2) == 6);
        Model model = Toys.model(builder, List.of(up, light), first, any);
        assertThat(Symmetry.of(model, List.of(any)).refused()).isEmpty();
        Symmetry symmetry = Symmetry.of(model, List.of(any, first));
        assertThat(symmetry.refused()).containsExactly("process: property first-at-end");
        assertThat(symmetry.used()).containsExactly("lamp");
    }

    @Test
    void aPremiseOfOneElementIsFound() {
        Law first = Law.always("premise", Law.Breaks.SPEED, "true")
                .where(s -> count.get(s, 0) == 2)
                .holds(s -> true);
        Model model = Toys.model(builder, List.of(up, light), first);
        assertThat(Symmetry.of(model, List.of(first)).refused()).containsExactly("process: property premise");
    }

    @Test
    void aFigureOfOneElementIsFound() {
        Layout layout = builder.build();
        Figure figure = new Figure("lit 0", Figure.Kind.SUM, s -> lit.get(s, 0));
        Model model = new Model.Builder("toy", Toys.design("plain"), Scope.of("toy", List.of()))
                .layout(layout)
                .actions(List.of(up, light))
                .figures(List.of(figure))
                .build();
        assertThat(Symmetry.of(model, List.of()).refused()).containsExactly("lamp: figure lit 0");
    }

    @Test
    void aDifferenceThatTheSampleDoesNotReachIsFoundInTheStateThatHasIt() {
        Index many = Index.of("many", 2);
        IntField far = builder.interchangeable(many).number("far", 1 << 14, Integer::toString, many);
        Action on = Action.named("on")
                .over(many)
                .when((s, a) -> far.get(s, (int) a[0]) < (1 << 14) - 1)
                .then((s, a) -> far.set(s, (int) a[0], far.get(s, (int) a[0]) + 1));
        Law late = Toys.never("late", s -> far.get(s, 1) == 12_345);
        Model model = Toys.model(builder, List.of(on), late);
        Symmetry symmetry = Symmetry.of(model, List.of(late));
        assertThat(symmetry.used()).contains("many");
        long[] state = model.initial();
        assertThat(symmetry.broken(state, new SplittableRandom(1))).isNull();
        far.set(state, 1, 12_345);
        assertThat(symmetry.broken(state, new SplittableRandom(1))).isEqualTo("many: property late");
    }

    @Test
    void withoutAlikeElementsEveryStateStandsForItself() {
        Symmetry symmetry = Symmetry.of(Toys.counters(2, 3, false), List.of());
        long[] state = {7};
        symmetry.canonicalize(state, 0);
        assertThat(state).containsExactly(7);
        assertThat(symmetry.orbitSize(state, 0)).isEqualTo(1);
        assertThat(symmetry.used()).isEmpty();
    }
}
