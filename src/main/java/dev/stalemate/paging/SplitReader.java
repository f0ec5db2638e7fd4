package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.SplitWords.Pieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers of {@link SplitWords} that take no lock, each an element of an index, as a piece of a layout: software, or hardware that fetches an
 * object in pieces. Each has a copy, which it may keep.
 */
public final class SplitReader {
    private static final int SAME = 1;
    private static final int CHANGED = 2;
    private static final String[] COUNTS = {"not looked at", "same", "changed"};

    private final SplitWords words;
    private final Index reader;
    private final boolean counts;
    private final IntField of;
    private final List<IntField> copy = new ArrayList<>();
    private final SplitTurns turns;
    /** Of a read that has begun and was not checked: whether the object's sequence count is still the same. */
    private final IntField count;

    /**
     * Declares readers.
     *
     * @param name what is before the names of the words, such as {@code copy}
     * @param counts whether they look at the sequence count
     */
    public SplitReader(Layout.Builder b, String name, SplitWords words, boolean counts, Index reader, Pieces pieces) {
        this.words = words;
        this.reader = reader;
        this.counts = counts;
        of = b.number(name + ".of", words.object().size(), words.object().label(), reader);
        for (SplitWords.Word word : words.words()) {
            copy.add(b.number(name + "." + word.name(), word.values(), word.text(), reader));
        }
        turns = new SplitTurns(b, name + ".to-read", words, reader, pieces);
        count = b.part(counts).number(name + ".count", COUNTS.length, c -> COUNTS[c], reader);
        words.add(this);
    }

    /** The pieces as an index, for actions that choose one. */
    public Index pieces() {
        return turns.index();
    }

    /** A word of each copy, for what is told of it. */
    public IntField field(int word) {
        return copy.get(word);
    }

    /** A read of an object begins. A reader that looks at the count begins only while no write {@link SplitWords#isWriting is under way}. */
    public void begin(long[] state, int r, int o) {
        forget(state, r);
        of.set(state, r, o);
        turns.begin(state, r);
        count.set(state, r, counts ? SAME : 0);
    }

    /** Whether a reader has nothing left to read. */
    public boolean isDone(long[] state, int r) {
        return turns.isDone(state, r);
    }

    /** Whether a piece may be the next one that a reader reads. */
    public boolean isNext(long[] state, int r, int piece) {
        return turns.isNext(state, r, piece);
    }

    /** Reads the next piece of a reader that is not done; the first of several that may be next. */
    public void read(long[] state, int r) {
        read(state, r, turns.next(state, r));
    }

    /** Reads a piece that may be next. */
    public void read(long[] state, int r, int piece) {
        int taken = turns.take(state, r, piece);
        for (int w = 0; w < copy.size(); w++) {
            if ((taken >> w & 1) != 0) {
                copy.get(w).set(state, r, words.get(state, of.get(state, r), w));
            }
        }
    }

    /** Whether the object's sequence count has changed since the read began, so that the copy may be of two versions. */
    public boolean isOutdated(long[] state, int r) {
        return count.get(state, r) == CHANGED;
    }

    /** A reader relies on its copy: from now on it does not look at the count. */
    public void settle(long[] state, int r) {
        count.set(state, r, 0);
    }

    /** A word of a copy; its first value where it was not read. */
    public int get(long[] state, int r, int word) {
        return copy.get(word).get(state, r);
    }

    /** The object that a reader reads, or has read. */
    public int of(long[] state, int r) {
        return of.get(state, r);
    }

    /** A reader gives up its copy, and nothing of it is left in the state. */
    public void forget(long[] state, int r) {
        of.set(state, r, 0);
        for (int w = 0; w < copy.size(); w++) {
            copy.get(w).set(state, r, 0);
        }
        turns.end(state, r);
        count.set(state, r, 0);
    }

    /** A writer has raised the count of an object. */
    void countChanged(long[] state, int o) {
        for (int r = 0; r < reader.size(); r++) {
            if (count.get(state, r) == SAME && of.get(state, r) == o) {
                count.set(state, r, CHANGED);
            }
        }
    }
}
