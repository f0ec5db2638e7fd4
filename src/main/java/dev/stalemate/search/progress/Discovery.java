package dev.stalemate.search.progress;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Model;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.Arrivals;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reaches every state of a model, breadth-first, and looks for deadlocks on the way. Numbers, counts and paths are the same whatever the
 * number of threads: alone, the caller's thread takes state after state; together, all take the shares of a block ({@link Arrivals}).
 */
final class Discovery {
    /** States that one thread takes at a time. */
    private static final int SHARE = 256;

    private static final int MOST_SHARES = 32;

    private final Team team;
    private final Symmetry symmetry;
    private final Limits limits;
    private final LimitCheck watch;
    private final StateGraph graph;
    private final Law[] laws;
    private final List<Scout> scouts = new ArrayList<>();
    private final Arrivals arrivals;
    private final Scout.Look[] looks = new Scout.Look[MOST_SHARES];
    private final int[] stuck;
    private final long[] premiseHeld;
    private int open;

    /** The next state to expand; the states of its level are those from {@code levelStart} up to {@code levelEnd}. */
    private int at;

    private int levelStart;
    private int levelEnd;
    private int depth;
    /** Steps of the last state that were not looked at before a limit ended the exploration. */
    private int untaken;

    private boolean together;
    private boolean cut;

    /**
     * An exploration.
     *
     * @param symmetry of the team's first subject
     */
    Discovery(Team team, Symmetry symmetry, Limits limits, LimitCheck watch) {
        this.team = team;
        this.symmetry = symmetry;
        this.limits = limits;
        this.watch = watch;
        Model model = team.first().model();
        this.graph = new StateGraph(model);
        this.laws = team.first().laws().toArray(new Law[0]);
        this.stuck = new int[laws.length];
        Arrays.fill(stuck, StateGraph.NONE);
        this.premiseHeld = new long[laws.length];
        this.open = laws.length;
        this.arrivals = new Arrivals(graph, MOST_SHARES);
        Arrays.setAll(looks, s -> new Scout.Look(laws.length));
        addScouts();
        long[] initial = model.initial();
        symmetry.canonicalize(initial, 0);
        graph.beginLevel(0);
        graph.add(initial, 0, 0);
        levelEnd = 1;
        scouts.get(0).count(initial, 0);
    }

    private void addScouts() {
        team.subjects().stream()
                .skip(scouts.size())
                .forEach(s -> scouts.add(new Scout(s, graph, symmetry.forThread(s))));
    }

    StateGraph graph() {
        return graph;
    }

    /** Explores alone; ends with {@code STATES} and is {@link #isCut} once there are more states than this. */
    End alone(int most) {
        return explore(most);
    }

    /** Explores, or goes on, with all threads. */
    End together() {
        team.join();
        addScouts();
        together = true;
        cut = false;
        return explore(Integer.MAX_VALUE);
    }

    /** Whether the exploration can go on. */
    boolean isCut() {
        return cut;
    }

    private End explore(int most) {
        while (at < graph.size()) {
            if (at == levelEnd) {
                levelStart = at;
                levelEnd = graph.size();
                graph.beginLevel(at);
                depth++;
            }
            if (at == levelStart && depth == limits.depth()) {
                return End.DEPTH;
            }
            if (graph.size() > most) {
                cut = true;
                return End.STATES;
            }
            End end = together ? block(Math.min(levelEnd - at, SHARE * MOST_SHARES)) : one();
            if (end != End.EXHAUSTED) {
                return end;
            }
        }
        return End.EXHAUSTED;
    }

    private End one() {
        Scout scout = scouts.get(0);
        int count = scout.from(at);
        for (int i = 0; i < count; i++) {
            scout.add(at, i);
            End end = bound();
            if (end != End.EXHAUSTED) {
                untaken = count - i - 1;
                return end;
            }
        }
        Scout.Look look = looks[0];
        look.clear();
        scout.look(at, look);
        gather(look);
        if (open == 0 && laws.length > 0) {
            return End.DECIDED;
        }
        at++;
        return End.EXHAUSTED;
    }

    private End bound() {
        if (graph.size() > limits.states()) {
            return End.STATES;
        }
        if (!graph.room()) {
            if (!fits(1)) {
                return End.MEMORY;
            }
            graph.grow();
        }
        return watch.due() ? look() : End.EXHAUSTED;
    }

    private End look() {
        return watch.look(graph.size(), transitions(), depth, levelEnd - at, graph.bytes());
    }

    private boolean fits(long more) {
        return graph.canHold(more) && graph.bytes() + graph.bytesFor(more) <= limits.bytes();
    }

    private End block(int count) {
        End bound = look();
        if (bound != End.EXHAUSTED) {
            return bound;
        }
        int shares = (count + SHARE - 1) / SHARE;
        int first = at;
        long before = transitions();
        team.run(shares, (w, s) -> scouts.get(w)
                .expand(
                        first + s * SHARE,
                        first + Math.min(count, (s + 1) * SHARE),
                        s * SHARE,
                        arrivals.share(s),
                        looks[s]));
        // The number of candidates depends on which thread did what; the number of transitions that they come from does
        // not.
        long most = transitions() - before;
        if (!fits(most)) {
            return End.MEMORY;
        }
        if (!graph.room(most)) {
            grow(most);
        }
        team.run(shares, (w, s) -> arrivals.claim(s));
        team.run(shares, (w, s) -> {
            arrivals.keepNew(s);
            scouts.get(w).count(arrivals.share(s));
        });
        for (int s = 0; s < shares; s++) {
            arrivals.number(s, first);
        }
        team.run(shares, (w, s) -> arrivals.store(s));
        for (int s = 0; s < shares; s++) {
            gather(looks[s]);
        }
        at += count;
        if (open == 0 && laws.length > 0) {
            return End.DECIDED;
        }
        return graph.size() > limits.states() ? End.STATES : End.EXHAUSTED;
    }

    private void grow(long more) {
        graph.beginGrowing(more);
        int size = graph.size();
        int part = size / MOST_SHARES + 1;
        team.run(MOST_SHARES, (w, s) -> graph.enter(Math.min(size, s * part), Math.min(size, (s + 1) * part)));
    }

    /** Takes in what a share told; an {@code EVENTUALLY} is not decided before every state was reached. */
    private void gather(Scout.Look look) {
        for (int i = 0; i < laws.length; i++) {
            if (laws[i].kind() == Kind.DEADLOCK_FREE && stuck[i] == StateGraph.NONE) {
                premiseHeld[i] += look.premiseHeld(i);
                stuck[i] = look.stuck(i);
                open -= stuck[i] == StateGraph.NONE ? 0 : 1;
            }
        }
    }

    /** The first state that violates the i-th property; {@link StateGraph#NONE} if none does. */
    int stuck(int i) {
        return stuck[i];
    }

    /** In how many states that were expanded the premise of the i-th property held. */
    long premiseHeld(int i) {
        return premiseHeld[i];
    }

    /** The start counts as one, as SPIN counts. */
    long transitions() {
        long sum = 1L - untaken;
        for (Scout scout : scouts) {
            sum += scout.transitions();
        }
        return sum;
    }

    int depth() {
        return depth;
    }

    /** How much of the last level was expanded. */
    Level level() {
        return new Level(at - levelStart, levelEnd - levelStart);
    }

    /** How many states the graph's states stand for. */
    long stoodFor() {
        return scouts.stream().mapToLong(Scout::stoodFor).sum();
    }

    List<Firings> firings() {
        return scouts.stream().map(Scout::firings).toList();
    }

    /** A figure of all states. */
    long figure(int f) {
        long value = 0;
        for (Scout scout : scouts) {
            value = scout.figure(f, value);
        }
        return value;
    }
}
