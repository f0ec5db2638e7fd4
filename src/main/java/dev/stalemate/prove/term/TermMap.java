package dev.stalemate.prove.term;

import org.jspecify.annotations.Nullable;

/** Terms by terms, which are looked up by what object they are: walks over large terms spend their time here. Never tells its order. */
final class TermMap {
    private static final int SMALLEST = 16;
    /** An odd number whose bits are in no order (the golden ratio's). */
    private static final int MIX = 0x9E3779B9;

    private @Nullable Term[] keys = new Term[SMALLEST];
    private @Nullable Term[] values = new Term[SMALLEST];
    private int shift = Integer.SIZE - Integer.numberOfTrailingZeros(SMALLEST);
    private int size;

    /** What is there for a term; null if nothing is. */
    @Nullable
    Term get(Term key) {
        return values[place(key)];
    }

    /** Puts a term there, instead of what was there. */
    void put(Term key, Term value) {
        int at = place(key);
        values[at] = value;
        if (keys[at] == null) {
            keys[at] = key;
            size++;
            if (size * 2 > keys.length) {
                grow();
            }
        }
    }

    /** Where a term is, or would be. */
    private int place(Term key) {
        int last = keys.length - 1;
        int at = (key.hashCode() * MIX) >>> shift;
        while (keys[at] != null && keys[at] != key) {
            at = (at + 1) & last;
        }
        return at;
    }

    private void grow() {
        @Nullable Term[] before = keys;
        @Nullable Term[] of = values;
        keys = new Term[before.length * 2];
        values = new Term[before.length * 2];
        shift--;
        for (int i = 0; i < before.length; i++) {
            Term key = before[i];
            if (key != null) {
                int at = place(key);
                keys[at] = key;
                values[at] = of[i];
            }
        }
    }
}
