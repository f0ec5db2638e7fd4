package dev.stalemate.search.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.walk.RandomWalks.Result;
import dev.stalemate.trace.Trace;
import java.time.Duration;
import java.util.List;
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

    private static Result walk(Model model, long seed, int length, int walks) {
        return new RandomWalks(model, model.laws().get(0), seed, length).run(NONE.withStates(walks), Monitor.SILENT);
    }
}
