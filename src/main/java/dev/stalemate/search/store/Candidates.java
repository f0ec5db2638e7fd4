package dev.stalemate.search.store;

import java.util.Arrays;

/** The states that one share of a block leads to and that were not in the table when the block began, in the order in which they were reached. */
public final class Candidates {
    private final int words;
    private long[] states;
    private long[] prints;
    private int[] parents;
    private char[] steps;
    private long[] sleeping;
    /** Which of them a step led to that slept. */
    private boolean[] known;
    /** Which of them turned out to be new: the first candidate of their state. */
    private boolean[] isNew;
    /** Whether some are not in the table yet, though all others were added to it. */
    private boolean someUnmet;

    private int size;

    public Candidates(int words) {
        this.words = words;
        int capacity = 256;
        states = new long[capacity * words];
        prints = new long[capacity];
        parents = new int[capacity];
        steps = new char[capacity];
        sleeping = new long[capacity];
        known = new boolean[capacity];
        isNew = new boolean[capacity];
    }

    public void clear() {
        size = 0;
        someUnmet = false;
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
            grow();
        }
        int at = placeFor(parent, step);
        System.arraycopy(from, offset, states, at * words, words);
        prints[at] = print;
        parents[at] = parent;
        steps[at] = (char) step;
    }

    /** Adds a state of one word that was added to the table, or that has a value which no state there has. */
    public void addNew(long state, int parent, int step, boolean met) {
        if (size == prints.length) {
            grow();
        }
        int at = placeFor(parent, step);
        states[at] = state;
        prints[at] = 0; // of those that were added nobody asks for it, and the others get it with their codes
        parents[at] = parent;
        steps[at] = (char) step;
        isNew[at] = met;
        someUnmet |= !met;
    }

    /** Whether there are states with a value that no state in the table had. */
    public boolean someUnmet() {
        return someUnmet;
    }

    /** Says that there are. */
    public void unmet() {
        someUnmet = true;
    }

    /** Whether a state of one word was added with this parent; a smaller step replaces the one that led to it. */
    public boolean reachedFrom(int parent, long state, int step) {
        for (int i = size - 1; i >= 0 && parents[i] == parent; i--) {
            if (states[i] == state) {
                if (step < steps[i]) {
                    long print = prints[i];
                    boolean added = isNew[i];
                    for (int later = i + 1; later < size; later++) {
                        keep(later, later - 1);
                    }
                    size--;
                    int at = placeFor(parent, step);
                    states[at] = state;
                    prints[at] = print;
                    isNew[at] = added;
                    parents[at] = parent;
                    steps[at] = (char) step;
                }
                return true;
            }
        }
        return false;
    }

    private void grow() {
        int capacity = 2 * size;
        states = Arrays.copyOf(states, capacity * words);
        prints = Arrays.copyOf(prints, capacity);
        parents = Arrays.copyOf(parents, capacity);
        steps = Arrays.copyOf(steps, capacity);
        sleeping = Arrays.copyOf(sleeping, capacity);
        isNew = Arrays.copyOf(isNew, capacity);
        known = Arrays.copyOf(known, capacity);
    }

    /** Makes room for another candidate among those of its parent, which are in the order of their steps. */
    private int placeFor(int parent, int step) {
        int at = size++;
        for (; at > 0 && parents[at - 1] == parent && steps[at - 1] > step; at--) {
            keep(at - 1, at);
        }
        return at;
    }

    /** Copies a candidate to another number. */
    public void keep(int from, int to) {
        if (from != to) {
            System.arraycopy(states, from * words, states, to * words, words);
            prints[to] = prints[from];
            parents[to] = parents[from];
            steps[to] = steps[from];
            sleeping[to] = sleeping[from];
            isNew[to] = isNew[from];
            known[to] = known[from];
        }
    }

    public void truncate(int newSize) {
        size = newSize;
    }

    public long[] states() {
        return states;
    }

    /** Says which steps sleep in a candidate, and whether a step led to it that slept, so that it can't be new. */
    public void sleep(int i, boolean isKnown, long asleep) {
        sleeping[i] = asleep;
        known[i] = isKnown;
    }

    /** Whether the step that led to a candidate slept. */
    public boolean isKnown(int i) {
        return known[i];
    }

    /** Of each candidate the steps that sleep in it. */
    long[] sleeping() {
        return sleeping;
    }

    public int offset(int i) {
        return i * words;
    }

    public long print(int i) {
        return prints[i];
    }

    /** Gives a candidate another key. */
    public void print(int i, long key) {
        prints[i] = key;
    }

    /** The parent that a candidate was added with. */
    public int parent(int i) {
        return parents[i];
    }

    /** The step that a candidate was added with. */
    public int step(int i) {
        return steps[i];
    }

    public boolean isNew(int i) {
        return isNew[i];
    }

    public void isNew(int i, boolean is) {
        isNew[i] = is;
    }

    long bytes() {
        return prints.length * (long) ((words + 2) * Long.BYTES + Integer.BYTES + Character.BYTES + 2);
    }
}
