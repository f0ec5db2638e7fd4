package dev.stalemate.search.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.Fired;
import dev.stalemate.search.walk.RandomWalks.Result;
import dev.stalemate.trace.Trace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Random walks: the same for the same seed, and within their bounds. */
class RandomWalksTest {
    private static final Limits NONE = Limits.none();

    @Test
    void theSameSeedTakesTheSameWalk() {
        Model model = Toys.counters(3, 4, false);
        Result first = walk(model, 42, 30, 1000);
        Result second = walk(Toys.counters(3, 4, false), 42, 30, 1000);
        assertThat(first.outcome().verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(second.outcome().steps()).hasToString(first.outcome().steps().toString());
        assertThat(second.walks()).isEqualTo(first.walks());
        assertThat(second.steps()).isEqualTo(first.steps());
    }

    @Test
    void anotherSeedTakesAnotherWalk() {
        Model model = Toys.counters(3, 4, false);
        assertThat(List.of(1, 2, 3, 4))
                .extracting(
                        seed -> walk(model, seed, 30, 1000).outcome().steps().toString())
                .doesNotHaveDuplicates();
    }

    @Test
    void aWalkThatFindsAPlantedBugCanBeReplayed() {
        Model model = Toys.counters(3, 4, true);
        Law corner = model.law("corner");
        Result result = walk(model, 7, 30, 1000);
        assertThat(result.outcome().verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(result.outcome().steps()).hasSize(9);
        assertThat(Trace.replay(model, result.outcome().steps()).firstViolation(corner))
                .isEqualTo(9);
    }

    @Test
    void theLengthAndTheNumberOfWalksAreBounded() {
        Model model = Toys.counters(3, 4, false);
        Result result = walk(model, 7, 8, 50);
        assertThat(result.outcome().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(result.outcome().steps()).isEmpty();
        assertThat(result.walks()).isEqualTo(50);
        assertThat(result.steps()).isEqualTo(50 * 8);
        assertThat(walk(model, 7, 8, 0).walks()).isZero();
        assertThat(walk(model, 7, 0, 50).steps()).isZero();
    }

    @Test
    void theInitialStateIsChecked() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Action set = Action.named("set").then((s, a) -> field.set(s, 0, 1));
        Model model = Toys.model(b, List.of(set), Toys.never("unset", s -> !field.is(s, 0)));
        Result result = walk(model, 1, 10, 10);
        assertThat(result.outcome().verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(result.outcome().steps()).isEmpty();
        assertThat(result.outcome().premiseHeld()).isEqualTo(1);
    }

    @Test
    void aModelWithoutPossibleStepsIsNoProblem() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Law law = Toys.never("set", s -> field.is(s, 0));
        Action none = Action.named("none").over("x", Domain.hex()).then((s, a) -> field.set(s, 0, 1));
        Action never = Action.named("never").when((s, a) -> false).then((s, a) -> field.set(s, 0, 1));
        for (List<Action> actions : List.of(List.<Action>of(), List.of(none), List.of(none, never))) {
            Result result = walk(Toys.model(b, actions, law), 1, 10, 3);
            assertThat(result.walks()).isEqualTo(3);
            assertThat(result.steps()).isZero();
            assertThat(result.outcome().verdict()).isEqualTo(Verdict.UNDECIDED);
        }
    }

    @Test
    void anActionOverAnEmptyDomainIsLeftOut() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.flag("f");
        Action none = Action.named("none").over("x", Domain.hex()).then((s, a) -> {});
        Action set = Action.named("set").over(Index.of("i", 2)).then((s, a) -> field.set(s, 0, (int) a[0]));
        Model model = Toys.model(b, List.of(none, set), Toys.never("set", s -> field.is(s, 0)));
        assertThat(walk(model, 1, 20, 10).outcome().verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void wideValuesRepeatWithinAWalk() {
        Layout.Builder b = new Layout.Builder();
        LongField field = b.values("register", new long[0], Index.of("cpu", 2));
        Domain any = Domain.wide(new Domain.Wide(v -> true, RandomGenerator::nextLong, v -> List.of()));
        Action write = Action.named("write")
                .over(Index.of("cpu", 2))
                .over("value", any)
                .then((s, a) -> field.set(s, (int) a[0], a[1]));
        Model model = Toys.model(
                b,
                List.of(write),
                Toys.never("equal", s -> field.get(s, 0) != 0 && field.get(s, 0) == field.get(s, 1)));
        assertThat(walk(model, 1, 50, 3).outcome().verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void statesInWhichThePremiseHeldAreCounted() {
        Model model = Toys.counters(1, 6, false);
        IntField c = (IntField) model.layout().fields().get(0);
        Law law = Law.always("p", Breaks.SPEED, "")
                .where(s -> c.get(s, 0) % 2 == 0)
                .holds(s -> true);
        Result result = new RandomWalks(model, law, 1, 100).run(NONE.withStates(4), Monitor.SILENT);
        assertThat(result.steps()).isEqualTo(4 * 5);
        assertThat(result.outcome().premiseHeld()).isEqualTo(4 * 3);
    }

    @Test
    void timeAndInterruptsEndTheSearchBetweenWalks() {
        Model model = Toys.counters(3, 4, false);
        Law corner = model.law("corner");
        RandomWalks walks = new RandomWalks(model, corner, 1, 5);
        Result late = walks.run(NONE.withTime(Duration.ZERO), Monitor.SILENT);
        assertThat(late.walks()).isZero();
        assertThat(late.interrupted()).isFalse();
        Monitor third = new Monitor() {
            private long walks;

            @Override
            public void progress(Snapshot snapshot) {
                walks = snapshot.states() + 1;
            }

            @Override
            public boolean stopped() {
                return walks == 3;
            }
        };
        Result stopped = walks.run(NONE, third);
        assertThat(stopped.walks()).isEqualTo(3);
        assertThat(stopped.interrupted()).isTrue();
        assertThat(stopped.outcome().verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    /** A walk seldom lets one counter come to its end before the others start. */
    private static Law ahead(Model model) {
        IntField c0 = (IntField) model.layout().fields().get(0);
        IntField c1 = (IntField) model.layout().fields().get(1);
        IntField c2 = (IntField) model.layout().fields().get(2);
        return Toys.never("ahead", s -> c0.get(s, 0) == 3 && c1.get(s, 0) == 0 && c2.get(s, 0) == 0);
    }

    /** Each walk of a run is split off from one source, one after the other; one of a number is found without those before it. */
    @Test
    void theWalkOfANumberIsTheOneThatTheRunTakes() {
        Model model = Toys.counters(3, 4, false);
        Law ahead = ahead(model);
        long furthest = 0;
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE, 0x1234_5678_9abc_def0L}) {
            RandomWalks walks = new RandomWalks(model, ahead, seed, 12);
            Result result = walks.run(NONE, Monitor.SILENT);
            furthest = Math.max(furthest, result.walks());
            assertThat(walks.again(result.walks() - 1))
                    .isEqualTo(result.outcome().steps());
            assertThat(walks.again(result.walks()))
                    .isNotEqualTo(result.outcome().steps());
        }
        assertThat(furthest).isGreaterThan(20);
    }

    @Test
    void aStretchGoesOnAfterViolationsAndCanBeCutAnywhere() {
        Model model = Toys.counters(3, 4, false);
        RandomWalks walks = new RandomWalks(model, ahead(model), 5, 12);
        Map<Long, List<Step>> found = new LinkedHashMap<>();
        WalkCounts whole = walks.stretch(0, 200, found::put).counts();
        assertThat(found).hasSizeBetween(2, 50);
        Result first = walks.run(NONE, Monitor.SILENT);
        assertThat(found.keySet().iterator().next()).isEqualTo(first.walks() - 1);
        found.forEach((walk, steps) -> assertThat(walks.again(walk)).isEqualTo(steps));
        Map<Long, List<Step>> parts = new LinkedHashMap<>();
        WalkCounts sum = WalkCounts.none(model);
        sum.add(walks.stretch(25, 175, parts::put).counts());
        sum.add(walks.stretch(0, 25, parts::put).counts());
        assertThat(parts).isEqualTo(found);
        assertThat(sum).isEqualTo(whole).hasToString(whole.toString());
        sum.add(walks.stretch(200, 1, parts::put).counts());
        assertThat(sum).isNotEqualTo(whole);
    }

    /** At full width each walk has a palette of its own. */
    @Test
    void walksAtFullWidthDoNotDependOnThoseBefore() {
        Layout.Builder b = new Layout.Builder();
        LongField field = b.values("register", new long[0]);
        Domain any = Domain.wide(new Domain.Wide(v -> true, RandomGenerator::nextLong, v -> List.of()));
        Action write = Action.named("write").over("value", any).then((s, a) -> field.set(s, 0, a[0]));
        Model model = Toys.model(b, List.of(write), Toys.never("odd", s -> (field.get(s, 0) & 1) == 1));
        RandomWalks walks = new RandomWalks(model, model.law("odd"), new ActionWeights(Map.of(), true), 5, 12);
        walks.stretch(0, 20, (walk, steps) -> assertThat(walks.again(walk)).isEqualTo(steps));
    }

    @Test
    void aStretchCountsWhatItDrawsAndMeasures() {
        Layout.Builder b = new Layout.Builder();
        IntField c = b.number("c", 9, Integer::toString);
        Action up = Action.named("up").when((s, a) -> c.get(s, 0) < 8).then((s, a) -> c.set(s, 0, c.get(s, 0) + 1));
        Action never = Action.named("never").when((s, a) -> false).then((s, a) -> {});
        Model model = new Model.Builder("toy", Toys.design("plain"), Scope.of("toy", List.of()))
                .layout(b.build())
                .actions(List.of(up, never))
                .laws(List.of(Toys.never("none", s -> false)))
                .figures(List.of(
                        new Figure("most", Figure.Kind.MAXIMUM, s -> c.get(s, 0)),
                        new Figure("sum", Figure.Kind.SUM, s -> 1)))
                .build();
        RandomWalks walks = new RandomWalks(model, model.law("none"), 1, 6);
        WalkCounts counts = walks.stretch(0, 10, (walk, steps) -> {}).counts();
        assertThat(counts.steps()).isEqualTo(60);
        assertThat(counts.largest(model)).containsExactly(Map.entry("most", 6L));
        counts.add(WalkCounts.none(model));
        assertThat(counts.largest(model)).as("the largest, not the last").containsExactly(Map.entry("most", 6L));
        Fired taken = Objects.requireNonNull(counts.fired(model).get("up"));
        Fired drawn = Objects.requireNonNull(counts.fired(model).get("never"));
        assertThat(taken).isEqualTo(new Fired(60, 60));
        assertThat(drawn.taken()).isZero();
        assertThat(drawn.enabledIn()).isBetween(20L, 180L);
    }

    @Test
    void aStretchEndsWhereCodeFailsAndWhereItsThreadIsInterrupted() {
        Layout.Builder b = new Layout.Builder();
        IntField c = b.number("c", 3, Integer::toString);
        Action up = Action.named("up").when((s, a) -> c.get(s, 0) < 2).then((s, a) -> c.set(s, 0, c.get(s, 0) + 1));
        Action fails = Action.named("fails").when((s, a) -> c.get(s, 0) == 2).then((s, a) -> c.set(s, 0, 7));
        Model model = Toys.model(b, List.of(up, up, fails), Toys.never("none", s -> false));
        RandomWalks walks = new RandomWalks(model, model.law("none"), 1, 3);
        RandomWalks.Stretch stretch = walks.stretch(0, 10, (walk, steps) -> {});
        assertThat(stretch.failed()).isZero();
        assertThat(stretch.counts().walks()).isEqualTo(1);
        assertThatThrownBy(() -> walks.again(0))
                .isInstanceOf(DesignException.class)
                .hasMessageContaining("step (3) fails");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> walks.stretch(0, 10, (walk, steps) -> {})).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static Result walk(Model model, long seed, int length, int walks) {
        return new RandomWalks(model, model.laws().get(0), seed, length).run(NONE.withStates(walks), Monitor.SILENT);
    }
}
