package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Layout;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.toy.Mutex;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scenario costs. */
class CostTest {
    private static final Mutex MUTEX = new Mutex();
    private static final Scenario RUSH = MUTEX.scenarios().get(0);

    private static Cost cost(Mutex.Way design, String... lines) {
        Scenario scenario = new Scenario("some", "something", RUSH.scope(), List.of(design), List.of(lines));
        return Cost.of(scenario, MUTEX.model(design, scenario.scope()));
    }

    @Test
    void figuresAreThoseOfEveryStateOfTheRun() {
        assertThat(cost(Mutex.Way.BROKEN, "want process=1", "enter process=1", "leave process=1")
                        .figures())
                .containsEntry("most inside", 1L)
                .containsEntry("entered", 1L);
    }

    @Test
    void aStepThatIsNotPossibleEndsTheRunUnlessTheLineAllowsIt() {
        assertThatThrownBy(() -> cost(Mutex.Way.RIGHT, "enter process=0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("some: enter process=0 is not possible for right");
        assertThat(cost(Mutex.Way.RIGHT, "? enter process=0", "*leave process=0")
                        .steps())
                .isZero();
    }

    @Test
    void aStepMayBeTakenWhileItIsPossibleButNotForEver() {
        assertThat(cost(Mutex.Way.RIGHT, "want process=0", "enter process=0", "* leave process=0")
                        .steps())
                .isEqualTo(3);
        assertThatThrownBy(() -> cost(Mutex.Way.RIGHT, "* tag value=0x10"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tag value=0x10 is still possible after 100000 steps");
    }

    @Test
    void theFirstOfSeveralStepsThatIsPossibleIsTaken() {
        assertThat(cost(Mutex.Way.BROKEN, "? leave process=0 | want process=1 | want process=0", "enter process=1")
                        .steps())
                .isEqualTo(2);
        assertThat(cost(Mutex.Way.BROKEN, "* want process=0 | want process=1", "* enter process=1 | enter process=0")
                        .figures())
                .containsEntry("entered", 2L);
    }

    @Test
    void aDesignMayLackAnOptionalStep() {
        assertThat(cost(Mutex.Way.RIGHT, "? sleep", "* sleep | want process=0").steps())
                .isEqualTo(1);
        assertThatThrownBy(() -> cost(Mutex.Way.RIGHT, "sleep"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no action 'sleep'");
    }

    @Test
    void aLineThatIsNoStepIsRefused() {
        assertThatThrownBy(() -> cost(Mutex.Way.RIGHT, "enter process=7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'7' is not one of [0, 1]");
    }

    @Test
    void aTallyStaysAtItsMost() {
        Layout.Builder b = new Layout.Builder();
        Tally counted = new Tally(b, "flushes", true);
        Tally uncounted = new Tally(b, "walks", false);
        long[] state = b.build().blank();
        for (int more : List.of(Tally.MOST - 1, 3)) {
            counted.add(state, more);
            uncounted.add(state, more);
        }
        assertThat(counted.get(state)).isEqualTo(Tally.MOST);
        assertThat(uncounted.get(state)).isZero();
    }

    @Test
    void eachDesignRunsAtTheScenariosScope() {
        Cost cost = Cost.of(RUSH, MUTEX.model(Mutex.Way.BROKEN, RUSH.scope()));
        assertThat(cost.figures()).containsEntry("most inside", 2L);
        assertThat(Cost.of(RUSH, MUTEX.model(Mutex.Way.RIGHT, RUSH.scope())).figures())
                .containsEntry("most inside", 1L);
        Scope plain = Scope.of("small", MUTEX.settings());
        assertThat(MUTEX.model(Mutex.Way.RIGHT, plain).figures())
                .extracting(f -> f.name())
                .isEqualTo(Collections.singletonList("most inside"));
    }
}
