package dev.stalemate.search.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import org.junit.jupiter.api.Test;

/** States that several shares of a block lead to. */
class ArrivalsTest {
    private static void add(Candidates share, long[] state, int parent, int step) {
        share.add(state, 0, Fingerprints.of(state, 0, state.length), parent, step);
    }

    /** Whichever share is first to claim a state, the first in the order of the block has it. */
    @Test
    void aStateBelongsToTheFirstShareThatLeadsToIt() {
        Model model = Toys.counters(2, 100, true);
        StateGraph graph = new StateGraph(model);
        graph.add(model.initial(), 0, 0);
        Arrivals arrivals = new Arrivals(graph, 2);
        long[][] states = new long[50][];
        for (int i = 0; i < states.length; i++) {
            states[i] = model.initial();
            states[i][0] = i + 1L;
            add(arrivals.share(0), states[i], i, 0);
            add(arrivals.share(1), states[i], 100 + i, 1);
        }
        long[] other = model.initial();
        other[0] = 99;
        add(arrivals.share(1), other, 200, 1);
        arrivals.claim(1);
        arrivals.claim(0);
        arrivals.keepNew(1);
        arrivals.keepNew(0);
        assertThat(arrivals.share(1).size()).isOne();
        for (int s = 0; s < 2; s++) {
            arrivals.number(s, 0);
        }
        for (int s = 1; s >= 0; s--) {
            arrivals.store(s);
        }
        assertThat(graph.size()).isEqualTo(52);
        for (int i = 0; i < states.length; i++) {
            assertThat(graph.find(states[i])).isEqualTo(i + 1);
            assertThat(graph.ancestry().parent(i + 1)).isEqualTo(i);
        }
        assertThat(graph.find(other)).isEqualTo(51);
        long[] read = new long[graph.words()];
        graph.read(51, read);
        assertThat(read).isEqualTo(other);
    }

    /** States survive any number of larger tables, and none is found that was never added. */
    @Test
    void allAreFoundInALargerTable() {
        Model model = Toys.counters(2, 100, true);
        StateGraph graph = new StateGraph(model);
        long[] state = model.initial();
        for (int i = 0; i < 100 * 100; i++) {
            if (!graph.room()) {
                graph.grow();
            }
            state[0] = i % 100;
            state[1] = 1L << 40 | i / 100;
            assertThat(graph.find(state)).isEqualTo(StateGraph.NONE);
            assertThat(graph.add(state, i, 0)).isTrue();
            assertThat(graph.add(state, i, 0)).isFalse();
        }
        for (int i = 0; i < 100 * 100; i++) {
            state[0] = i % 100;
            state[1] = 1L << 40 | i / 100;
            assertThat(graph.find(state)).isEqualTo(i);
        }
    }
}
