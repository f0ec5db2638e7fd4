package dev.stalemate.search.store;

import java.util.Arrays;

/** The states that one share of a block leads to and that were not in the table when the block began, in the order in which they were reached. */
public final class Candidates {
    private final int words;
    private long[] states;
    private long[] prints;
    private int[] parents;
    private char[] steps;
    /** Which of them turned out to be new: the first candidate of their state. */
    private boolean[] isNew;

    private int size;

    public Candidates(int words) {
        this.words = words;
        int capacity = 256;
        states = new long[capacity * words];
        prints = new long[capacity];
        parents = new int[capacity];
        steps = new char[capacity];
        isNew = new boolean[capacity];
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /**
     * Adds a state.
     *
     * @param parent the number, within the block, of the state that it was reached from; not less than that of the last call
     * @param step the number of the step; of one parent, steps may come in any order, and are sorted
     */
    public void add(long[] from, int offset, long print, int parent, int step) {
        if (size == prints.length) {
            int capacity = 2 * size;
            states = Arrays.copyOf(states, capacity * words);
            prints = Arrays.copyOf(prints, capacity);
            parents = Arrays.copyOf(parents, capacity);
            steps = Arrays.copyOf(steps, capacity);
            isNew = Arrays.copyOf(isNew, capacity);
        }
        int at = size++;
        for (; at > 0 && parents[at - 1] == parent && steps[at - 1] > step; at--) {
            keep(at - 1, at);
        }
        System.arraycopy(from, offset, states, at * words, words);
        prints[at] = print;
        parents[at] = parent;
        steps[at] = (char) step;
    }

    /** Copies a candidate to another number. */
    public void keep(int from, int to) {
        if (from != to) {
            System.arraycopy(states, from * words, states, to * words, words);
            prints[to] = prints[from];
            parents[to] = parents[from];
            steps[to] = steps[from];
        }
    }

    public void truncate(int newSize) {
        size = newSize;
    }

    public long[] states() {
        return states;
    }

    public int offset(int i) {
        return i * words;
    }

    public long print(int i) {
        return prints[i];
    }

    int parent(int i) {
        return parents[i];
    }

    int step(int i) {
        return steps[i];
    }

    public boolean isNew(int i) {
        return isNew[i];
    }

    public void isNew(int i, boolean is) {
        isNew[i] = is;
    }

    long bytes() {
        return prints.length * (long) (words * Long.BYTES + Long.BYTES + Integer.BYTES + Character.BYTES + 1);
    }
}
