package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Fired;
import dev.stalemate.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exhaustive search on models whose spaces are known in closed form. */
class BreadthFirstTest {
    private static final Limits NONE = Limits.none();

    @ParameterizedTest(name = "a word for each counter: {0}")
    @ValueSource(booleans = {false, true})
    void countsOfAGridAreThoseOfTheFormula(boolean apart) {
        SearchResult result = run(Toys.counters(3, 20, apart), NONE);
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
        assertThat(result.states()).isEqualTo(20 * 20 * 20);
        assertThat(result.transitions()).isEqualTo(3 * 19 * 20 * 20 + 1);
        assertThat(result.depth()).isEqualTo(3 * 19);
        Fired fired = new Fired(7600, 7600);
        assertThat(result.fired()).isEqualTo(Map.of("up-0", fired, "up-1", fired, "up-2", fired));
        assertThat(result.collisions().probability()).isBetween(0.0, 1e-11);
        assertThat(result.collisions().probability() > 0).isEqualTo(apart);
    }

    @Test
    void aPathLeadsThroughLevelsAndAncestriesOfSeveralChunks() {
        // Up to 22,000 states a level and a million in all; a chunk holds 8,192.
        Model model = Toys.counters(4, 32, false);
        SearchResult result = run(model, NONE, model.law("corner"));
        assertThat(result.states()).isEqualTo(1 << 20);
        Outcome outcome = result.outcome(model.law("corner"));
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(4 * 31);
        Trace trace = Trace.replay(model, outcome.steps());
        assertThat(trace.firstViolation(model.law("corner"))).isEqualTo(4 * 31);
    }

    @Test
    void aLevelWiderThanAChunkLosesNothing() {
        // 200 states, then 40,000, and each of those falls to one of two.
        Layout.Builder b = new Layout.Builder();
        IntField x = b.number("x", 201, Integer::toString);
        IntField y = b.number("y", 203, Integer::toString);
        Action first = Action.named("first")
                .over(Index.of("to", 200))
                .when((s, a) -> x.get(s, 0) == 0 && y.get(s, 0) == 0)
                .then((s, a) -> x.set(s, 0, (int) a[0] + 1));
        Action second = Action.named("second")
                .over(Index.of("to", 200))
                .when((s, a) -> x.get(s, 0) > 0 && y.get(s, 0) == 0)
                .then((s, a) -> y.set(s, 0, (int) a[0] + 1));
        Action fall = Action.named("fall")
                .when((s, a) -> x.get(s, 0) > 0 && y.get(s, 0) > 0)
                .then((s, a) -> {
                    y.set(s, 0, 201 + x.get(s, 0) % 2);
                    x.set(s, 0, 0);
                });
        Law odd = Toys.never("odd", s -> y.get(s, 0) == 202);
        Law last = Toys.never("last", s -> x.get(s, 0) == 200 && y.get(s, 0) == 200);
        Model model = Toys.model(b, List.of(first, second, fall), odd, last);
        SearchResult all = run(model, NONE);
        assertThat(all.states()).isEqualTo(1 + 200 + 40_000 + 2);
        assertThat(all.transitions()).isEqualTo(1 + 200 + 40_000 + 40_000);
        assertThat(all.depth()).isEqualTo(3);
        SearchResult result = run(model, NONE, odd, last);
        assertThat(result.outcome(last).steps()).hasToString("[first to=199, second to=199]");
        assertThat(result.outcome(odd).steps()).hasToString("[first to=0, second to=0, fall]");
    }

    @Test
    void aModelWithoutActionsHasOneState() {
        Layout.Builder b = new Layout.Builder();
        b.flag("f");
        SearchResult result = run(Toys.model(b, List.of()), NONE);
        assertThat(result.states()).isEqualTo(1);
        assertThat(result.transitions()).isEqualTo(1);
        assertThat(result.depth()).isZero();
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
    }

    @Test
    void anInitialStateThatViolatesIsACounterexampleWithoutSteps() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Law law = Toys.never("unset", s -> !field.is(s, 0));
        SearchResult result = run(Toys.model(b, List.of(), law), NONE, law);
        assertThat(result.outcome(law).verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(result.outcome(law).steps()).isEmpty();
        assertThat(result.end()).isEqualTo(End.DECIDED);
    }

    @Test
    void theSearchEndsOnceEveryPropertyIsDecided() {
        Model model = Toys.counters(2, 5, false);
        IntField first = (IntField) model.layout().fields().get(0);
        Law near = Toys.never("near", s -> first.get(s, 0) == 1);
        SearchResult result = run(model, NONE, near, model.law("corner"));
        assertThat(result.end()).isEqualTo(End.DECIDED);
        assertThat(result.outcome(near).steps()).hasSize(1);
        assertThat(result.outcome(model.law("corner")).steps()).hasSize(8);
        // The level of the last answer was not completed.
        assertThat(result.depth()).isEqualTo(7);
    }

    @Test
    void aPropertyWhosePremiseNeverHeldIsVacuousAndOtherPremisesAreCounted() {
        Model model = Toys.counters(2, 5, false);
        IntField first = (IntField) model.layout().fields().get(0);
        Law vacuous = Law.always("vacuous", Breaks.SPEED, "")
                .where(s -> first.get(s, 0) > 4)
                .holds(s -> false);
        Law holds = Law.always("holds", Breaks.SPEED, "")
                .where(s -> first.get(s, 0) == 4)
                .holds(s -> true);
        SearchResult result = run(model, NONE, vacuous, holds);
        assertThat(result.outcome(vacuous).verdict()).isEqualTo(Verdict.VACUOUS);
        assertThat(result.outcome(vacuous).premiseHeld()).isZero();
        assertThat(result.outcome(holds).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(result.outcome(holds).premiseHeld()).isEqualTo(5);
    }

    @Test
    void aPropertyOfReachabilityComesWithAShortestWitness() {
        Model model = Toys.counters(2, 5, false);
        IntField first = (IntField) model.layout().fields().get(0);
        Law reached = Law.sometimes("three", Breaks.SPEED, "").holds(s -> first.get(s, 0) == 3);
        Law never = Law.sometimes("five", Breaks.SPEED, "").holds(s -> first.get(s, 0) == 5);
        SearchResult result = run(model, NONE, reached, never);
        assertThat(result.outcome(reached).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(result.outcome(reached).steps()).hasToString("[up-0, up-0, up-0]");
        assertThat(result.outcome(never).verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(result.outcome(never).steps()).isEmpty();
        SearchResult early = run(model, NONE.withDepth(2), reached, never);
        assertThat(early.outcomes()).extracting(Outcome::verdict).containsOnly(Verdict.UNDECIDED);
    }

    @Test
    void anActionThatNoRunCanTakeIsReported() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Action set = Action.named("set").then((s, a) -> field.set(s, 0, 1));
        Action never = Action.named("never").when((s, a) -> false).then((s, a) -> field.set(s, 0, 0));
        Law law = Toys.never("set", s -> field.is(s, 0));
        Model model = Toys.model(b, List.of(set, never), law);
        assertThat(run(model, NONE).neverTaken()).containsExactly("never");
        assertThat(run(model, NONE, law).neverTaken())
                .as("of a search that ended early")
                .isEmpty();
    }

    @Test
    void figuresAreMeasuredOnceForEachState() {
        Model counters = Toys.counters(2, 5, false);
        IntField first = (IntField) counters.layout().fields().get(0);
        Model model = new Model.Builder("toy", counters.design(), counters.scope())
                .layout(counters.layout())
                .startingAt(counters.initial())
                .actions(counters.actions())
                .figures(List.of(
                        new Figure("largest", Figure.Kind.MAXIMUM, s -> first.get(s, 0)),
                        new Figure("sum", Figure.Kind.SUM, s -> first.get(s, 0))))
                .build();
        assertThat(run(model, NONE).figures()).containsExactly(Map.entry("largest", 4L), Map.entry("sum", 50L));
    }

    @Test
    void moreStepsThanCanBeNumberedAreRefused() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.number("n", 257, Integer::toString);
        Action action = Action.named("set")
                .over(Index.of("x", 257))
                .over(Index.of("y", 256))
                .then((s, a) -> field.set(s, 0, (int) a[0]));
        Model model = Toys.model(b, List.of(action));
        assertThatThrownBy(() -> run(model, NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope toy has 65792 steps, more than the 65536 an exhaustive search can number");
    }

    @Test
    void theStepWithTheLargestNumberIsTaken() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Action action = Action.named("set")
                .over(Index.of("x", 1 << 16))
                .when((s, a) -> a[0] == (1 << 16) - 1)
                .then((s, a) -> field.set(s, 0, 1));
        Law last = Toys.never("last", s -> field.is(s, 0));
        Model model = Toys.model(b, List.of(action), last);
        assertThat(run(model, NONE, last).outcome(last).steps()).hasToString("[set x=65535]");
    }

    @Test
    void theBoundOnStatesEndsTheSearchOnlyIfThereAreMore() {
        Model model = Toys.counters(3, 20, false);
        SearchResult bounded = run(model, NONE.withStates(500), model.law("corner"));
        assertThat(bounded.end()).isEqualTo(End.STATES).hasToString("the bound on states");
        assertThat(bounded.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(bounded.states()).as("at most one block more").isBetween(500L, 800L);
        assertThat(run(model, NONE.withStates(8000)).end()).isEqualTo(End.EXHAUSTED);
        assertThat(run(model, NONE.withStates(7999)).end()).isEqualTo(End.STATES);
    }

    @Test
    void theBoundOnDepthIsExact() {
        Model model = Toys.counters(2, 5, false);
        Law corner = model.law("corner");
        SearchResult less = run(model, NONE.withDepth(7), corner);
        assertThat(less.end()).isEqualTo(End.DEPTH);
        assertThat(less.depth()).isEqualTo(7);
        assertThat(less.states()).isEqualTo(24);
        assertThat(less.outcome(corner).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(run(model, NONE.withDepth(8), corner).outcome(corner).verdict())
                .isEqualTo(Verdict.VIOLATED);
        SearchResult none = run(model, NONE.withDepth(0), corner);
        assertThat(none.states()).isEqualTo(1);
        assertThat(none.depth()).isZero();
        assertThat(none.end()).isEqualTo(End.DEPTH);
    }

    @Test
    void theBoundOnTimeEndsTheSearch() {
        Model model = Toys.counters(2, 5, false);
        SearchResult result = run(model, NONE.withTime(Duration.ZERO), model.law("corner"));
        assertThat(result.end()).isEqualTo(End.TIME);
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void theBoundOnMemoryEndsTheSearchBeforeItIsPassed() {
        Model model = Toys.counters(3, 64, false);
        long most = 700_000;
        SearchResult result = run(model, NONE.withBytes(most), model.law("corner"));
        assertThat(result.end()).isEqualTo(End.MEMORY);
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(result.bytes()).isLessThanOrEqualTo(most);
        assertThat(result.states()).isGreaterThan(10_000);
        assertThat(run(model, NONE.withBytes(0)).end()).isEqualTo(End.MEMORY);
    }

    @Test
    void anInterruptEndsTheSearchAndTheResultSaysWhatWasSeen() {
        Model model = Toys.counters(3, 20, false);
        List<Long> asked = new ArrayList<>();
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {
                assertThat(snapshot.states()).isPositive();
                assertThat(snapshot.bytes()).isPositive();
            }

            @Override
            public boolean stopped() {
                asked.add(0L);
                return asked.size() > 20;
            }
        };
        SearchResult result = new BreadthFirst(model, model.laws(), NONE, monitor).run();
        assertThat(result.end()).isEqualTo(End.INTERRUPTED);
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(result.states()).isBetween(20L, 7999L);
        assertThat(result.neverTaken()).isEmpty();
    }

    @Test
    void anOutcomeThatWasNotAskedForIsRefused() {
        Model model = Toys.counters(2, 5, false);
        SearchResult result = run(model, NONE);
        assertThat(result.outcomes()).isEmpty();
        assertThatThrownBy(() -> result.outcome(model.law("corner"))).hasMessage("corner was not asked for");
    }

    private static SearchResult run(Model model, Limits limits, Law... laws) {
        return new BreadthFirst(model, List.of(laws), limits, Monitor.SILENT).run();
    }
}
