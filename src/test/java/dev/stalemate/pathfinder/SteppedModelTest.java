package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.systems.Systems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SteppedModelTest {
    private static Model zapList(String design) {
        ModelSystem system = Systems.catalogue().system("zap-list");
        return system.model(system.design(design), system.scope("vcpus=2,ranges=1"));
    }

    /** What Java PathFinder does, in six lines. */
    private static boolean explore(SteppedModel model) {
        Deque<long[]> waiting = new ArrayDeque<>(Set.of(model.initial()));
        Set<String> seen = new HashSet<>();
        boolean decided = false;
        while (!waiting.isEmpty()) {
            long[] state = waiting.pop();
            decided |= model.decides(state);
            for (int thread = 0; thread < model.threads(); thread++) {
                for (int choice = model.possible(thread, state) - 1; choice >= 0; choice--) {
                    long[] next = state.clone();
                    model.take(thread, choice, next);
                    if (seen.add(Arrays.toString(next))) {
                        waiting.push(next);
                    }
                }
            }
        }
        return decided;
    }

    @Test
    void itsThreadsReachWhatTheSearchReaches() {
        Model sketch = zapList("sketch");
        SteppedModel model = new SteppedModel(sketch, sketch.law("leaves-zapped"));

        assertThat(explore(model)).isFalse();
        assertThat(model.threads()).isEqualTo(2);
        assertThat(model.states()).isEqualTo(1045);
        assertThat(model.premiseHeld()).isPositive();
        assertThat(model.neverTaken()).isEmpty();
    }

    @Test
    void aStateThatViolatesDecides() {
        Model mutant = zapList("no-wait");

        assertThat(explore(new SteppedModel(mutant, mutant.law("leaves-zapped"))))
                .isTrue();
    }

    @Test
    void soDoesADeadlock() {
        Model mutant = zapList("lock-kept");
        Model sketch = zapList("sketch");

        assertThat(explore(new SteppedModel(mutant, mutant.law("deadlock-free"))))
                .isTrue();
        assertThat(explore(new SteppedModel(sketch, sketch.law("deadlock-free"))))
                .isFalse();
    }

    @Test
    void actionsThatWereNeverTakenAreNamed() {
        Model sketch = zapList("sketch");
        SteppedModel model = new SteppedModel(sketch, sketch.law("leaves-zapped"));
        long[] state = model.initial();
        model.take(0, 0, state);

        assertThat(model.neverTaken()).contains("lock", "zap").doesNotContain("update ranges=0");
    }

    @Test
    void progressIsNotForThreadsThatMayStopAnywhere() {
        Model sketch = zapList("sketch");
        Law progress = sketch.law("waiter-leaves");

        assertThatThrownBy(() -> new SteppedModel(sketch, progress))
                .hasMessageContaining("waiter-leaves is about what happens in the end");
    }

    @Test
    void aQuestionCrossesFilesAsItWas() throws Exception {
        Model sketch = zapList("sketch");
        Path file = Files.createTempFile("job", "");
        ModelJob.of(sketch, sketch.law("leaves-zapped")).write(file);

        SteppedModel model = ModelJob.read(file).open();

        assertThat(explore(model)).isFalse();
        assertThat(model.states()).isEqualTo(1045);
        Files.delete(file);
    }
}
