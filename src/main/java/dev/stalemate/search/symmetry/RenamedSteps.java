package dev.stalemate.search.symmetry;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which step each step becomes when elements of an index change places: what vCPU 0 did, vCPU 1 does.
 *
 * <p>It is learnt from states, since an argument may belong to an element without naming it, such as the number of a frame's MTRR. A step
 * that the states do not show has no known name. Interchanging two neighbours is learnt; every other order is composed of that.
 */
final class RenamedSteps {
    /** Enough to see each step of a small scope in several states; more would cost more than it tells. */
    private static final int STATES = 120;

    /** A mask is that of the first so many steps. */
    private static final int MASKED = Long.SIZE;

    /** For each pair of elements, by {@link #pair}, what each step becomes when the two are interchanged; -1 where that is not known. */
    private final int[][] swaps;

    /** Of each pair, the masked steps that become no known masked step. */
    private final long[] lost;

    /** Of each pair, the lower steps of those that are interchanged at each distance. */
    private final long[][] lower;

    private final int[][] distance;

    private RenamedSteps(int[][] swaps) {
        this.swaps = swaps;
        this.lost = new long[swaps.length];
        this.lower = new long[swaps.length][];
        this.distance = new int[swaps.length][];
        for (int p = 0; p < swaps.length; p++) {
            masks(p);
        }
    }

    private void masks(int pair) {
        long[] at = new long[MASKED];
        for (int s = 0; s < Math.min(MASKED, swaps[pair].length); s++) {
            int t = swaps[pair][s];
            if (t < 0 || t >= MASKED) {
                lost[pair] |= 1L << s;
            } else if (t > s) {
                at[t - s] |= 1L << s;
            }
        }
        int[] far = IntStream.range(0, MASKED).filter(d -> at[d] != 0).toArray();
        distance[pair] = far;
        lower[pair] = Arrays.stream(far).mapToLong(d -> at[d]).toArray();
    }

    /** The steps of a model under the orders of one index, learnt from these states. */
    static RenamedSteps learnt(Model model, Columns index, List<long[]> states) {
        int every = Math.max(1, states.size() / STATES);
        List<long[]> some = IntStream.range(0, states.size() / every)
                .mapToObj(i -> states.get(i * every))
                .toList();
        Learner learner = new Learner(model.steps(), index, some);
        int[][] swaps = new int[pair(0, index.size)][];
        for (int b = 1; b < index.size; b++) {
            swaps[pair(b - 1, b)] = learner.swap(b - 1, b);
            for (int a = b - 2; a >= 0; a--) {
                // To interchange a and b: a with its neighbour, that with b, and back.
                swaps[pair(a, b)] = around(swaps[pair(a, a + 1)], swaps[pair(a + 1, b)]);
            }
        }
        return new RenamedSteps(swaps);
    }

    private static int[] around(int[] outer, int[] inner) {
        return Arrays.stream(outer)
                .map(s -> s < 0 ? s : inner[s])
                .map(s -> s < 0 ? s : outer[s])
                .toArray();
    }

    /** The number of a pair of elements, the smaller first. */
    static int pair(int a, int b) {
        return b * (b - 1) / 2 + a;
    }

    /** What a step becomes when element {@code order[k]} becomes element k; -1 if it is not known. */
    int renamed(int step, int[] order) {
        int result = step;
        int[] place = IntStream.range(0, order.length).toArray();
        for (int k = 0; k < order.length && result >= 0; k++) {
            int from = take(place, order[k], k);
            result = from == k ? result : swapped(result, k, from);
        }
        return result;
    }

    /** Exchanges the element that is to come to a place with the one that is there; returns where it was. */
    static int take(int[] place, int element, int to) {
        int from = to;
        while (place[from] != element) {
            from++;
        }
        place[from] = place[to];
        place[to] = element;
        return from;
    }

    /** What a step becomes when two elements are interchanged; -1 if it is not known. */
    int swapped(int step, int a, int b) {
        return swaps[pair(a, b)][step];
    }

    /** The same for a set of the first 64 steps; those that are not known, or come later, are left out. */
    long swappedMask(long steps, int a, int b) {
        int pair = pair(a, b);
        long result = steps & ~lost[pair];
        long[] low = lower[pair];
        int[] far = distance[pair];
        for (int i = 0; i < low.length; i++) {
            long differ = ((result >>> far[i]) ^ result) & low[i];
            result ^= differ | (differ << far[i]);
        }
        return result;
    }

    /** Finds for each step the steps that do the same in every state whose elements are interchanged. */
    private static final class Learner {
        private final Step[] steps;
        private final Columns index;
        private final List<long[]> states;
        private final List<List<long[]>> successors;
        private final Map<String, BitSet> named = new HashMap<>();

        Learner(List<Step> steps, Columns index, List<long[]> states) {
            this.steps = steps.toArray(new Step[0]);
            this.index = index;
            this.states = states;
            this.successors = states.stream().map(this::successors).toList();
            for (int s = 0; s < this.steps.length; s++) {
                named.computeIfAbsent(this.steps[s].action().name(), n -> new BitSet())
                        .set(s);
            }
        }

        int[] swap(int a, int b) {
            BitSet[] like = Arrays.stream(steps)
                    .map(s -> (BitSet)
                            named.getOrDefault(s.action().name(), new BitSet()).clone())
                    .toArray(BitSet[]::new);
            BitSet seen = new BitSet();
            int[] order = IntStream.range(0, index.size).toArray();
            order[a] = b;
            order[b] = a;
            for (int i = 0; i < states.size(); i++) {
                compare(states.get(i), successors.get(i), order, like, seen);
            }
            return matched(like, seen);
        }

        private void compare(long[] state, List<long[]> ofState, int[] order, BitSet[] like, BitSet seen) {
            long[] image = new long[state.length];
            index.rearrange(state, order, image);
            List<long[]> ofImage = successors(image);
            BitSet possible = new BitSet();
            for (int t = 0; t < steps.length; t++) {
                possible.set(t, ofImage.get(t).length > 0);
            }
            long[] moved = new long[state.length];
            for (int s = 0; s < steps.length; s++) {
                long[] after = ofState.get(s);
                if (after.length == 0) {
                    like[s].andNot(possible);
                } else {
                    seen.set(s);
                    like[s].and(possible);
                    index.rearrange(after, order, moved);
                    for (int t = like[s].nextSetBit(0); t >= 0; t = like[s].nextSetBit(t + 1)) {
                        like[s].set(t, Arrays.equals(ofImage.get(t), moved));
                    }
                }
            }
        }

        /** The state after each step; no words for a step that is not possible. */
        private List<long[]> successors(long[] state) {
            List<long[]> successors = new ArrayList<>();
            for (Step step : steps) {
                long[] after = step.enabled(state) ? state.clone() : new long[0];
                if (after.length > 0) {
                    step.apply(after);
                }
                successors.add(after);
            }
            return successors;
        }

        /** Pairs of steps that become each other. Where the states leave a choice, a step is not known: a wrong one would lose states. */
        private int[] matched(BitSet[] like, BitSet seen) {
            int[] to = new int[steps.length];
            Arrays.fill(to, -1);
            for (int s = 0; s < steps.length; s++) {
                int only = like[s].nextSetBit(0);
                boolean known = seen.get(s) && like[s].cardinality() == 1 && seen.get(only);
                if (known && like[only].cardinality() == 1 && like[only].get(s)) {
                    to[s] = only;
                }
            }
            return to;
        }
    }
}
