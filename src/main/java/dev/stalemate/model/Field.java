package dev.stalemate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named part of a state: one element, or one for each combination of its indices, packed into the words of a {@link Layout}.
 *
 * <p>A field whose elements have one possible value takes no bits, so that a small scope of a full model is as small as a model
 * written for it.
 */
public abstract class Field {
    private final String name;
    private final List<Index> indices;
    private final int width;
    /** For each element, word * 64 + shift: a shift count of a long uses its low six bits alone, so this needs no masking. */
    final int[] slots;

    final long mask;

    private @Nullable Accesses listener;

    Field(String name, List<Index> indices, int width, int[] slots) {
        this.name = name;
        this.indices = List.copyOf(indices);
        this.width = width;
        this.slots = slots;
        this.mask = width == 64 ? -1L : (1L << width) - 1;
    }

    /** The name that states and counterexamples print. */
    public final String name() {
        return name;
    }

    /** What the elements are numbered by: none to four indices, the last of them counting fastest. */
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

    /** How many values an element can have, from 1; 0 where a scope doesn't list them. */
    public abstract int choices();

    /** Which of its {@link #choices} an element has, from 0; means nothing where a scope doesn't list them. */
    public final int choice(long[] state, int element) {
        return (int) bits(state, element);
    }

    /** Sets an element to one of its {@link #choices}, numbered from 0: to try what would be if it had another value. */
    public final void choose(long[] state, int element, int choice) {
        setBits(state, element, choice);
    }

    /** Whether another field has the same indices, and packs the same values. */
    abstract boolean alike(Field other);

    /** The packed bits of an element: equal bits, equal values. */
    final long bits(long[] state, int element) {
        int slot = slots[element];
        if (listener != null && width > 0) {
            listener.read(state, slot, width);
        }
        return (state[slot >>> 6] >>> slot) & mask;
    }

    final void setBits(long[] state, int element, long bits) {
        int slot = slots[element];
        if (listener != null && width > 0) {
            listener.written(state, slot, width);
        }
        int word = slot >>> 6;
        state[word] = (state[word] & ~(mask << slot)) | (bits << slot);
    }

    final void listen(@Nullable Accesses newListener) {
        listener = newListener;
    }

    /** The element's name, such as {@code cr0.cd[1]}. */
    public final String elementName(int element) {
        return name + Index.places(indices, element);
    }
}
