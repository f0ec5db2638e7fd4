package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateKeyTest {
    private static final int KEYS = 4_096;

    /** Keys that a set can't distinguish by their hashes make it a list: where a state's bits are must not matter. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 31", "1, 32", "1, 51", "2, 20", "3, 52"})
    void statesThatDifferInAFewBitsHaveOtherHashes(int words, int shift) {
        Set<Integer> hashes = new HashSet<>();
        for (long value = 0; value < KEYS; value++) {
            long[] state = new long[words];
            state[0] = value << shift;
            hashes.add(StateKey.of(state).hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(KEYS - KEYS / 100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "1, 2, false"})
    void keysAreEqualIfTheirStatesAre(long one, long other, boolean equal) {
        assertThat(StateKey.of(new long[] {7, one}).equals(StateKey.of(new long[] {7, other})))
                .isEqualTo(equal);
    }
}
