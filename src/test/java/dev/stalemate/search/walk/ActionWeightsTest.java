package dev.stalemate.search.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.walk.RandomWalks.Result;
import dev.stalemate.trace.Trace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which action a walk tries next depends on the weights; in a swarm, not every walk has every action. */
class ActionWeightsTest {
    private static final ActionWeights SWARM = new ActionWeights(Map.of(), true);
    private static final int HIGH = 30;
    private static final int WALKS = 500;
    private static final int LENGTH = 60;

    /** A counter that goes up by one and that a reset sets to 0: it is high only after many steps without a reset. */
    private static Model climber() {
        Layout.Builder b = new Layout.Builder();
        IntField count = b.number("count", HIGH + 1, Integer::toString);
        Action up = Action.named("up")
                .when((s, a) -> count.get(s, 0) < HIGH)
                .then((s, a) -> count.set(s, 0, count.get(s, 0) + 1));
        Action reset = Action.named("reset").over(Index.of("how", 2)).then((s, a) -> count.set(s, 0, 0));
        return Toys.model(b, List.of(up, reset), Toys.never("high", s -> count.get(s, 0) == HIGH));
    }

    private static Result walk(Model model, ActionWeights odds, long seed, int walks) {
        return new RandomWalks(model, model.laws().get(0), odds, seed, LENGTH)
                .run(Limits.none().withStates(walks), Monitor.SILENT);
    }

    @Test
    void aSwarmReachesWhatEvenWalksDoNot() {
        Model model = climber();
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(walk(model, ActionWeights.EVEN, seed, WALKS).outcome().verdict())
                    .isEqualTo(Verdict.UNDECIDED);
            Result found = walk(model, SWARM, seed, WALKS);
            assertThat(found.outcome().verdict()).isEqualTo(Verdict.VIOLATED);
            assertThat(Trace.replay(model, found.outcome().steps())
                            .firstViolation(model.laws().get(0)))
                    .isEqualTo(found.outcome().steps().size());
        }
    }

    @Test
    void weightsReachItToo() {
        Result found = walk(climber(), new ActionWeights(Map.of("reset", 0.02), false), 1, WALKS);
        assertThat(found.outcome().verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(walk(climber(), new ActionWeights(Map.of("up", 0.5), false), 1, WALKS)
                        .outcome()
                        .verdict())
                .isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void anActionOfWeight0IsNeverTaken() {
        Result found = walk(climber(), new ActionWeights(Map.of("reset", 0.0), false), 1, 1);
        assertThat(found.outcome().steps()).hasSize(HIGH).allMatch(step -> step.toString()
                .equals("up"));
    }

    @Test
    void aSwarmOfTheSameSeedTakesTheSameWalks() {
        Result first = walk(climber(), SWARM, 7, WALKS);
        Result second = walk(climber(), SWARM, 7, WALKS);
        assertThat(second.outcome().steps()).hasToString(first.outcome().steps().toString());
        assertThat(second.walks()).isEqualTo(first.walks());
        assertThat(second.steps()).isEqualTo(first.steps());
    }

    @Test
    void drawsByWeight() {
        Lottery lottery = new Lottery(1, 0, 2, 0.5);
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[4];
        for (int i = 0; i < 35_000; i++) {
            drawn[lottery.draw(random)]++;
        }
        assertThat(drawn[0]).isBetween(9_500, 10_500);
        assertThat(drawn[1]).isZero();
        assertThat(drawn[2]).isBetween(19_500, 20_500);
        assertThat(drawn[3]).isBetween(4_750, 5_250);
    }

    @Test
    void aSwarmLeavesOutHalfButNeverAllAndNeverBringsBackWeight0() {
        Lottery lottery = new Lottery(1, 0, 1, 1);
        SplittableRandom random = new SplittableRandom(1);
        int[] sizes = new int[4];
        for (int i = 0; i < 8_000; i++) {
            lottery.playHalf(random);
            sizes[lottery.size()]++;
            assertThat(lottery.draw(random)).isNotEqualTo(1);
        }
        assertThat(sizes[0]).isZero();
        assertThat(sizes[1]).isBetween(3_800, 4_200); // three of eight subsets, and the empty one
        assertThat(sizes[2]).isBetween(2_800, 3_200);
        assertThat(sizes[3]).isBetween(850, 1_150);
    }

    @Test
    void weightsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new ActionWeights(Map.of("up", -1.0), false))
                .hasMessage("the weight of up is -1.0, and must be 0 or more");
        assertThatThrownBy(() -> new ActionWeights(Map.of("up", Double.NaN), false))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> walk(climber(), new ActionWeights(Map.of("up", 0.0, "reset", 0.0), true), 1, 1))
                .hasMessage("no action is left: the weight of each that is possible is 0");
    }

    @Test
    void aStepAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Model model = climber();
        Result few = walk(model, ActionWeights.EVEN, 1, 10);
        long before = threads.getCurrentThreadAllocatedBytes();
        Result many = walk(model, ActionWeights.EVEN, 1, 2_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(few.steps()).isEqualTo(10 * LENGTH);
        assertThat(many.steps()).isEqualTo(2_000 * LENGTH);
        // A walk has a random generator and a progress report of its own. A Step would take at least 16 bytes.
        assertThat(bytes).isLessThan(many.steps() * 8);
    }
}
