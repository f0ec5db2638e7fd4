package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.Disk;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.search.store.StateStore;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thread of the search makes of steps that sleep. */
class WorkerTest {
    @TempDir
    private static Path directory = Path.of("");

    private final Model model = Toys.counters(2, 5, false);
    private final Candidates found = new Candidates(1);

    @Test
    void sleepingStepsAreTakenNowAndThenAndMustNotLeadToANewState() throws IOException {
        try (StateStore store =
                new StateStore(model.layout(), 1, model.steps().size(), 1 << 24, new Disk(), directory, false)) {
            Worker worker = new Worker(new Subject(model, List.of()), store.seen(), false, 1, Symmetry.none(model));
            long[] chunk = new long[2 * Frontier.CHUNK_STATES];
            chunk[Frontier.CHUNK_STATES] = -1;
            worker.expand(chunk, 0, 1, 0, found); // a search begins with a check
            assertThat(found.size()).isEqualTo(2);
            assertThat(found.isKnown(0)).isTrue();
            assertThat(found.isKnown(1)).isTrue();
            found.isNew(0, true);
            Verdicts verdicts = new Verdicts(List.of());
            assertThatThrownBy(() -> worker.keepNew(found, verdicts, new Verdicts.Look(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("up-0 leads to a new state");
            worker.expand(chunk, 0, 1, 0, found);
            assertThat(found.size()).isZero();
            assertThat(worker.transitions()).isEqualTo(4);
            chunk[1] = 1;
            chunk[Frontier.CHUNK_STATES + 1] = 1;
            worker.expand(chunk, 1, 2, 1, found);
            assertThat(found.size()).isOne();
            assertThat(found.step(0)).isOne();
            assertThat(found.isKnown(0)).isFalse();
        }
    }
}
