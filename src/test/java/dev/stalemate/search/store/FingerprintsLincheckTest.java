package dev.stalemate.search.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Several threads that add to the table at once, in every order of their steps that Lincheck comes upon. */
class FingerprintsLincheckTest {
    private static final long[] NOTHING_MORE = {};

    /** All of these keys have their place in the same slot, so that they meet. */
    @Param(name = "key", gen = LongGen.class, conf = "0:3")
    public static class OneWord {
        private final Fingerprints table = new Fingerprints(1, 8);

        @Operation
        public boolean add(@Param(name = "key") long key) {
            return table.add(key, NOTHING_MORE);
        }
    }

    /** Two threads never add the same key of several words: one of them owns it. Those of one slot have different owners. */
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

    /** A table that looks and then sets: what compare-and-set is there for. */
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
    void keysOfSeveralWordsThatMeetInASlotAreBothKept() {
        scenarios(4).check(TwoWords.class);
    }

    @Test
    void aTableThatLooksAndThenSetsIsCaught() {
        assertThatThrownBy(() -> scenarios(50).check(LooksAndSets.class)).isInstanceOf(LincheckAssertionError.class);
    }
}
