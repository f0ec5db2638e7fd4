package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.SplitWords.Pieces;
import dev.stalemate.paging.SplitWords.Word;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Objects of two words that are stored and read piece by piece, one after the other and at the same time. */
class SplitWordsTest {
    private static final int ROOT = 0;
    private static final int MODE = 1;

    private final Layout.Builder b = new Layout.Builder();
    private final SplitWords words = new SplitWords(
            b,
            "table",
            true,
            Index.of("domain", 2),
            new Word("root", 2, Integer::toString),
            new Word("mode", 3, Integer::toString));

    /** What copies can be of an object that changes from 0, 0 to 1, 1 while it is read: for each interleaving, root and mode. */
    private static Set<String> copies(Function<SplitWords, Pieces> stores, Function<SplitWords, Pieces> reads) {
        SplitWordsTest test = new SplitWordsTest();
        SplitWriter writer =
                new SplitWriter(test.b, "new", test.words, Index.of("writer", 1), stores.apply(test.words));
        SplitReader reader =
                new SplitReader(test.b, "copy", test.words, false, Index.of("reader", 1), reads.apply(test.words));
        long[] s = test.b.build().blank();
        writer.begin(s, 0, 0);
        writer.put(s, 0, ROOT, 1);
        writer.put(s, 0, MODE, 1);
        reader.begin(s, 0, 0);
        Set<String> copies = new TreeSet<>();
        interleave(writer, reader, s, copies);
        return copies;
    }

    private static void interleave(SplitWriter writer, SplitReader reader, long[] s, Set<String> copies) {
        if (reader.isDone(s, 0)) {
            copies.add(reader.get(s, 0, ROOT) + " " + reader.get(s, 0, MODE));
            return;
        }
        for (int piece = 0; piece < reader.pieces().size(); piece++) {
            if (reader.isNext(s, 0, piece)) {
                long[] next = s.clone();
                reader.read(next, 0, piece);
                interleave(writer, reader, next, copies);
            }
        }
        for (int piece = 0; piece < writer.pieces().size(); piece++) {
            if (writer.isNext(s, 0, piece)) {
                long[] next = s.clone();
                writer.store(next, 0, piece);
                interleave(writer, reader, next, copies);
            }
        }
    }

    @Test
    void aReaderSeesTheSecondStoreWithoutTheFirstOnlyIfItReadsThemInTheSameOrder() {
        assertThat(copies(w -> w.pieces("root", "mode"), w -> w.pieces("root", "mode")))
                .containsExactly("0 0", "0 1", "1 0", "1 1");
        assertThat(copies(w -> w.pieces("root", "mode"), w -> w.pieces("mode", "root")))
                .containsExactly("0 0", "1 0", "1 1");
    }

    @Test
    void piecesInAnyOrderMixWords() {
        assertThat(copies(w -> w.pieces("root", "mode").inAnyOrder(), w -> w.pieces("mode", "root")))
                .containsExactly("0 0", "0 1", "1 0", "1 1");
        assertThat(copies(w -> w.pieces("root", "mode"), w -> w.pieces("mode", "root")
                        .inAnyOrder()))
                .containsExactly("0 0", "0 1", "1 0", "1 1");
    }

    @Test
    void wordsAreMixedUnlessTheyAreOnePieceForBothSides() {
        assertThat(copies(SplitWords::together, w -> w.pieces("root", "mode"))).contains("0 1");
        assertThat(copies(w -> w.pieces("root", "mode"), SplitWords::together)).contains("1 0");
        assertThat(copies(SplitWords::together, w -> w.pieces("mode+root"))).containsExactly("0 0", "1 1");
    }

    @Test
    void aCountTellsAReaderOfAnyChangeSinceItsReadBeganUntilItRelies() {
        SplitReader reader =
                new SplitReader(b, "copy", words, true, Index.of("reader", 2), words.pieces("root", "mode"));
        long[] s = b.build().blank();
        reader.begin(s, 0, 1);
        words.beginWrite(s, 0);
        assertThat(reader.isOutdated(s, 0)).as("another object was written").isFalse();
        assertThat(words.isWriting(s, 0)).isTrue();
        assertThat(words.isWriting(s, 1)).isFalse();
        words.endWrite(s, 0);
        words.beginWrite(s, 1);
        reader.read(s, 0);
        reader.read(s, 0);
        assertThat(reader.isDone(s, 0)).isTrue();
        assertThat(reader.isOutdated(s, 0)).isTrue();
        assertThat(reader.isOutdated(s, 1)).as("of a reader that reads nothing").isFalse();
        reader.begin(s, 0, 1);
        assertThat(reader.isOutdated(s, 0)).isFalse();
        words.endWrite(s, 1);
        assertThat(reader.isOutdated(s, 0)).as("the end of a write counts, too").isTrue();
        reader.begin(s, 0, 1);
        reader.settle(s, 0);
        words.beginWrite(s, 1);
        assertThat(reader.isOutdated(s, 0)).as("it has relied on its copy").isFalse();
    }

    @Test
    void whatIsOverLeavesNothingInTheState() {
        SplitWriter writer = new SplitWriter(b, "new", words, Index.of("writer", 1), words.pieces("mode"));
        SplitReader reader = new SplitReader(b, "copy", words, true, Index.of("reader", 1), words.pieces("mode"));
        long[] s = b.build().blank();
        writer.begin(s, 0, 1);
        writer.put(s, 0, MODE, 2);
        writer.store(s, 0);
        reader.begin(s, 0, 1);
        reader.read(s, 0);
        assertThat(reader.get(s, 0, MODE)).isEqualTo(2);
        assertThat(reader.of(s, 0)).isEqualTo(1);
        reader.forget(s, 0);
        assertThat(words.get(s, 1, MODE)).isEqualTo(2);
        words.set(s, 1, MODE, 0);
        assertThat(s).containsOnly(0);
    }

    @Test
    void withoutACountOrAChoiceNothingTakesBits() {
        Layout.Builder small = new Layout.Builder();
        SplitWords alone =
                new SplitWords(small, "entry", false, Index.of("entry", 1), new Word("only", 2, Integer::toString));
        new SplitReader(small, "copy", alone, false, Index.of("reader", 1), alone.together());
        assertThat(small.build().bits())
                .as("the word, its copy, and whether it is being read")
                .isEqualTo(3);
    }

    @Test
    void unknownAndRepeatedWordsAreRefused() {
        assertThatThrownBy(() -> words.pieces("root", "level"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no word 'level'; there are [root, mode]");
        assertThatThrownBy(() -> words.pieces("root", "mode+root"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("root is twice");
    }
}
