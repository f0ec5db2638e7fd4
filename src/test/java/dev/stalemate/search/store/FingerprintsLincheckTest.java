package dev.stalemate.search.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Several threads that add to the table at once, in every order of their steps that Lincheck tries. */
class FingerprintsLincheckTest {
    private static final long[] NOTHING_MORE = {};

    /** All of these keys belong in the same slot, so that they collide. */
    @Param(name = "key", gen = LongGen.class, conf = "0:3")
    public static class OneWord {
        private final Fingerprints table = new Fingerprints(1, 8);

        @Operation
        public boolean add(@Param(name = "key") long key) {
            return table.add(key, NOTHING_MORE);
        }
    }

    /** A key of several words is only added by the thread that owns it. The keys of one slot have different owners. */
    @Param(name = "key", gen = LongGen.class, conf = "1:3")
    public static class TwoWords {
        private final Fingerprints table = new Fingerprints(2, 8);

        @Operation(nonParallelGroup = "owner")
        public boolean addOwn(@Param(name = "key") long key) {
            return table.add(key, new long[] {7});
        }

        @Operation
        public boolean addOther(@Param(name = "key") long key) {
            return table.add(key + 3, new long[] {8});
        }
    }

    /** A table that looks and then sets, without compare-and-set. */
    @Param(name = "key", gen = LongGen.class, conf = "1:3")
    public static class LooksAndSets {
        private final long[] slots = new long[8];

        @Operation
        public boolean add(@Param(name = "key") long key) {
            int at = 0;
            while (slots[at] != 0 && slots[at] != key) {
                at++;
            }
            boolean isNew = slots[at] == 0;
            slots[at] = key;
            return isNew;
        }
    }

    private static ModelCheckingOptions scenarios(int count) {
        return new ModelCheckingOptions()
                .iterations(count)
                .invocationsPerIteration(60)
                .threads(2)
                .actorsPerThread(3);
    }

    @Test
    void exactlyOneThreadThatAddsAKeyLearnsThatItIsNew() {
        scenarios(4).check(OneWord.class);
    }

    @Test
    void keysOfSeveralWordsThatCollideAreBothKept() {
        scenarios(4).check(TwoWords.class);
    }

    @Test
    void aTableThatLooksAndThenSetsIsCaught() {
        assertThatThrownBy(() -> scenarios(50).check(LooksAndSets.class)).isInstanceOf(LincheckAssertionError.class);
    }
}
