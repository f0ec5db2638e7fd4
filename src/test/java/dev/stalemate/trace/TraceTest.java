package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that are taken again. */
class TraceTest {
    private final Model model = Toys.counters(2, 3, false);
    private final Step up0 = model.step("up-0", List.of());
    private final Step up1 = model.step("up-1", List.of());

    @Test
    void aReplayHasAStateBeforeAndAfterEachStep() {
        Trace trace = Trace.replay(model, List.of(up0, up1, up1));
        assertThat(trace.model()).isSameAs(model);
        assertThat(trace.steps()).containsExactly(up0, up1, up1);
        assertThat(trace.state(0)).isEqualTo(model.initial());
        assertThat(model.layout().describe(trace.state(2))).hasToString("{c0=1, c1=1}");
        assertThat(model.layout().describe(trace.end())).hasToString("{c0=1, c1=2}");
    }

    @Test
    void aReplayOfNoStepsIsTheInitialState() {
        Trace trace = Trace.replay(model, List.of());
        assertThat(trace.end()).isEqualTo(model.initial());
        assertThat(trace.steps()).isEmpty();
    }

    @Test
    void aStepThatIsImpossibleIsNamedWithItsNumberFromOne() {
        assertThatThrownBy(() -> Trace.replay(model, List.of(up0, up1, up0, up0, up1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 4 (up-0) is not possible there");
    }

    @Test
    void aTraceSaysWhatEachStepChanged() {
        Trace trace = Trace.replay(model, List.of(up0, up1, up0));
        assertThat(trace.changes(0)).hasToString("[c0: 0 -> 1]");
        assertThat(trace.changes(1)).hasToString("[c1: 0 -> 1]");
        assertThat(trace.changes(2)).hasToString("[c0: 1 -> 2]");
    }

    @Test
    void aHashIsOfTheStateAndNotOfTheWayToIt() {
        Trace one = Trace.replay(model, List.of(up0, up1));
        Trace other = Trace.replay(model, List.of(up1, up0));
        assertThat(other.hash(2)).isEqualTo(one.hash(2));
        assertThat(other.hash(1)).isNotEqualTo(one.hash(1));
        assertThat(List.of(one.hash(0), one.hash(1), one.hash(2))).doesNotHaveDuplicates();
    }

    @Test
    void statesThatAreHandedOutAreCopies() {
        Trace trace = Trace.replay(model, List.of(up0));
        trace.state(0)[0] = 9;
        trace.end()[0] = 9;
        assertThat(trace.state(0)).isEqualTo(model.initial());
        assertThat(trace.changes(0)).hasToString("[c0: 0 -> 1]");
    }

    @Test
    void theFirstViolationIsCountedInSteps() {
        IntField c1 = (IntField) model.layout().fields().get(1);
        Trace trace = Trace.replay(model, List.of(up0, up1, up1));
        assertThat(trace.firstViolation(Toys.never("one", s -> c1.get(s, 0) == 1)))
                .isEqualTo(2);
        assertThat(trace.firstViolation(Toys.never("never", s -> false))).isEqualTo(-1);
        assertThat(trace.firstViolation(Toys.never("always", s -> true))).isZero();
        assertThat(trace.firstViolation(
                        Law.sometimes("sometimes", Breaks.SPEED, "").holds(s -> false)))
                .isEqualTo(-1);
    }
}
