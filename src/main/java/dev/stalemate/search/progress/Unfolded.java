package dev.stalemate.search.progress;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.store.StateSet;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The states of a real loop that corresponds to a strongly connected component of canonical states: those that a run reaches from one of them
 * without leaving what the component stands for.
 *
 * <p>They are strongly connected, too. For the run can get back to a state that differs from the first one only in the order of elements;
 * with the same order once more, and so on, it comes back to the first one in the end. And whichever state it begins with, the loop is the
 * same but for the order of elements, and just as fair. So one of them decides whether a weakly fair run can stay in the component: exactly,
 * though fairness tells the elements apart.
 */
final class Unfolded implements Moves {
    private final Edges edges;
    private final Step[] steps;
    private final StateSet states;
    private final long[] at;
    private final long[] next;
    private final long[] canonical;
    private final long[] reached;
    private final BitSet unmet = new BitSet();
    private int explored;
    private IntPredicate inside = n -> false;

    Unfolded(Edges edges) {
        this.edges = edges;
        this.steps = edges.steps();
        Model model = edges.subject().model();
        this.states = new StateSet(model.layout());
        this.at = new long[edges.words()];
        this.next = new long[edges.words()];
        this.canonical = new long[edges.words()];
        this.reached = new long[edges.words()];
    }

    /** Begins with a state of a component. */
    Unfolded from(long[] state, IntPredicate component) {
        inside = component;
        states.forget();
        states.add(state);
        explored = 0;
        unmet.clear();
        for (int f : edges.fair()) {
            unmet.set(f);
        }
        return this;
    }

    /** Whether each fair step is impossible in some state of the loop, or leads from one to another. */
    boolean isFair() {
        while (explored < states.size() && !unmet.isEmpty()) {
            explore();
        }
        return unmet.isEmpty();
    }

    /** Reaches all of it. */
    Unfolded whole() {
        while (explored < states.size()) {
            explore();
        }
        return this;
    }

    private void explore() {
        states.read(explored++, at);
        for (int i = 0; i < steps.length; i++) {
            if (!steps[i].enabled(at)) {
                unmet.clear(i);
            } else if (stays(i)) {
                unmet.clear(i);
                states.add(next);
            }
        }
    }

    private boolean stays(int step) {
        System.arraycopy(at, 0, next, 0, next.length);
        steps[step].apply(next);
        System.arraycopy(next, 0, canonical, 0, next.length);
        int number = edges.number(canonical);
        return number != StateGraph.NONE && inside.test(number);
    }

    @Override
    public int size() {
        return states.size();
    }

    @Override
    public int words() {
        return edges.words();
    }

    @Override
    public Step[] steps() {
        return steps;
    }

    @Override
    public void read(int number, long[] into) {
        states.read(number, into);
    }

    @Override
    public int after(long[] state, int step) {
        if (!steps[step].enabled(state)) {
            return StateGraph.NONE;
        }
        System.arraycopy(state, 0, reached, 0, reached.length);
        steps[step].apply(reached);
        return states.find(reached);
    }

    long bytes() {
        return states.bytes();
    }
}
