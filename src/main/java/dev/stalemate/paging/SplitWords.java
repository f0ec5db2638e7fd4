package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Objects of several words that are stored apart, as a piece of a layout: the root of page tables and the number of their levels, an entry of a
 * device table. {@link SplitWriter} stores an object, and {@link SplitReader} reads one into a copy of its own, piece by piece; between two
 * pieces all others may run. So a copy can have words of before a change and of after it. Stores, and reads, become visible in the order in
 * which they are made; where a compiler or a processor may change that order, the {@link Pieces} have none.
 *
 * <p>A sequence count tells a reader that an object has changed meanwhile (write_seqcount_begin() and read_seqcount_retry() of Linux). The
 * state has no number for it, only whether a write is under way, and of each reader whether the count has changed since its read began; so
 * objects may change for ever.
 */
public final class SplitWords {
    private final Index object;
    private final List<Word> words;
    private final List<IntField> fields = new ArrayList<>();
    /** Whether a write that is counted is under way: the count is odd. */
    private final IntField writing;

    private final List<SplitReader> readers = new ArrayList<>();

    /**
     * A word of an object.
     *
     * @param name what it is called in states and in {@link #pieces}
     * @param values how many values it can have, from 1; the first at first
     * @param text a value as a person reads it
     */
    public record Word(String name, int values, IntFunction<String> text) {}

    /**
     * How an object's words are stored, or read: words of one piece at once.
     *
     * @param masks the words of each piece, a bit for each word
     * @param ordered whether one piece comes after the other; otherwise any may be next
     */
    public record Pieces(List<Integer> masks, boolean ordered) {
        public Pieces {
            masks = List.copyOf(masks);
        }

        /** The same pieces in any order. */
        public Pieces inAnyOrder() {
            return new Pieces(masks, false);
        }

        /** The words of all pieces, a bit for each. */
        int all() {
            return masks.stream().reduce(0, (some, more) -> some | more);
        }
    }

    /**
     * Declares objects.
     *
     * @param name what is before the names of the words
     * @param counted whether they have a sequence count
     * @param object what they are numbered by; the words of the only one, see {@link Index#single}, have no number
     */
    public SplitWords(Layout.Builder b, String name, boolean counted, Index object, Word... words) {
        this.object = object;
        this.words = List.of(words);
        Index[] indices = object.words().isEmpty() ? new Index[0] : new Index[] {object};
        for (Word word : words) {
            fields.add(b.number(name + "." + word.name, word.values, word.text, indices));
        }
        writing = b.part(counted).flag(name + ".writing", indices);
    }

    /**
     * Pieces in an order, each the names of its words, joined by {@code +}.
     *
     * @throws IllegalArgumentException if there is no word of a name, or one is in two pieces
     */
    public Pieces pieces(String... pieces) {
        List<Integer> masks = new ArrayList<>();
        int all = 0;
        for (String piece : pieces) {
            int mask = 0;
            for (String word : piece.split("\\+", -1)) {
                int bit = 1 << number(word);
                if (((all | mask) & bit) != 0) {
                    throw new IllegalArgumentException(word + " is twice in the pieces " + Arrays.asList(pieces));
                }
                mask |= bit;
            }
            all |= mask;
            masks.add(mask);
        }
        return new Pieces(masks, true);
    }

    /** All words at once, as of an object that is one word, or that is read and written under a lock. */
    public Pieces together() {
        return new Pieces(List.of((1 << words.size()) - 1), true);
    }

    private int number(String name) {
        for (int w = 0; w < words.size(); w++) {
            if (words.get(w).name.equals(name)) {
                return w;
            }
        }
        throw new IllegalArgumentException("no word '" + name + "'; there are "
                + words.stream().map(Word::name).toList());
    }

    /** What the objects are numbered by. */
    public Index object() {
        return object;
    }

    List<Word> words() {
        return words;
    }

    /** A word of each object, for what is told of it. */
    public IntField field(int word) {
        return fields.get(word);
    }

    /** A word of an object, as it is stored. */
    public int get(long[] state, int o, int word) {
        return fields.get(word).get(state, o);
    }

    /** Stores a word of an object. */
    public void set(long[] state, int o, int word, int value) {
        fields.get(word).set(state, o, value);
    }

    /** A writer raises the count as it begins to store an object: until it ends, a reader that looks at the count waits. */
    public void beginWrite(long[] state, int o) {
        writing.set(state, o, 1);
        changeCount(state, o);
    }

    /** A writer raises the count again after it has stored an object. */
    public void endWrite(long[] state, int o) {
        writing.set(state, o, 0);
        changeCount(state, o);
    }

    /** Whether a write that is counted is under way. */
    public boolean isWriting(long[] state, int o) {
        return writing.is(state, o);
    }

    private void changeCount(long[] state, int o) {
        for (int r = 0; r < readers.size(); r++) {
            readers.get(r).countChanged(state, o);
        }
    }

    void add(SplitReader reader) {
        readers.add(reader);
    }

    /** A set of words as a person reads it. */
    String text(int mask) {
        StringBuilder text = new StringBuilder();
        for (int w = 0; w < words.size(); w++) {
            if ((mask >> w & 1) != 0) {
                text.append(text.isEmpty() ? "" : "+").append(words.get(w).name);
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
