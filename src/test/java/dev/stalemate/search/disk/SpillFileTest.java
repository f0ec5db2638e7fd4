package dev.stalemate.search.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that wait on disk. */
class SpillFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void chunksAreReadInAnyOrderAndTheirPlacesAreReused() throws IOException {
        int longs = 100_000; // several buffers, the last one in part
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, Long> seeds = new HashMap<>();
        try (SpillFile file = new SpillFile(new Disk(), directory, longs)) {
            long[] read = new long[longs];
            for (int i = 0; i < 60; i++) {
                if (seeds.size() < 5) {
                    long seed = random.nextLong();
                    assertThat(seeds.put(file.put(chunk(longs, seed)), seed)).isNull();
                } else {
                    int place = random.nextInt(5);
                    file.take(place, read);
                    assertThat(read).isEqualTo(chunk(longs, seeds.remove(place)));
                }
            }
            assertThat(file.bytes()).isEqualTo(5L * longs * Long.BYTES);
        }
    }

    private static long[] chunk(int longs, Long seed) {
        return new SplittableRandom(seed).longs(longs).toArray();
    }

    @Test
    void nothingIsLeftOfTheFile() throws IOException {
        try (SpillFile file = new SpillFile(new Disk(), directory, 2)) {
            file.put(new long[] {1, 2});
        }
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
