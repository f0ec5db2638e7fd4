package dev.stalemate.model;

import java.util.List;
import java.util.function.IntFunction;

/** A field of small numbers, 0 to a bound. */
public final class IntField extends Field {
    private final int bound;
    private final IntFunction<String> format;

    IntField(String name, List<Index> indices, int width, int[] slots, int bound, IntFunction<String> format) {
        super(name, indices, width, slots);
        this.bound = bound;
        this.format = format;
    }

    /** The value of an element: 0 for the only one, i for an index, i * size of the inner index + j for two, and so on. */
    public int get(long[] state, int element) {
        return (int) bits(state, element);
    }

    /**
     * Sets an element to a value from 0 to the bound, exclusive.
     *
     * @throws IllegalArgumentException if the value is out of that range; it would change elements that are packed next to this one
     */
    public void set(long[] state, int element, int value) {
        if (value < 0 || value >= bound) {
            throw new IllegalArgumentException(
                    name() + " can't be " + value + " in this scope, only 0 to " + (bound - 1));
        }
        setBits(state, element, value);
    }

    /** Whether a flag is set. */
    public boolean is(long[] state, int element) {
        return get(state, element) != 0;
    }

    /** The first value that the field can't have. */
    public int bound() {
        return bound;
    }

    @Override
    public int choices() {
        return bound;
    }

    @Override
    Field moved(int words, String newName) {
        return new IntField(newName, indices(), width(), slotsBehind(words), bound, format);
    }

    @Override
    boolean alike(Field other) {
        return other instanceof IntField that
                && bound == that.bound
                && indices().equals(that.indices());
    }

    @Override
    public String text(long[] state, int element) {
        return format.apply(get(state, element));
    }
}
