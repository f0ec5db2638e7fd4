package dev.stalemate.search.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.primitives.Longs;
import dev.stalemate.search.disk.Disk;
import dev.stalemate.search.disk.SpillFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search keeps: fingerprints, the frontier and the ancestry. */
class StoresTest {
    @Test
    void aTableOfFingerprintsIsTheSameSetAsAHashSet() {
        for (int words = 1; words <= 3; words++) {
            Fingerprints table = new Fingerprints(words);
            Set<List<Long>> set = new HashSet<>();
            SplittableRandom random = new SplittableRandom(words);
            for (int i = 0; i < 400_000; i++) {
                if (!table.room(1)) {
                    long after = table.bytesWithRoom(1);
                    table.grow(1);
                    assertThat(table.bytes()).isBetween(after, after + 256L * words * 8);
                }
                // Half of the draws are repeated, and many have the same high bits, so that probes are long.
                long print = random.nextInt(8) > 0 ? random.nextInt(150_000) * 0x9E3779B97F4A7C15L : random.nextInt(10);
                long[] key = new long[words];
                Arrays.setAll(key, w -> w == 0 ? print : random.nextInt(2));
                long[] rest = Arrays.copyOfRange(key, 1, words);
                boolean there = table.contains(print, rest);
                boolean isNew = table.add(print, rest);
                table.added(isNew ? 1 : 0);
                assertThat(isNew).isEqualTo(!there).isEqualTo(set.add(Longs.asList(key)));
            }
            assertThat(table.size()).isEqualTo(set.size());
            assertThat(set).anyMatch(key -> key.get(0) == 0);
            for (List<Long> key : set) {
                long[] rest = Longs.toArray(key.subList(1, words));
                assertThat(table.contains(key.get(0), rest)).isTrue();
                assertThat(table.add(key.get(0), rest)).as("a second time").isFalse();
            }
        }
    }

    @Test
    void aTableGrowsByAThirdOrByWhatIsNeeded() {
        Fingerprints table = new Fingerprints(1);
        assertThat(table.bytes()).isEqualTo(4096 * 8);
        assertThat(table.room(3891)).isTrue();
        assertThat(table.room(3892)).as("at most 95 % of the slots").isFalse();
        table.added(3276);
        assertThat(table.room(1)).isTrue();
        table.added(1);
        assertThat(table.room(1)).as("80 % once a block is done").isFalse();
        table.grow(1);
        assertThat(table.bytes()).isEqualTo(5324 * 8);
        table.grow(1_000_000);
        assertThat(table.room(1_000_000)).isTrue();
        assertThat(table.bytes()).isBetween(8_440_000L, 8_460_000L);
    }

    @Test
    void theProbabilityOfACollisionIsTheBirthdayBound() {
        assertThat(Fingerprints.collisionProbability(1, 64)).isZero();
        assertThat(Fingerprints.collisionProbability(2, 64)).isCloseTo(0x1p-64, withinPercentage(1e-9));
        assertThat(Fingerprints.collisionProbability(2, 128)).isCloseTo(0x1p-128, withinPercentage(1e-9));
        assertThat(Fingerprints.collisionProbability(1_000_000, 64)).isCloseTo(2.71e-8, withinPercentage(0.1));
        assertThat(Fingerprints.collisionProbability(1L << 32, 64))
                .isCloseTo(1 - Math.exp(-0.5), withinPercentage(1e-6));
    }

    @Test
    void theEstimateFromTheFingerprintsIsThatOfTheClosestTwo() {
        SplittableRandom random = new SplittableRandom(4);
        Fingerprints table = new Fingerprints(1);
        long[] prints = random.longs(300_000).toArray();
        prints[1000] = prints[200_000] + 3;
        for (long print : prints) {
            if (!table.room(1)) {
                table.grow(1);
            }
            table.add(print, new long[0]);
            table.added(1);
        }
        Arrays.sort(prints);
        long closest = Long.MAX_VALUE;
        for (int i = 1; i < prints.length; i++) {
            closest = Math.min(closest, prints[i] - prints[i - 1]);
        }
        assertThat(closest).isEqualTo(3);
        assertThat(table.collisionEstimate()).isEqualTo(1.0 / closest);
    }

    @Test
    void differentWordsNeverShareAFingerprint() {
        Set<Long> words = new HashSet<>();
        for (long i = 0; i < 4096; i++) {
            for (int shift = 0; shift < Long.SIZE; shift += 13) {
                words.add(i << shift);
            }
        }
        Set<Long> prints = new HashSet<>();
        words.forEach(word -> prints.add(Fingerprints.of(new long[] {word}, 0, 1)));

        assertThat(prints).hasSameSizeAs(words);
    }

    @Test
    void statesOfOneWordHaveFingerprintsOfTheirOwn() {
        // The blank state has the fingerprint that marks a free slot.
        assertThat(Fingerprints.of(new long[] {0}, 0, 1)).isZero();
        Map<Long, Long> states = new HashMap<>();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 100_000; i++) {
            long state = random.nextBoolean() ? random.nextInt(50_000) : random.nextLong();
            Long same = states.putIfAbsent(Fingerprints.of(new long[] {7, state}, 1, 1), state);
            assertThat(same == null || same == state).isTrue();
        }
    }

    @Test
    void aFingerprintDependsOnEveryBitOfEveryWordAndOnNothingElse() {
        SplittableRandom random = new SplittableRandom(3);
        for (int words = 1; words <= 5; words++) {
            long[] states = random.longs(words + 2).toArray();
            long print = Fingerprints.of(states, 1, words);
            for (int bit = 0; bit < Long.SIZE * states.length; bit++) {
                long[] other = states.clone();
                other[bit / Long.SIZE] ^= 1L << bit;
                boolean inside = bit / Long.SIZE >= 1 && bit / Long.SIZE <= words;
                assertThat(Fingerprints.of(other, 1, words) != print)
                        .as("%d words, bit %d", words, bit)
                        .isEqualTo(inside);
            }
        }
    }

    @Test
    void swappedWordsHaveAnotherFingerprint() {
        assertThat(Fingerprints.of(new long[] {1, 2}, 0, 2)).isNotEqualTo(Fingerprints.of(new long[] {2, 1}, 0, 2));
        assertThat(Fingerprints.of(new long[] {0, 0}, 0, 2)).isNotEqualTo(Fingerprints.of(new long[] {0, 0}, 0, 1));
    }

    @ParameterizedTest(name = "spills: {0}")
    @ValueSource(booleans = {false, true})
    void aFrontierGivesBackItsStatesInOrderWhileMoreAreAdded(boolean spills, @TempDir Path directory)
            throws IOException {
        Frontier frontier = new Frontier(2);
        SplittableRandom random = new SplittableRandom(5);
        long added = 0;
        long taken = 0;
        try (SpillFile file = new SpillFile(new Disk(), directory, 3 * Frontier.CHUNK_STATES)) {
            while (taken < 200_000) {
                if (spills && taken > 50_000) {
                    frontier.spill(file);
                }
                int more = random.nextInt(30_000);
                int count = frontier.size() == 0 ? 0 : frontier.take(1 + random.nextInt(20_000));
                for (int i = 0; i < count; i++) {
                    assertThat(frontier.taken()[2 * (frontier.from() + i)]).isEqualTo(taken);
                    assertThat(frontier.taken()[2 * (frontier.from() + i) + 1]).isEqualTo(-taken);
                    int sleeping = 2 * Frontier.CHUNK_STATES + frontier.from() + i;
                    assertThat(frontier.taken()[sleeping]).isEqualTo(3 * taken);
                    taken++;
                }
                long most = frontier.bytes() + frontier.bytesFor(more);
                long start = added;
                long[] sleeping =
                        LongStream.range(0, more).map(i -> 3 * (start + i)).toArray();
                frontier.add(pairs(added, more), sleeping, more);
                assertThat(frontier.bytes()).isLessThanOrEqualTo(most);
                added += more;
                assertThat(frontier.size()).isEqualTo(added - taken);
                if (count > 0) {
                    frontier.done();
                }
                long last = Math.min(frontier.size(), random.nextInt(40_000));
                assertThat(lastOf(frontier, last)).isEqualTo(pairs(added - last, (int) last));
            }
        }
        long chunk = 3L * Frontier.CHUNK_STATES * Long.BYTES;
        assertThat(frontier.bytes()).isLessThan(spills ? 4 * chunk : 24 * added);
    }

    /** States of two words, one for each of so many numbers. */
    private static long[] pairs(long from, int count) {
        long[] states = new long[2 * count];
        for (int i = 0; i < count; i++) {
            states[2 * i] = from + i;
            states[2 * i + 1] = -from - i;
        }
        return states;
    }

    private static long[] lastOf(Frontier frontier, long count) throws IOException {
        long[] states = new long[2 * (int) count];
        frontier.last(
                count,
                (chunk, from, some, before) -> System.arraycopy(chunk, 2 * from, states, 2 * (int) before, 2 * some));
        return states;
    }

    @Test
    void anAncestryTracesAPathAcrossChunks() {
        Ancestry ancestry = new Ancestry(1 << 16);
        ancestry.add(0, 0);
        int size = 100_000;
        for (int i = 1; i < size; i++) {
            ancestry.add(i / 2, i % (1 << 16));
        }
        assertThat(ancestry.size()).isEqualTo(size);
        assertThat(ancestry.pathTo(0)).isEmpty();
        assertThat(ancestry.pathTo(99_999))
                .containsExactly(
                        1, 3, 6, 12, 24, 48, 97, 195, 390, 781, 1562, 3124, 6249, 12_499, 24_999, 49_999, 34_463);
        assertThat(ancestry.pathTo(65_535)).endsWith(32_767, 65_535);
        assertThat(ancestry.bytes()).as("bytes of steps, and two bits a state").isLessThan(3L * size + 70_000);
    }

    @Test
    void anAncestryKnowsEveryParentWhateverTheGapsBetweenNumbersBetweenNumbers() {
        Ancestry ancestry = new Ancestry(3);
        SplittableRandom random = new SplittableRandom(6);
        List<Long> parents = new ArrayList<>();
        long parent = 0;
        for (int i = 0; i < 50_000; i++) {
            parent = Math.min(Math.max(0, i - 1), parent + (random.nextInt(3) == 0 ? random.nextInt(9) : 0));
            parents.add(parent);
            ancestry.add(parent, i % 3);
        }
        for (int i = 0; i < parents.size(); i++) {
            assertThat(ancestry.parent(i)).isEqualTo(parents.get(i));
            assertThat(ancestry.step(i)).isEqualTo(i % 3);
        }
    }
}
