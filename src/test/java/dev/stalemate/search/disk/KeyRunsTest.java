package dev.stalemate.search.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorted keys on disk, beside a set in memory. */
class KeyRunsTest {
    @TempDir
    private Path directory = Path.of("");

    /** Few first words, so that equal ones go on over the end of a page, or all there are. */
    private static long[] key(SplittableRandom random, int words, long firsts) {
        long[] key = random.longs(words).toArray();
        key[0] = firsts == 0 ? key[0] : Long.MIN_VALUE + random.nextLong(firsts) - firsts / 2;
        return key;
    }

    @ParameterizedTest(name = "{0} words, {1} runs, {2} keys, {3} first words")
    @CsvSource({
        "1, 1, 5000, 0",
        "1, 20, 3000, 0",
        "1, 70, 40, 900",
        "2, 20, 3000, 5",
        "3, 9, 2000, 0",
        "5000, 9, 3, 0",
        "1, 1, 2049, 0"
    })
    void theyHaveTheKeysThatWereWrittenAndNoOthers(int words, int runCount, int keys, long firsts) throws IOException {
        SplittableRandom random = new SplittableRandom(words + runCount);
        TreeSet<long[]> all = new TreeSet<>((a, b) -> KeyRuns.compare(a, 0, b, 0, words));
        try (KeyRuns runs = new KeyRuns(new Disk(), directory, words)) {
            for (int r = 0; r < runCount; r++) {
                TreeSet<long[]> run = new TreeSet<>(all.comparator());
                for (int i = 0; i < keys; i++) {
                    run.add(key(random, words, firsts));
                }
                runs.write(to -> {
                    for (long[] key : run) {
                        to.add(key, 0);
                    }
                });
                all.addAll(run);
            }
            assertThat(runs.count()).isLessThan(8 + runCount / 8);
            List<long[]> read = new ArrayList<>();
            runs.each((from, at) -> read.add(Arrays.copyOfRange(from, at, at + words)));
            assertThat(read.toArray(long[][]::new)).isDeepEqualTo(all.toArray(long[][]::new));
            for (int seldom : new int[] {1, 50, 3_000}) {
                TreeSet<long[]> asked = new TreeSet<>(all.comparator());
                read.stream().filter(key -> random.nextInt(seldom) == 0).forEach(asked::add);
                for (int i = 0; i < keys / seldom; i++) {
                    asked.add(key(random, words, firsts));
                }
                asked.add(all.first());
                asked.add(all.last());
                KeyRuns.Reader reader = runs.reader();
                for (long[] key : asked) {
                    assertThat(reader.has(key, 0)).isEqualTo(all.contains(key));
                }
            }
        }
        assertThat(directory).isEmptyDirectory();
    }
}
