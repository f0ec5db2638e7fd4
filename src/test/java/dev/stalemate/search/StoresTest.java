package dev.stalemate.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the search keeps: fingerprints, levels, ancestry. */
class StoresTest {
    @Test
    void fingerprintsAreTheSetThatAHashSetIs() {
        Fingerprints table = new Fingerprints();
        Set<Long> set = new HashSet<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            if (!table.room(1)) {
                assertThat(table.canGrow()).isTrue();
                long bytes = table.bytes();
                assertThat(table.bytesToGrow()).isEqualTo(3 * bytes);
                table.grow();
                assertThat(table.bytes()).isEqualTo(2 * bytes);
            }
            // Half of the draws come again, and many share low bits, so that probes are long.
            long print = random.nextInt(60_000) * (random.nextBoolean() ? 1L : 1L << 8);
            assertThat(table.add(print)).isEqualTo(set.add(print));
            assertThat(table.size()).isEqualTo(set.size());
        }
        assertThat(set).contains(0L);
        for (long print : set) {
            assertThat(table.add(print)).as("a second time").isFalse();
        }
    }

    @Test
    void theChanceOfACollisionIsTheBirthdayBound() {
        assertThat(Fingerprints.collisionProbability(1)).isZero();
        assertThat(Fingerprints.collisionProbability(2)).isCloseTo(0x1p-64, withinPercentage(1e-9));
        assertThat(Fingerprints.collisionProbability(1_000_000)).isCloseTo(2.71e-8, withinPercentage(0.1));
        assertThat(Fingerprints.collisionProbability(1L << 32)).isCloseTo(1 - Math.exp(-0.5), withinPercentage(1e-6));
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
    void theFingerprintZeroIsOneLikeAnyOther() {
        Fingerprints table = new Fingerprints();
        assertThat(table.add(0)).isTrue();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.add(0)).isFalse();
        table.grow();
        assertThat(table.add(0)).isFalse();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aTableIsNeverFilledToTheLastSlot() {
        Fingerprints table = new Fingerprints();
        int most = 0;
        while (table.room(1)) {
            table.add(++most);
        }
        assertThat(most).isEqualTo(3072);
        assertThat(table.room(0)).isTrue();
        table.grow();
        assertThat(table.room(3072)).isTrue();
        assertThat(table.room(3073)).isFalse();
    }

    @Test
    void statesOfOneWordHaveFingerprintsOfTheirOwn() {
        // The blank state is what the mark of a free slot would be.
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

    @Test
    void aLevelGivesBackItsStatesAcrossChunksAndAfterItIsUsedAgain() {
        Frontier frontier = new Frontier(3);
        for (int round = 0; round < 2; round++) {
            int size = 40_000 - 15_000 * round;
            frontier.clear();
            for (int i = 0; i < size; i++) {
                frontier.add(new long[] {-1, i, i + round, -i}, 1);
            }
            assertThat(frontier.size()).isEqualTo(size);
            long[] state = new long[3];
            for (int i = 0; i < size; i++) {
                frontier.read(i, state);
                assertThat(state).containsExactly(i, i + round, -i);
            }
            assertThat(frontier.bytes()).as("three chunks, kept").isEqualTo(3L * 16_384 * 3 * 8);
        }
    }

    @Test
    void anAncestryTracesAPathAcrossChunks() {
        Ancestry ancestry = new Ancestry();
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
        assertThat(ancestry.bytes()).isEqualTo(7L * 16_384 * 6);
    }
}
