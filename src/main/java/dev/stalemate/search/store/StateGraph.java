package dev.stalemate.search.store;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.Arrays;

/**
 * Every state that was reached, remembered whole and numbered in the order of discovery, with the step that first led to it. Edges are not
 * kept: a step is taken again, and the state that it leads to is looked up.
 */
public final class StateGraph {
    /** No state. */
    public static final int NONE = -1;

    private static final int LEAST_SLOTS = 1 << 12;
    private static final int MOST_SLOTS = 1 << 30;

    private final Step[] steps;
    private final int words;
    private final StateList states;
    private final Ancestry ancestry;
    /** Open addressing with linear probing: a state's number plus one, or 0 for a free slot. */
    private int[] slots = new int[LEAST_SLOTS];

    private int[] levels = new int[16];
    private int levelCount;
    private final long[] compared;
    private final long[] reached;

    /** An empty graph of a finite model. */
    public StateGraph(Model model) {
        this.steps = model.steps().toArray(new Step[0]);
        if (steps.length > Ancestry.MOST_STEPS) {
            throw new IllegalStateException("scope " + model.scope().name() + " has " + steps.length
                    + " steps, more than the " + Ancestry.MOST_STEPS + " a search can number");
        }
        this.ancestry = new Ancestry(steps.length);
        this.words = model.layout().words();
        this.states = new StateList(words);
        this.compared = new long[words];
        this.reached = new long[words];
    }

    /** The steps of the model; an edge has the number of its step in this array. */
    public Step[] steps() {
        return steps;
    }

    public int words() {
        return words;
    }

    public int size() {
        return states.size();
    }

    public void read(int number, long[] into) {
        states.read(number, into);
    }

    /** Adds a state that a step leads to; false if it is there. There must be {@link #room}. */
    public boolean add(long[] state, int parent, int step) {
        int slot = slot(state);
        if (slots[slot] != 0) {
            return false;
        }
        states.add(state, 0);
        ancestry.add(parent, step);
        slots[slot] = states.size();
        return true;
    }

    /** The number of a state, or {@link #NONE}. */
    public int find(long[] state) {
        return slots[slot(state)] - 1;
    }

    /** The number of the state that a step leads to; {@link #NONE} if the step is not possible or leads out of the graph. */
    public int after(long[] state, int step) {
        if (!steps[step].enabled(state)) {
            return NONE;
        }
        System.arraycopy(state, 0, reached, 0, words);
        steps[step].apply(reached);
        return find(reached);
    }

    private int slot(long[] state) {
        int last = slots.length - 1;
        int at = (int) Fingerprints.of(state, 0, words) & last;
        while (slots[at] != 0) {
            states.read(slots[at] - 1, compared);
            if (Arrays.equals(compared, state)) {
                return at;
            }
            at = at + 1 & last;
        }
        return at;
    }

    /** Whether one more can be added without growing. */
    public boolean room() {
        return states.size() < slots.length / 2;
    }

    public boolean canGrow() {
        return slots.length < MOST_SLOTS;
    }

    /** Bytes that the table takes beyond the present ones while it grows. */
    public long bytesToGrow() {
        return 2L * slots.length * Integer.BYTES;
    }

    /** Doubles the table. */
    public void grow() {
        slots = new int[slots.length * 2];
        long[] state = new long[words];
        for (int i = 0; i < states.size(); i++) {
            states.read(i, state);
            slots[slot(state)] = i + 1;
        }
    }

    /** Says that the states from this one on are one step further from the initial one than those before. */
    public void beginLevel(int first) {
        if (levelCount == levels.length) {
            levels = Arrays.copyOf(levels, levelCount * 2);
        }
        levels[levelCount++] = first;
    }

    /** How many levels there are. */
    public int levels() {
        return levelCount;
    }

    /** The first state of a level; of the level after the last, the number of states. */
    public int firstOf(int level) {
        return level < levelCount ? levels[level] : size();
    }

    /** The numbers of the steps of a shortest run from the initial state. */
    public int[] pathTo(int number) {
        return ancestry.pathTo(number);
    }

    public long bytes() {
        return states.bytes() + ancestry.bytes() + (long) slots.length * Integer.BYTES;
    }
}
