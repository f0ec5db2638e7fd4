package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Philosophers;
import dev.stalemate.toy.Philosophers.Manner;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which runs break a property of progress, and what is wrong with those that don't. */
class RefutationTest {
    private static final Model ORDERED = new Philosophers().model(Manner.ORDERED, 2);
    private static final Model GREEDY = new Philosophers().model(Manner.GREEDY, 2);
    private static final Model TIRED = new Philosophers().model(Manner.TIRED, 2);

    /** The first waits while the other eats again and again. */
    private static final List<String> STARVES =
            List.of("get-hungry 0", "get-hungry 1", "take-first 1", "take-second 1", "put-down 1");

    private static List<Step> steps(Model model, List<String> steps) {
        return steps.stream()
                .map(s -> s.split(" ", -1))
                .map(words -> model.step(words[0], List.of(words[1])))
                .toList();
    }

    private static List<String> then(List<String> steps, String... more) {
        return Stream.concat(steps.stream(), Stream.of(more)).toList();
    }

    private static Refutation loop(Model model, List<String> steps, int loop) {
        return Refutation.of(Trace.replay(model, steps(model, steps), loop), model.law("eats"));
    }

    @Test
    void aRunThatStarvesAThreadIsAccepted() {
        Refutation starves = loop(ORDERED, STARVES, 1);
        assertThat(starves.objection()).isEmpty();
        assertThat(starves.stands()).isTrue();
        assertThat(starves.since()).isEqualTo(1);
        assertThat(starves.fairness())
                .filteredOn(f -> f.step().toString().startsWith("take-first"))
                .extracting(Refutation.Fairness::taken, Refutation.Fairness::at)
                .containsExactly(tuple(false, 3), tuple(true, 3));
    }

    @Test
    void aLoopThatDoesNotCloseIsRefused() {
        assertThatThrownBy(() -> loop(ORDERED, STARVES, 0))
                .hasMessage("the loop does not close: the state after step 5 is not that after step 0");
        assertThatThrownBy(() -> loop(ORDERED, STARVES, 6))
                .hasMessage("a loop can't start after step 6 of a run of 5 steps");
        assertThatThrownBy(() -> loop(ORDERED, STARVES, -2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStopWhereAFairStepIsPossibleIsNotFair() {
        assertThat(loop(ORDERED, STARVES, 5).objection())
                .isEqualTo(
                        "the run is not weakly fair: take-first seat=0 is possible everywhere in the loop and never taken");
        assertThat(loop(TIRED, STARVES.subList(0, 1), 1).objection()).isEmpty();
    }

    @Test
    void aLoopThroughTheGoalIsNone() {
        List<String> eats = List.of("get-hungry 0", "take-first 0", "take-second 0", "put-down 0");
        assertThat(loop(ORDERED, eats, 0).objection()).isEqualTo("the goal follows wherever the premise holds");
        assertThat(loop(TIRED, eats, 4).objection()).isEqualTo("the goal follows wherever the premise holds");
    }

    @Test
    void thePremiseMayHoldInTheLoopAloneIfTheGoalIsNowhereInIt() {
        // The premise holds in 1 and the goal in 2 before the loop: what counts is the second time.
        List<String> later = then(
                List.of("get-hungry 0", "take-first 0", "take-second 0", "put-down 0"), STARVES.toArray(new String[0]));
        assertThat(loop(ORDERED, later, 5).since()).isEqualTo(5);
    }

    @Test
    void aRunWithoutLoopLeavesItOpen() {
        Trace trace = Trace.replay(ORDERED, steps(ORDERED, STARVES));
        assertThat(trace.loop()).isEqualTo(Trace.NO_LOOP);
        assertThat(trace.firstViolation(ORDERED.law("eats"))).isEqualTo(-1);
        assertThat(Refutation.of(trace, ORDERED.law("eats")).objection())
                .isEqualTo("the run has no loop, so it does not say what happens in the end");
    }

    @Test
    void aDeadlockIsWhereNothingIsPossible() {
        List<String> all = List.of("get-hungry 0", "get-hungry 1", "take-first 0", "take-first 1");
        Trace stuck = Trace.replay(GREEDY, steps(GREEDY, all));
        assertThat(stuck.firstViolation(GREEDY.law("no-deadlock"))).isEqualTo(4);
        Trace before = Trace.replay(GREEDY, steps(GREEDY, all.subList(0, 3)));
        assertThat(before.firstViolation(GREEDY.law("no-deadlock"))).isEqualTo(-1);
        assertThat(Refutation.of(before, GREEDY.law("no-deadlock")).objection())
                .isEqualTo("take-first seat=1 is possible after the last step");
    }

    @Test
    void refusesWhatItCannotJudge() {
        Trace trace = Trace.replay(ORDERED, List.of());
        assertThatThrownBy(() -> Refutation.of(trace, ORDERED.law("alone")))
                .hasMessage("alone is not a property of progress");
        assertThatThrownBy(() -> new Shrinker(ORDERED, ORDERED.law("eats")))
                .hasMessageContaining("eats is a property of progress");
        Mutex mutex = new Mutex();
        Model wide = mutex.model(Mutex.Way.RIGHT, mutex.scope("small,wide=on"));
        assertThatThrownBy(() -> Refutation.of(Trace.replay(wide, List.of()), ORDERED.law("eats")))
                .hasMessageContaining("is too wide");
    }
}
