package dev.stalemate.search.store;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.Arrays;

/**
 * Every state that was reached, remembered whole and numbered in the order of discovery, with the step that first led to it. Edges are not
 * kept: a step is taken again, and the state that it leads to is looked up.
 *
 * <p>One thread may add states, one by one. Or several add those of a block together ({@link Arrivals}). In between, several threads may
 * read and look up.
 */
public final class StateGraph {
    /** No state. */
    public static final int NONE = -1;

    private final Step[] steps;
    private final int words;
    private final StateList states;
    private final StateNumbers numbers;
    private final Ancestry ancestry;
    private int[] levels = new int[16];
    private int levelCount;
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
        this.states = new StateList(model.layout());
        this.numbers = new StateNumbers(states, words);
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
        return add(state, 0, parent, step);
    }

    /** The same for a state that stands in an array from an offset on. */
    public boolean add(long[] from, int offset, int parent, int step) {
        long print = Fingerprints.of(from, offset, words);
        if (numbers.find(print, from, offset) != NONE) {
            return false;
        }
        int number = states.extend(1);
        states.write(number, from, offset);
        ancestry.add(parent, step);
        numbers.add(print, number);
        return true;
    }

    /** The number of a state, or {@link #NONE}. */
    public int find(long[] state) {
        return numbers.find(Fingerprints.of(state, 0, words), state, 0);
    }

    /**
     * Looks up states that stand one after the other, so that the waits for memory overlap.
     *
     * @param prints of the states
     * @param into for each its number, or {@link #NONE}
     * @return a value so that reads are not optimised away
     */
    public long findAll(long[] from, long[] prints, int count, int[] into) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            into[i] = numbers.guess(prints[i]);
        }
        for (int i = 0; i < count; i++) {
            sum += into[i] == NONE ? 0 : states.touch(into[i]);
        }
        for (int i = 0; i < count; i++) {
            if (into[i] != NONE && !states.is(into[i], from, i * words)) {
                into[i] = numbers.find(prints[i], from, i * words);
            }
        }
        return sum;
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

    /** Whether one more can be added without growing. */
    public boolean room() {
        return room(1);
    }

    /** Whether so many more can be added without growing. */
    public boolean room(long more) {
        return numbers.room(size() + more);
    }

    /** Whether a table that is large enough for so many more is possible. */
    public boolean canHold(long more) {
        return numbers.canHold(size() + more) && size() + more <= Integer.MAX_VALUE - 8;
    }

    /** Bytes that it takes beyond the present ones with so many more. */
    public long bytesFor(long more) {
        return numbers.bytesWithRoom(size() + more)
                - numbers.bytes()
                + states.bytesFor(more)
                + ancestry.bytesFor(more, size());
    }

    /** Makes a larger table. */
    public void grow() {
        beginGrowing(1);
        enter(0, size());
    }

    /** Makes a larger table for so many more, which is empty: each state has to be {@linkplain #enter entered} again. */
    public void beginGrowing(long more) {
        numbers.clear(size() + more);
    }

    /** Enters states into the table; several threads may enter others at the same time. */
    public void enter(int from, int to) {
        numbers.addAll(from, to);
    }

    StateList states() {
        return states;
    }

    StateNumbers numbers() {
        return numbers;
    }

    Ancestry ancestry() {
        return ancestry;
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
        return states.bytes() + ancestry.bytes() + numbers.bytes();
    }
}
