package dev.stalemate.real.kvm;

import java.util.Arrays;

/** A map from numbers that are not negative to numbers that are not negative: open addressing, nothing boxed. */
final class LongTable {
    /** What {@link #get} says of a key that is not there. */
    static final int NONE = -1;

    private static final long FREE = -1;

    private long[] keys = new long[1 << 10];
    private int[] values = new int[1 << 10];
    private int size;

    LongTable() {
        clear();
    }

    void clear() {
        if (keys.length > 1 << 16) {
            keys = new long[1 << 10];
            values = new int[1 << 10];
        }
        Arrays.fill(keys, FREE);
        size = 0;
    }

    int size() {
        return size;
    }

    int get(long key) {
        int i = place(key);
        return keys[i] == key ? values[i] : NONE;
    }

    void put(long key, int value) {
        int i = place(key);
        if (keys[i] != key) {
            if (2 * (size + 1) > keys.length) {
                grow();
                i = place(key);
            }
            keys[i] = key;
            size++;
        }
        values[i] = value;
    }

    void remove(long key) {
        int hole = place(key);
        if (keys[hole] != key) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        // An entry behind the hole that could have been put there moves up.
        for (int i = (hole + 1) & mask; keys[i] != FREE; i = (i + 1) & mask) {
            int home = hash(keys[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        keys[hole] = FREE;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldKeys.length];
        Arrays.fill(keys, FREE);
        for (int j = 0; j < oldKeys.length; j++) {
            if (oldKeys[j] != FREE) {
                int i = place(oldKeys[j]);
                keys[i] = oldKeys[j];
                values[i] = oldValues[j];
            }
        }
    }

    private int place(long key) {
        int i = hash(key);
        while (keys[i] != key && keys[i] != FREE) {
            i = (i + 1) & (keys.length - 1);
        }
        return i;
    }

    private int hash(long key) {
        long mixed = (key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 36) & (keys.length - 1);
    }
}
