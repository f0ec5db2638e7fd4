package dev.stalemate.search.progress;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.Expander;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The edges of a graph, taken again when they are asked for. With symmetry, they lead to canonical states. Belongs to one thread. */
final class Edges implements Moves {
    /** More than one, as a state's key must not be taken for the state: then the expander leaves out none of the successors. */
    private static final int KEY_WORDS = 2;

    private final StateGraph graph;
    private final Subject subject;
    private final Symmetry symmetry;
    private final Step[] steps;
    private final int[] fair;
    private final Expander expander;
    private final int words;
    private final long[] state;
    private final long[] other;
    private final long[] reached;
    private final char[] taken;
    private final long[] prints;
    private final int[] to;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /**
     * The edges of a graph that was explored so far.
     *
     * @param symmetry of this thread, with which it was explored
     */
    Edges(StateGraph graph, Subject subject, Symmetry symmetry) {
        this.graph = graph;
        this.subject = subject;
        this.symmetry = symmetry;
        this.steps = subject.model().steps().toArray(new Step[0]);
        this.fair = IntStream.range(0, steps.length)
                .filter(i -> steps[i].action().fair())
                .toArray();
        this.expander = new Expander(subject, KEY_WORDS, symmetry);
        this.words = graph.words();
        this.state = new long[words];
        this.other = new long[words];
        this.reached = new long[(steps.length + 1) * words];
        this.taken = new char[steps.length];
        this.prints = new long[steps.length];
        this.to = new int[steps.length];
    }

    Subject subject() {
        return subject;
    }

    /** The thread's own version of the i-th property. */
    Law law(int i) {
        return subject.laws().get(i);
    }

    /** The numbers of the steps that are weakly fair. */
    int[] fair() {
        return fair;
    }

    @Override
    public int size() {
        return graph.size();
    }

    @Override
    public int words() {
        return words;
    }

    @Override
    public Step[] steps() {
        return steps;
    }

    @Override
    public void read(int number, long[] into) {
        graph.read(number, into);
    }

    /** Takes every step from a state; returns how many are possible. */
    int from(int number) {
        graph.read(number, state);
        int count = expander.successors(state, 0, reached, taken, 0);
        for (int i = 0; i < count; i++) {
            prints[i] = Fingerprints.of(reached, i * words, words);
        }
        sink = graph.findAll(reached, prints, count, to);
        return count;
    }

    /** The number of the state that one of the steps taken last leads to; {@link StateGraph#NONE} if it was not explored. */
    int to(int i) {
        return to[i];
    }

    /** The state from which steps were taken last. */
    long[] state() {
        return state;
    }

    @Override
    public int after(long[] from, int step) {
        if (!steps[step].enabled(from)) {
            return StateGraph.NONE;
        }
        System.arraycopy(from, 0, other, 0, words);
        steps[step].apply(other);
        return number(other);
    }

    /** The number of the canonical one of a state, which is changed to that. */
    int number(long[] any) {
        symmetry.canonicalize(any, 0);
        return graph.find(any);
    }

    /** How many states one of them stands for. */
    long weight(long[] of) {
        return expander.weight(of, 0);
    }

    boolean isSymmetric() {
        return !symmetry.used().isEmpty();
    }

    /** Whether a run may stay for ever in a state. */
    enum Stay {
        /** Each fair step is impossible, or leads back to it. */
        YES,
        /** Some fair step leads elsewhere. */
        NO,
        /** The same, but the run may go from one of the states that it stands for to the next. */
        IF_UNFOLDED
    }

    /** Whether a run may stay in the state from which steps were taken last. */
    Stay stay(int number, int count) {
        boolean out = false;
        boolean back = false;
        for (int i = 0; i < count; i++) {
            back |= to[i] == number;
            out |= to[i] != number && steps[taken[i]].action().fair();
        }
        return !out ? Stay.YES : back && isSymmetric() && moves(state) ? Stay.IF_UNFOLDED : Stay.NO;
    }

    /** The same, where that has to be found out by unfolding. */
    boolean mayStay(int number, int count, Unfolded unfolded) {
        Stay stay = stay(number, count);
        return stay == Stay.IF_UNFOLDED ? unfolded.from(state, n -> n == number).isFair() : stay == Stay.YES;
    }

    /** Whether a step leads from a state to another one that the same state stands for. */
    private boolean moves(long[] from) {
        long[] canonical = from.clone();
        symmetry.canonicalize(canonical, 0);
        long[] next = new long[words];
        for (Step step : steps) {
            if (step.enabled(from)) {
                System.arraycopy(from, 0, next, 0, words);
                step.apply(next);
                if (!Arrays.equals(next, from)) {
                    symmetry.canonicalize(next, 0);
                    if (Arrays.equals(next, canonical)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
