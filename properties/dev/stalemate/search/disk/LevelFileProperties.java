package dev.stalemate.search.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What was written is read back. */
class LevelFileProperties {
    private static final int STEPS = 1 << Character.SIZE;

    private Path directory = Path.of("");

    @BeforeTry
    void make() throws IOException {
        directory = Files.createTempDirectory("level");
    }

    @AfterTry
    void remove() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Property(tries = 200)
    void statesParentsAndStepsAreReadBackInTheirOrder(
            @ForAll @Size(max = 60) List<Long> longs, @ForAll @IntRange(min = 1, max = 9) int words, @ForAll long seed)
            throws IOException {
        long[] states = longs.stream().mapToLong(Long::longValue).toArray();
        roundTrip(Arrays.copyOf(states, states.length / words * words), words, seed);
    }

    /** Several blocks, the last of them not full, for states of a few sizes. */
    @Example
    void levelsOfManyBlocksAreReadBackToo() throws IOException {
        for (int words : new int[] {1, 3, 8, 40_000}) {
            int states = words == 40_000 ? 3 : 2 * LevelFormat.blockStates(words) + 5;
            roundTrip(new SplittableRandom(words).longs((long) states * words).toArray(), words, words);
        }
    }

    private void roundTrip(long[] states, int words, long seed) throws IOException {
        int count = states.length / words;
        SplittableRandom random = new SplittableRandom(seed);
        int[] parents = random.ints(count, 1, 1_000_001).sorted().toArray();
        int[] steps = random.ints(count, 0, STEPS).toArray();
        LevelWriter writer = new LevelWriter(new Disk(), directory.resolve("level"), words, 5, 1L << 40);
        for (int i = 0; i < count; i++) {
            writer.add(states, i * words, (1L << 40) + parents[i], steps[i]);
        }
        LevelEntry entry = writer.finish();
        assertThat(entry.states()).isEqualTo(count);
        assertThat(entry.bytes()).isEqualTo(Files.size(directory.resolve("level")));
        try (LevelReader reader =
                new LevelReader(directory.resolve("level"), entry, words, 5, 1L << 40, 1_000_001, STEPS)) {
            int n = 0;
            while (reader.next()) {
                for (int i = 0; i < reader.count(); i++, n++) {
                    assertThat(Arrays.equals(
                                    reader.states(), i * words, (i + 1) * words, states, n * words, (n + 1) * words))
                            .isTrue();
                    assertThat(reader.parent(i)).isEqualTo((1L << 40) + parents[n]);
                    assertThat(reader.step(i)).isEqualTo(steps[n]);
                }
            }
            assertThat(n).isEqualTo(count);
        }
    }

    @Property(tries = 200)
    void questionsAndCountersAreReadBack(
            @ForAll @Size(max = 4) List<String> texts, @ForAll @Size(max = 5) List<Long> numbers) throws IOException {
        Map<String, String> question = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            // Lone surrogates are no text and have no UTF-8.
            question.put("text-" + i, texts.get(i).replaceAll("\\p{Cs}", "\\\\n\n"));
        }
        Manifest manifest = new Manifest(
                question, 3, List.of(new LevelEntry(1, 50, -1)), Map.of("all", numbers, "none", List.of()));
        Manifest read = ManifestText.read(directory, ManifestText.of(manifest));
        assertThat(read).isEqualTo(manifest);
    }
}
