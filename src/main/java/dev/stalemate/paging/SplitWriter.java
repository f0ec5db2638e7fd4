package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.SplitWords.Pieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Writers of {@link SplitWords}, each an element of an index, as a piece of a layout. A writer has the values that it will store, and stores
 * them piece by piece. It may take a lock around that, and raise the sequence count; both are the system's steps.
 */
public final class SplitWriter {
    private final SplitWords words;
    private final IntField of;
    private final List<IntField> values = new ArrayList<>();
    private final SplitTurns turns;

    /**
     * Declares writers; the words that no piece has are left alone.
     *
     * @param name what is before the names of the words, such as {@code new-table}
     */
    public SplitWriter(Layout.Builder b, String name, SplitWords words, Index writer, Pieces pieces) {
        this.words = words;
        of = b.number(name + ".of", words.object().size(), words.object().label(), writer);
        int all = pieces.all();
        for (int w = 0; w < words.words().size(); w++) {
            SplitWords.Word word = words.words().get(w);
            boolean stored = (all >> w & 1) != 0;
            values.add(b.number(name + "." + word.name(), stored ? word.values() : 1, word.text(), writer));
        }
        turns = new SplitTurns(b, name + ".to-store", words, writer, pieces);
    }

    /** The pieces as an index, for actions that choose one. */
    public Index pieces() {
        return turns.index();
    }

    /** A writer is going to store an object: as it is now, but for what {@link #put} changes. */
    public void begin(long[] state, int writer, int o) {
        of.set(state, writer, o);
        for (int w = 0; w < values.size(); w++) {
            if (values.get(w).bound() > 1) {
                values.get(w).set(state, writer, words.get(state, o, w));
            }
        }
        turns.begin(state, writer);
    }

    /** Changes a word of what a writer that has begun will store. */
    public void put(long[] state, int writer, int word, int value) {
        values.get(word).set(state, writer, value);
    }

    /** The object that a writer stores. */
    public int of(long[] state, int writer) {
        return of.get(state, writer);
    }

    /** A word of what a writer will store. */
    public int get(long[] state, int writer, int word) {
        return values.get(word).get(state, writer);
    }

    /** Whether a writer has nothing to store. */
    public boolean isDone(long[] state, int writer) {
        return turns.isDone(state, writer);
    }

    /** Whether a piece may be the next one that a writer stores. */
    public boolean isNext(long[] state, int writer, int piece) {
        return turns.isNext(state, writer, piece);
    }

    /** Whether the next piece that a writer stores, the first of several that may be next, has a word. */
    public boolean storesNext(long[] state, int writer, int word) {
        return (turns.words(turns.next(state, writer)) >> word & 1) != 0;
    }

    /** Stores the next piece of a writer that is not done; the first of several that may be next. */
    public void store(long[] state, int writer) {
        store(state, writer, turns.next(state, writer));
    }

    /** Stores a piece that may be next. After the last one nothing of the writer's is left in the state. */
    public void store(long[] state, int writer, int piece) {
        int o = of.get(state, writer);
        int taken = turns.take(state, writer, piece);
        for (int w = 0; w < values.size(); w++) {
            if ((taken >> w & 1) != 0) {
                words.set(state, o, w, values.get(w).get(state, writer));
            }
        }
        if (isDone(state, writer)) {
            of.set(state, writer, 0);
            for (int w = 0; w < values.size(); w++) {
                values.get(w).set(state, writer, 0);
            }
        }
    }
}
