package dev.stalemate.model;

import java.util.Arrays;
import java.util.List;

/**
 * A field of 64-bit values, such as MSRs. It is stored as a number into the list of values that the scope gives it, or whole if the scope is
 * wide.
 */
public final class LongField extends Field {
    /** The values, or empty for a field that holds any. */
    private final long[] values;

    LongField(String name, List<Index> indices, int width, int[] slots, long[] values) {
        super(name, indices, width, slots);
        this.values = values;
    }

    /** The value of an element. */
    public long get(long[] state, int element) {
        long bits = bits(state, element);
        return values.length == 0 ? bits : values[(int) bits];
    }

    /**
     * Sets an element.
     *
     * @throws IllegalArgumentException if the scope doesn't give the field this value
     */
    public void set(long[] state, int element, long value) {
        setBits(state, element, values.length == 0 ? value : number(value));
    }

    private int number(long value) {
        // A scope gives a register few values: a scan is faster than a hash.
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        throw new IllegalArgumentException(name() + " can't be 0x" + Long.toHexString(value) + " in this scope");
    }

    @Override
    public int choices() {
        return values.length;
    }

    @Override
    Field moved(int words, String newName) {
        return new LongField(newName, indices(), width(), slotsBehind(words), values);
    }

    @Override
    boolean alike(Field other) {
        return other instanceof LongField that
                && Arrays.equals(values, that.values)
                && indices().equals(that.indices());
    }

    @Override
    long number(long[] state, int element) {
        return get(state, element);
    }

    @Override
    public String inWords(long[] state, int element) {
        String words = super.inWords(state, element);
        return isTold() ? words + " (" + text(state, element) + ")" : words;
    }

    @Override
    public String inWords(long[] before, long[] after, int element) {
        String change = super.inWords(before, after, element);
        return isTold() ? change + " (" + text(after, element) + ")" : change;
    }

    @Override
    public String text(long[] state, int element) {
        return "0x" + Long.toHexString(get(state, element));
    }
}
