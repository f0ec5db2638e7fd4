package dev.stalemate.search.progress;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Model;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.Expander;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;

/** One thread of an exploration: takes the steps of states, and looks for deadlocks. */
final class Scout {
    private static final int BATCH = 256;

    private final StateGraph graph;
    private final Model model;
    private final Law[] laws;
    private final Expander expander;
    private final RecentStates recent;
    private final int words;
    private final long[] state;
    private final long[] reached;
    private final char[] steps;
    private final int[] parents;
    private final long[] prints;
    private final int[] places;
    private final long[] unknown;
    private final int[] numbers;
    private int batched;
    private final long[] figures;
    private long stoodFor;
    private boolean ends;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /** A scout with a symmetry of its own. */
    Scout(Subject subject, StateGraph graph, Symmetry symmetry) {
        this.graph = graph;
        this.model = subject.model();
        this.laws = subject.laws().toArray(new Law[0]);
        this.words = graph.words();
        this.expander = new Expander(subject, words, symmetry);
        this.recent = new RecentStates(words);
        this.state = new long[words];
        int most = BATCH + expander.mostSuccessors();
        this.reached = new long[(most + 1) * words];
        this.unknown = new long[most * words];
        this.steps = new char[most];
        this.parents = new int[most];
        this.prints = new long[most];
        this.places = new int[most];
        this.numbers = new int[most];
        this.figures = new long[model.figures().size()];
    }

    /** What one share of a block told of deadlocks. */
    static final class Look {
        private final long[] premiseHeld;
        private final int[] stuck;

        Look(int laws) {
            premiseHeld = new long[laws];
            stuck = new int[laws];
        }

        void clear() {
            Arrays.fill(premiseHeld, 0);
            Arrays.fill(stuck, StateGraph.NONE);
        }

        /** How often the premise of a property held. */
        long premiseHeld(int law) {
            return premiseHeld[law];
        }

        /** The first state that violates a property; {@link StateGraph#NONE} if none does. */
        int stuck(int law) {
            return stuck[law];
        }
    }

    /** Takes every step from a state, in the order of their numbers; returns how many are possible. */
    int from(int number) {
        graph.read(number, state);
        long before = expander.transitions();
        int count = expander.successors(state, 0, reached, steps, 0);
        ends = expander.transitions() == before;
        for (int i = 0; i < count; i++) {
            int at = i;
            for (; at > 0 && steps[places[at - 1]] > steps[i]; at--) {
                places[at] = places[at - 1];
            }
            places[at] = i;
        }
        return count;
    }

    /** Adds to the graph what the i-th of the steps taken last leads to. */
    void add(int parent, int i) {
        int at = places[i];
        if (graph.add(reached, at * words, parent, steps[at])) {
            count(reached, at * words);
        }
    }

    /** Looks for a deadlock in the state from which steps were taken last. */
    void look(int number, Look look) {
        for (int i = 0; i < laws.length; i++) {
            if (laws[i].kind() == Kind.DEADLOCK_FREE
                    && look.stuck[i] == StateGraph.NONE
                    && laws[i].premise().test(state)) {
                look.premiseHeld[i] += expander.weight(state, 0);
                if (ends && !laws[i].holds().test(state)) {
                    look.stuck[i] = number;
                }
            }
        }
    }

    /**
     * Expands the states from number {@code first} up to {@code end}; what is not in the graph goes to {@code into}.
     *
     * @param parent the number of the first of them in the block
     */
    void expand(int first, int end, int parent, Candidates into, Look look) {
        into.clear();
        look.clear();
        for (int number = first; number < end; number++) {
            graph.read(number, state);
            long before = expander.transitions();
            int count = expander.successors(state, 0, reached, steps, batched);
            ends = expander.transitions() == before;
            Arrays.fill(parents, batched, batched + count, parent + number - first);
            batched += count;
            look(number, look);
            if (batched >= BATCH) {
                flush(into);
            }
        }
        flush(into);
    }

    private void flush(Candidates into) {
        int left = 0;
        for (int i = 0; i < batched; i++) {
            long print = Fingerprints.of(reached, i * words, words);
            // Those of this batch are remembered later: if several steps of a state lead to one successor, the first
            // step must win.
            if (!recent.has(print, reached, i * words)) {
                System.arraycopy(reached, i * words, unknown, left * words, words);
                prints[left] = print;
                places[left++] = i;
            }
        }
        sink = graph.findAll(unknown, prints, left, numbers);
        for (int u = 0; u < left; u++) {
            recent.add(prints[u], unknown, u * words);
            if (numbers[u] == StateGraph.NONE) {
                into.add(unknown, u * words, prints[u], parents[places[u]], steps[places[u]]);
            }
        }
        batched = 0;
    }

    /** Counts the states of a share, which are new. */
    void count(Candidates fresh) {
        for (int i = 0; i < fresh.size(); i++) {
            count(fresh.states(), fresh.offset(i));
        }
    }

    /** Counts a state that is new. */
    void count(long[] states, int offset) {
        long weight = expander.weight(states, offset);
        stoodFor += weight;
        if (figures.length > 0) {
            System.arraycopy(states, offset, state, 0, words);
            for (int f = 0; f < figures.length; f++) {
                figures[f] = model.figures().get(f).join(figures[f], state, weight);
            }
        }
    }

    /** How many states those that were counted stand for. */
    long stoodFor() {
        return stoodFor;
    }

    long transitions() {
        return expander.transitions();
    }

    Firings firings() {
        return expander.firings();
    }

    /** A figure, joined with what other scouts have measured. */
    long figure(int f, long soFar) {
        return model.figures().get(f).kind() == Figure.Kind.MAXIMUM ? Math.max(soFar, figures[f]) : soFar + figures[f];
    }
}
