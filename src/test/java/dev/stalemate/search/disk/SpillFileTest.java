package dev.stalemate.search.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that wait on disk. */
class SpillFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void anyRunOfStatesComesBackAndSoAfterTheFileIsUsedAgain() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (SpillFile file = new SpillFile(new Disk(), directory, 3)) {
            for (int round = 0; round < 2; round++) {
                long[] states = random.longs(3L * (40_000 - 7_000 * round)).toArray();
                file.clear();
                for (int i = 0; i < states.length; ) {
                    int count = Math.min(states.length - i, 3 * random.nextInt(1, 20_000));
                    file.add(states, i, count / 3);
                    i += count;
                }
                file.flush();
                assertThat(file.size()).isEqualTo(states.length / 3);
                for (int i = 0; i < 50; i++) {
                    int first = random.nextInt(file.size());
                    int count = random.nextInt(file.size() - first) + 1;
                    long[] run = new long[3 * count + 1];
                    file.read(first, count, run, 1);
                    assertThat(Arrays.equals(run, 1, run.length, states, 3 * first, 3 * (first + count)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void nothingIsLeftOfTheFile() throws IOException {
        try (SpillFile file = new SpillFile(new Disk(), directory, 1)) {
            file.add(new long[] {1, 2}, 0, 2);
        }
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
