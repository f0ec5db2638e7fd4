package dev.stalemate.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named part of a state: one element, or one for each combination of its indices, packed into the words of a {@link Layout}.
 *
 * <p>A field whose elements have only one possible value takes no bits. So a small scope of a full model takes no more than a model that
 * was written for that scope.
 */
public abstract class Field {
    private final String name;
    private final List<Index> indices;
    private final int width;
    /** For each element, word * 64 + shift: a shift of a long uses only the low six bits of the count, so this needs no mask. */
    final int[] slots;

    final long mask;

    private @Nullable Accesses listener;
    private @Nullable String called;
    private @Nullable Notation notation;
    private boolean unseen;

    Field(String name, List<Index> indices, int width, int[] slots) {
        this.name = name;
        this.indices = List.copyOf(indices);
        this.width = width;
        this.slots = slots;
        this.mask = width == 64 ? -1L : (1L << width) - 1;
    }

    /** The name in states and counterexamples. */
    public final String name() {
        return name;
    }

    /** The indices that number the elements, none to four; the last one counts fastest. */
    public final List<Index> indices() {
        return indices;
    }

    /** How many elements the field has. */
    public final int size() {
        return slots.length;
    }

    /** Bits that one element takes, 0 to 64. */
    public final int width() {
        return width;
    }

    /** An element as a person reads it. */
    public abstract String text(long[] state, int element);

    /** What an element is called in sentences, such as {@code cr0.cd of vCPU 1}. */
    public final String inWords(int element) {
        return InWords.element(called(), " of ", indices, element);
    }

    /** An element's value in a sentence: {@code E FE WB (0xc06)} where it is printed as a number that stands for something. */
    public String inWords(long[] state, int element) {
        return notation == null ? text(state, element) : notation.words(number(state, element));
    }

    /** What became of an element in a sentence, such as {@code none -> mfn 0}. */
    public String inWords(long[] before, long[] after, int element) {
        return notation == null
                ? text(before, element) + " -> " + text(after, element)
                : notation.change(number(before, element), number(after, element));
    }

    /** The value that a {@link Notation} puts into words. */
    long number(long[] state, int element) {
        return bits(state, element);
    }

    /** What the field is called in sentences. */
    public final String called() {
        return called == null ? InWords.what(name, indices) : called;
    }

    final void call(String words) {
        called = words;
    }

    final void tell(Notation newNotation) {
        notation = newNotation;
    }

    final void hide() {
        unseen = true;
    }

    /** Whether a CPU or a device that reads it sees something: see {@link Layout.Builder#unseen}. */
    public final boolean isSeen() {
        return !unseen;
    }

    /** Whether values are told in another way than they are printed. */
    final boolean isTold() {
        return notation != null;
    }

    /** The same field behind so many words of something else, with a prefix before its names. */
    final Field behind(int words, String prefix) {
        Field behind = moved(words, prefix + name);
        behind.called = prefix + called();
        behind.notation = notation;
        behind.unseen = unseen;
        return behind;
    }

    /** How many values an element can have, from 1; 0 if the scope doesn't list them. */
    public abstract int choices();

    /** Which of its {@link #choices} an element has, from 0; undefined if the scope doesn't list them. */
    public final int choice(long[] state, int element) {
        return (int) bits(state, element);
    }

    /** Sets an element to one of its {@link #choices}, numbered from 0, to find out what would be if it had another value. */
    public final void choose(long[] state, int element, int choice) {
        setBits(state, element, choice);
    }

    /** The same field with another name, behind so many words of something else. */
    abstract Field moved(int words, String newName);

    /** Where its elements are behind so many words. */
    final int[] slotsBehind(int words) {
        return Arrays.stream(slots).map(slot -> slot + words * Long.SIZE).toArray();
    }

    /** Whether another field has the same indices and the same values, packed in the same way. */
    abstract boolean alike(Field other);

    /** The packed bits of an element: equal bits, equal values. */
    public final long bits(long[] state, int element) {
        int slot = slots[element];
        if (listener != null && width > 0) {
            listener.read(state, slot, width);
        }
        return (state[slot >>> 6] >>> slot) & mask;
    }

    /** Tells a listener that an element is about to be read. */
    final void tellRead(long[] state, int element) {
        if (listener != null && width > 0) {
            listener.read(state, slots[element], width);
        }
    }

    public final void setBits(long[] state, int element, long bits) {
        int slot = slots[element];
        if (listener != null && width > 0) {
            listener.written(state, slot, width);
        }
        int word = slot >>> 6;
        state[word] = (state[word] & ~(mask << slot)) | (bits << slot);
    }

    /** Tells a listener that every element is about to be read. */
    final void tellAllRead(long[] state) {
        if (listener != null && width > 0) {
            for (int slot : slots) {
                listener.read(state, slot, width);
            }
        }
    }

    final void listen(@Nullable Accesses newListener) {
        listener = newListener;
    }

    /** The element's name in states and conditions, such as {@code cr0.cd[1]}. */
    public final String elementName(int element) {
        return name + Index.places(indices, element);
    }
}
