package dev.stalemate.search.store;

import dev.stalemate.model.Layout;

/** Different states, numbered in the order in which they were added; for one thread. */
public final class StateSet {
    private final StateList states;
    private final StateNumbers numbers;
    private final int words;

    /** An empty set of states of a layout. */
    public StateSet(Layout layout) {
        this.words = layout.words();
        this.states = new StateList(layout);
        this.numbers = new StateNumbers(states, words);
    }

    /** Adds a state; false if it is there. */
    public boolean add(long[] state) {
        long print = Fingerprints.of(state, 0, words);
        if (numbers.find(print, state, 0) != StateGraph.NONE) {
            return false;
        }
        if (!numbers.room(size() + 1)) {
            numbers.clear(size() + 1);
            numbers.addAll(0, size());
        }
        int number = states.extend(1);
        states.write(number, state, 0);
        numbers.add(print, number);
        return true;
    }

    /** The number of a state, or {@link StateGraph#NONE}. */
    public int find(long[] state) {
        return numbers.find(Fingerprints.of(state, 0, words), state, 0);
    }

    public void read(int number, long[] into) {
        states.read(number, into);
    }

    public int size() {
        return states.size();
    }

    /** Makes it empty. */
    public void forget() {
        states.forget();
        numbers.forget();
    }

    public long bytes() {
        return states.bytes() + numbers.bytes();
    }
}
