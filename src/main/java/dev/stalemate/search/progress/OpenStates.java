package dev.stalemate.search.progress;

import dev.stalemate.model.Law;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.store.StateGraph;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The states of a graph that runs reach between the premise and the goal of an {@code EVENTUALLY}, found by all threads.
 *
 * <p>Where most of them are of no loop, states are left out that lead to no other of them, unless a run may stop there; then those that led
 * only to them; and so on. States are numbered in the order of their discovery, and steps mostly lead to later ones. So one pass from the end
 * to the beginning leaves out nearly all that many rounds would.
 */
final class OpenStates {
    /** Shares between two looks at the limits. */
    private static final int TURN = 64;

    private final StateGraph graph;
    private final Team team;
    private final Edges[] edges;
    private final Unfolded[] unfolded;
    private final LimitCheck watch;
    private final int law;
    private final NumberSet open;
    private final NumberSet triggers;
    private final AtomicLong premiseHeld = new AtomicLong();
    private NumberSet between;
    private NumberSet looping;

    /** The states of a graph; {@code law} is the place of the property among those of a subject. */
    OpenStates(StateGraph graph, Team team, Edges[] edges, LimitCheck watch, int law) {
        this.graph = graph;
        this.team = team;
        this.edges = edges;
        this.watch = watch;
        this.law = law;
        this.open = new NumberSet(graph.size());
        this.triggers = new NumberSet(graph.size());
        this.looping = open;
        this.between = open;
        this.unfolded = new Unfolded[edges.length];
        for (int w = 0; w < edges.length; w++) {
            unfolded[w] = new Unfolded(edges[w]);
        }
    }

    /** Bytes for so many states. */
    static long bytesFor(int states) {
        return 4L * states / Byte.SIZE;
    }

    /** Does one share of the states, on the worker of this number. */
    private interface Work {
        void on(int worker, int first, int end);
    }

    private int shares() {
        return (graph.size() + NumberSet.SHARE - 1) / NumberSet.SHARE;
    }

    /** So many shares of the states, from the first or from the last on; {@code EXHAUSTED} unless a limit stopped it. */
    private End pass(boolean backwards, int shares, Work work) {
        int all = shares();
        for (int done = 0; done < shares; done += TURN) {
            End end = watch.look(graph.size(), graph.size(), graph.levels() - 1, shares - done, bytes());
            if (end != End.EXHAUSTED) {
                return end;
            }
            int before = done;
            team.run(Math.min(TURN, shares - done), (w, s) -> {
                int share = backwards ? all - 1 - before - s : before + s;
                int first = share * NumberSet.SHARE;
                work.on(w, first, Math.min(graph.size(), first + NumberSet.SHARE));
            });
        }
        return End.EXHAUSTED;
    }

    /** Finds the states that loops can be of. */
    End find() {
        End end = pass(false, shares(), this::look);
        if (end == End.EXHAUSTED && triggers.size() < open.size()) {
            end = reach();
        }
        looping = between.copy();
        if (end == End.EXHAUSTED && isMostlyWithoutLoops()) {
            end = pass(true, shares(), this::thinOut);
        }
        return end;
    }

    /** Whether a pass is likely to leave out most states, as it does with the last ones; otherwise it costs more than it saves. */
    private boolean isMostlyWithoutLoops() {
        int before = looping.size();
        int most = Math.min(shares(), TURN);
        int tried = between.size(Math.max(0, graph.size() - most * NumberSet.SHARE), graph.size());
        return pass(true, most, this::thinOut) == End.EXHAUSTED && before - looping.size() > tried / 2;
    }

    private void look(int worker, int first, int end) {
        Edges own = edges[worker];
        Law property = own.law(law);
        long[] state = own.state();
        long held = 0;
        for (int number = first; number < end; number++) {
            graph.read(number, state);
            boolean premise = property.premise().test(state);
            held += premise ? own.weight(state) : 0;
            if (!property.holds().test(state)) {
                open.add(number);
                if (premise) {
                    triggers.add(number);
                }
            }
        }
        premiseHeld.addAndGet(held);
    }

    private void thinOut(int worker, int first, int end) {
        for (int number = looping.previous(end - 1, first);
                number >= 0;
                number = number == first ? -1 : looping.previous(number - 1, first)) {
            int count = edges[worker].from(number);
            if (!leadsOn(edges[worker], number, count) && !edges[worker].mayStay(number, count, unfolded[worker])) {
                looping.remove(number);
            }
        }
    }

    private boolean leadsOn(Edges own, int number, int count) {
        for (int i = 0; i < count; i++) {
            int to = own.to(i);
            if (to != number && to != StateGraph.NONE && looping.has(to)) {
                return true;
            }
        }
        return false;
    }

    /** Leaves out what is not reached from a state where the premise holds, without passing the goal. */
    private End reach() {
        between = triggers.copy();
        NumberSet fresh = triggers.copy();
        AtomicBoolean more = new AtomicBoolean(true);
        End end = End.EXHAUSTED;
        while (end == End.EXHAUSTED && more.getAndSet(false)) {
            end = pass(false, shares(), (w, first, last) -> {
                for (int n = fresh.next(first, last); n >= 0; n = fresh.next(n, last)) {
                    fresh.remove(n);
                    int count = edges[w].from(n);
                    for (int i = 0; i < count; i++) {
                        int to = edges[w].to(i);
                        if (to != StateGraph.NONE && open.has(to) && between.add(to)) {
                            fresh.add(to);
                            more.set(true);
                        }
                    }
                }
            });
        }
        return end;
    }

    /** In how many states the premise holds. */
    long premiseHeld() {
        return premiseHeld.get();
    }

    /** Whether the premise holds in a state and the goal does not. */
    boolean isTrigger(int number) {
        return triggers.has(number);
    }

    /** Whether a state lies between a trigger and the goal. */
    boolean isBetween(int number) {
        return between.has(number);
    }

    /** The states that loops can be of. */
    NumberSet looping() {
        return looping;
    }

    long bytes() {
        return graph.bytes() + bytesFor(graph.size());
    }
}
