package dev.stalemate.search.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seen states, as keys in a table and as bits: what was added is there, and nothing else. */
class SeenStatesTest {
    private static final long MUCH = 1L << 40;

    @ParameterizedTest(name = "{0} fields with {1} of {2} values")
    @CsvSource({"7, 4, 5", "4, 9, 60", "3, 30, 2000", "2, 120, 32000", "9, 3, 3", "1, 30000, 30000", "1, 32768, 32768"})
    void aDenseSpaceBecomesBitsWhileItGrows(int fieldCount, int taken, int bound) {
        Layout.Builder builder = new Layout.Builder();
        List<IntField> fields = new ArrayList<>();
        for (int f = 0; f < fieldCount; f++) {
            fields.add(builder.number("f" + f, bound, Integer::toString));
        }
        Layout layout = builder.build();
        SeenStates seen = new SeenStates(layout, 1);
        Set<Long> expected = new HashSet<>();
        SplittableRandom random = new SplittableRandom(fieldCount);
        boolean becameBits = false;
        for (int block = 0; block < 60; block++) {
            for (int i = 0; i < 1000; i++) {
                long[] state = {0};
                // More and more values come up, so that codes have to grow.
                int values = Math.min(taken, 2 + block * taken / 40);
                fields.forEach(field -> field.set(state, 0, random.nextInt(values) * (bound / taken)));
                boolean fresh = expected.add(state[0]);
                check(contains(seen, state[0]) != fresh, state[0]);
                if (fresh) {
                    add(seen, state[0]);
                }
            }
            becameBits |= seen.bits() != null;
            assertThat(seen.size()).isEqualTo(expected.size());
            if (block % 20 == 19) {
                expected.forEach(state -> check(contains(seen, state), state));
            }
        }
        assertThat(becameBits).isTrue();
    }

    @ParameterizedTest(name = "{0} values")
    @ValueSource(ints = {1 << 15, (1 << 15) + 1, (1 << 16) - 1, 1 << 16})
    void everyValueOfAFieldIsToldFromEveryOther(int bound) {
        Layout.Builder builder = new Layout.Builder();
        IntField wide = builder.number("wide", bound, Integer::toString);
        IntField flag = builder.flag("flag");
        SeenStates seen = new SeenStates(builder.build(), 1);
        for (int is = 0; is < 2; is++) {
            long[] state = {0};
            flag.set(state, 0, is);
            for (int value = 0; value < bound; value++) {
                wide.set(state, 0, value);
                check(!contains(seen, state[0]), state[0]);
                add(seen, state[0]);
                check(contains(seen, state[0]), state[0]);
            }
        }
        assertThat(seen.size()).isEqualTo(2L * bound);
    }

    @Test
    void statesCanBeTakenBackAfterMoreWereMet() {
        Layout.Builder builder = new Layout.Builder();
        IntField dense = builder.number("dense", 1 << 14, Integer::toString);
        IntField late = builder.number("late", 16, Integer::toString);
        SeenStates seen = new SeenStates(builder.build(), 1);
        long[] state = {0};
        Candidates[] shares = {new Candidates(1)};
        for (int i = 0; i < 1 << 14; i++) {
            dense.set(state, 0, i);
            add(seen, state[0]);
            if (i % 3 == 0) {
                shares[0].addNew(state[0], i, 0, true);
            }
        }
        assertThat(seen.bits()).isNotNull();
        dense.set(state, 0, 0);
        late.set(state, 0, 15);
        seen.meet(state, 1);
        seen.takeBack(shares, 1);
        late.set(state, 0, 0);
        for (int i = 0; i < 1 << 14; i++) {
            dense.set(state, 0, i);
            check(contains(seen, state[0]) == (i % 3 != 0), state[0]);
        }
    }

    @Test
    void aSparseSpaceStaysATable() {
        Layout.Builder builder = new Layout.Builder();
        IntField field = builder.number("f", 1 << 16, Integer::toString);
        IntField other = builder.number("g", 1 << 16, Integer::toString);
        SeenStates seen = new SeenStates(builder.build(), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            long[] state = {0};
            field.set(state, 0, random.nextInt(1 << 16));
            other.set(state, 0, random.nextInt(1 << 16));
            if (!contains(seen, state[0])) {
                add(seen, state[0]);
            }
        }
        assertThat(seen.bits()).isNull();
    }

    @Test
    void bitsBecomeATableAgainWhenTooManyValuesComeUp() {
        Layout.Builder builder = new Layout.Builder();
        IntField dense = builder.number("dense", 1 << 14, Integer::toString);
        IntField late = builder.number("late", 1 << 14, Integer::toString);
        SeenStates seen = new SeenStates(builder.build(), 1);
        long[] state = {0};
        for (int i = 0; i < 1 << 14; i++) {
            dense.set(state, 0, i);
            add(seen, state[0]);
        }
        assertThat(seen.bits()).isNotNull();
        Set<Long> expected = new HashSet<>();
        for (int i = 1; i < 1 << 14; i++) {
            late.set(state, 0, i);
            expected.add(state[0]);
            check(!contains(seen, state[0]), state[0]);
            add(seen, state[0]);
        }
        assertThat(seen.bits()).isNull();
        assertThat(seen.size()).isEqualTo((1 << 15) - 1);
        assertThat(seen.bytes()).isLessThan(1 << 20);
        expected.forEach(s -> check(contains(seen, s), s));
        late.set(state, 0, 0);
        for (int i = 0; i < 1 << 14; i++) {
            dense.set(state, 0, i);
            check(contains(seen, state[0]), state[0]);
        }
    }

    /** There are too many states for an assertion of each. */
    private static void check(boolean right, long state) {
        if (!right) {
            fail("state " + Long.toHexString(state));
        }
    }

    private static boolean contains(SeenStates seen, long state) {
        StateBits bits = seen.bits();
        if (bits == null) {
            return seen.prints().contains(Fingerprints.of(new long[] {state}, 0, 1), new long[0]);
        }
        long code = bits.code(state);
        return code >= 0 && bits.contains(code);
    }

    private static void add(SeenStates seen, long state) {
        long[] states = {state};
        StateBits before;
        do {
            before = seen.bits();
            seen.meet(states, 1);
            long bytes = seen.bytesWithRoom(1);
            if (!seen.room(1)) {
                seen.grow(1, MUCH);
            }
            check(seen.bytes() <= bytes, state);
        } while (before == null && seen.bits() != null);
        seen.addAll(states, 1, 1);
    }
}
