package dev.stalemate.search.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pairs of steps commute, and which steps sleep in a successor because of that. */
class CommutingTest {
    private final Layout.Builder builder = new Layout.Builder();
    private final IntField x = builder.number("x", 4, Integer::toString);
    private final IntField y = builder.number("y", 4, Integer::toString);
    private final List<Action> actions = new ArrayList<>();
    private long[] hidden = new long[1];

    @Test
    void stepsCommuteIfNeitherReadsWhatTheOtherWritesAndBothWriteTheSame() {
        int incrementX = action(s -> true, s -> x.set(s, 0, (x.get(s, 0) + 1) % 4));
        int incrementY = action(s -> true, s -> y.set(s, 0, (y.get(s, 0) + 1) % 4));
        int copyXToY = action(s -> true, s -> y.set(s, 0, x.get(s, 0)));
        int ifXIsZero = action(s -> x.get(s, 0) == 0, s -> y.set(s, 0, 2));
        int clearX = action(s -> true, s -> x.set(s, 0, 0));
        int clearBoth = action(s -> true, s -> {
            x.set(s, 0, 0);
            y.set(s, 0, 0);
        });
        int setX = action(s -> true, s -> x.set(s, 0, 1));
        Commuting commuting = new Commuting(learnt());
        commute(commuting, incrementX, incrementY, true);
        commute(commuting, incrementX, copyXToY, false);
        commute(commuting, incrementX, ifXIsZero, false);
        commute(commuting, incrementX, clearX, false);
        commute(commuting, clearX, clearBoth, true);
        commute(commuting, clearX, setX, false);
        commute(commuting, clearBoth, incrementY, false);
        commute(commuting, incrementY, setX, true);
        commute(commuting, incrementX, incrementX, false);
    }

    @Test
    void aStepThatReadsAnotherStateCommutesWithNone() {
        IntField unrelated = builder.number("unrelated", 4, Integer::toString);
        int other = action(s -> unrelated.get(hidden, 0) == 0, s -> y.set(s, 0, 1));
        int incrementX = action(s -> true, s -> x.set(s, 0, (x.get(s, 0) + 1) % 4));
        commute(new Commuting(learnt()), other, incrementX, false);
    }

    @Test
    void whatAStepTurnsOutToReadLaterCountsToo() {
        int ifXIsZeroThenY = action(s -> x.get(s, 0) != 0 || y.get(s, 0) == 0, s -> x.set(s, 0, 3));
        int incrementY = action(s -> true, s -> y.set(s, 0, (y.get(s, 0) + 1) % 4));
        StepTrees trees = trees();
        Commuting commuting = new Commuting(trees);
        long[] state = {0};
        x.set(state, 0, 1);
        trees.leaf(ifXIsZeroThenY, state);
        trees.leaf(incrementY, state);
        commute(commuting, ifXIsZeroThenY, incrementY, true);
        trees.leaf(ifXIsZeroThenY, new long[1]);
        commute(commuting, ifXIsZeroThenY, incrementY, false);
    }

    @Test
    void aStepSleepsIfItWasPossibleAndLedToAnEarlierState() {
        for (int i = 0; i < 3; i++) {
            action(s -> true, s -> x.set(s, 0, 3)); // all do the same
        }
        Commuting commuting = new Commuting(learnt());
        assertThat(commuting.asleep(1, 0b111, 0)).isEqualTo(0b001);
        assertThat(commuting.asleep(1, 0b111, 0b100)).isEqualTo(0b101);
        assertThat(commuting.asleep(1, 0b110, 0b100)).isEqualTo(0b100);
        assertThat(commuting.asleep(0, 0b111, 0)).isZero();
        assertThat(commuting.asleep(2, 0b100, 0b011)).isZero();
    }

    @Test
    void onlyTheFirstStepsHaveABit() {
        for (int i = 0; i < Long.SIZE + 2; i++) {
            action(s -> true, s -> x.set(s, 0, 3));
        }
        Commuting commuting = new Commuting(learnt());
        assertThat(Commuting.bit(Long.SIZE - 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(Commuting.bit(Long.SIZE)).isZero();
        assertThat(Commuting.awake(Long.SIZE, -1)).isOne();
        assertThat(Commuting.awake(Long.SIZE - 1, -1)).isZero();
        assertThat(commuting.asleep(Long.SIZE, -1, -1)).isZero();
        assertThat(commuting.asleep(Long.SIZE - 1, -1, 0)).isEqualTo(Long.MAX_VALUE);
    }

    private int action(Law.Condition guard, Change effect) {
        actions.add(Action.named("step-" + actions.size())
                .when((s, a) -> guard.test(s))
                .then((s, a) -> effect.on(s)));
        return actions.size() - 1;
    }

    private interface Change {
        void on(long[] state);
    }

    private StepTrees trees() {
        Model model = Toys.model(builder, actions);
        return new StepTrees(model);
    }

    /** Trees that know all states. */
    private StepTrees learnt() {
        StepTrees trees = trees();
        for (int vx = 0; vx < 4; vx++) {
            for (int vy = 0; vy < 4; vy++) {
                long[] state = {0};
                x.set(state, 0, vx);
                y.set(state, 0, vy);
                for (int step = 0; step < actions.size(); step++) {
                    trees.leaf(step, state);
                }
            }
        }
        return trees;
    }

    private void commute(Commuting commuting, int a, int b, boolean expected) {
        long both = 1L << a | 1L << b;
        assertThat(commuting.asleep(a, both, both)).as("%d then %d", a, b).isEqualTo(expected ? 1L << b : 0);
        assertThat(commuting.asleep(b, both, both)).as("%d then %d", b, a).isEqualTo(expected ? 1L << a : 0);
    }
}
