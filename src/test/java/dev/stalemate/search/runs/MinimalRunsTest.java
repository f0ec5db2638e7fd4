package dev.stalemate.search.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All runs that violate a property and need each of their steps. */
class MinimalRunsTest {
    private static final Limits NONE = Limits.none();
    private static final Model WAYS = ways();
    private static final Law BAD = WAYS.law("bad");

    /**
     * Two ways to one violation: two steps in any order, or one of them after three others. One more step changes something that does not
     * matter, and another nothing at all.
     */
    private static Model ways() {
        Layout.Builder b = new Layout.Builder();
        IntField left = b.flag("left");
        IntField right = b.flag("right");
        IntField count = b.number("count", 4, Integer::toString);
        IntField light = b.flag("light");
        List<Action> actions = List.of(
                Action.named("switch").then((s, a) -> light.set(s, 0, 1 - light.get(s, 0))),
                Action.named("wait").then((s, a) -> {}),
                Action.named("left").when((s, a) -> left.get(s, 0) == 0).then((s, a) -> left.set(s, 0, 1)),
                Action.named("right")
                        .when((s, a) -> right.get(s, 0) == 0 && count.get(s, 0) == 0)
                        .then((s, a) -> right.set(s, 0, 1)),
                Action.named("count")
                        .when((s, a) -> count.get(s, 0) < 3)
                        .then((s, a) -> count.set(s, 0, count.get(s, 0) + 1)));
        return Toys.model(
                b,
                actions,
                Toys.never("bad", s -> left.get(s, 0) == 1 && (right.get(s, 0) == 1 || count.get(s, 0) == 3)),
                Toys.never("never", s -> false),
                Toys.never("at once", s -> true),
                Law.sometimes("some", Breaks.SPEED, "some").holds(s -> false));
    }

    private static List<List<Step>> all(MinimalRuns runs) {
        List<List<Step>> all = new ArrayList<>();
        for (List<Step> run = runs.next(); run != null; run = runs.next()) {
            all.add(run);
        }
        return all;
    }

    private static MinimalRuns runs(String law, Limits limits) {
        return new MinimalRuns(WAYS, WAYS.law(law), limits, Monitor.SILENT);
    }

    @Test
    void bothWaysAreFoundTheShorterFirstAndNothingElse() {
        MinimalRuns runs = runs("bad", NONE);
        List<List<Step>> all = all(runs);
        assertThat(all).map(List::size).containsExactly(2, 2, 4, 4);
        assertThat(new NaiveRuns(WAYS, BAD, 6).problems(all)).isEmpty();
        assertThat(runs.end()).isEqualTo(End.EXHAUSTED);
        assertThat(runs.looked()).isEqualTo(Integer.MAX_VALUE);
        assertThat(runs.next()).isNull();
        assertThat(all(runs("bad", NONE))).as("again").hasToString(all.toString());
    }

    @Test
    void theComparisonNoticesPlantedFaults() {
        NaiveRuns naive = new NaiveRuns(WAYS, BAD, 6);
        List<List<Step>> all = all(runs("bad", NONE));
        List<List<Step>> twice = new ArrayList<>(all);
        twice.add(all.get(all.size() - 1));
        assertThat(naive.problems(twice)).containsExactly("the same twice");
        assertThat(naive.problems(all.subList(2, 3))).containsExactly("one is missing");
        List<List<Step>> backwards = new ArrayList<>(all);
        Collections.reverse(backwards);
        assertThat(naive.problems(backwards)).containsExactly("shorter than the one before");
        List<Step> padded = new ArrayList<>(all.get(2));
        padded.add(0, WAYS.steps().get(0));
        assertThat(naive.problems(List.of(all.get(0), all.get(2), padded)))
                .containsExactly("a step can be left out", "one that does not exist");
    }

    @Test
    void aPropertyThatHoldsHasNone() {
        MinimalRuns runs = runs("never", NONE);
        assertThat(runs.next()).isNull();
        assertThat(runs.end()).isEqualTo(End.EXHAUSTED);
    }

    @Test
    void aPropertyThatIsViolatedAtOnceHasTheRunWithoutSteps() {
        MinimalRuns runs = runs("at once", NONE);
        assertThat(runs.next()).isEmpty();
        assertThat(runs.next()).isNull();
        assertThat(runs.end()).isEqualTo(End.EXHAUSTED);
    }

    @Test
    void aPropertyOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> runs("some", NONE)).hasMessage("some is not violated by a state");
    }

    @Test
    void boundsEndIt() {
        MinimalRuns deep = runs("bad", NONE.withDepth(3));
        assertThat(all(deep)).hasSize(2);
        assertThat(deep.end()).isEqualTo(End.DEPTH);
        assertThat(deep.looked()).isEqualTo(3);
        MinimalRuns few = runs("bad", NONE.withStates(5));
        assertThat(all(few)).isEmpty();
        assertThat(few.end()).isEqualTo(End.STATES);
        MinimalRuns small = runs("bad", NONE.withBytes(1));
        assertThat(all(small)).isEmpty();
        assertThat(small.end()).isEqualTo(End.MEMORY);
        MinimalRuns late = runs("bad", NONE.withTime(Duration.ZERO));
        assertThat(all(late)).isEmpty();
        assertThat(late.end()).isEqualTo(End.TIME);
    }

    @Test
    void theUserEndsIt() {
        MinimalRuns runs = new MinimalRuns(WAYS, BAD, NONE, new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return true;
            }
        });
        assertThat(runs.next()).isNull();
        assertThat(runs.end()).isEqualTo(End.INTERRUPTED);
    }
}
