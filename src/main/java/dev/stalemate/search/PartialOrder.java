package dev.stalemate.search;

import dev.stalemate.model.Elements;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import java.util.List;

/**
 * Partial order reduction: of the steps that are possible in a state, a part that is enough to take, the others being possible later.
 *
 * <p>The part is what a stubborn set has of possible steps (Valmari; "ample" in Peled's terms), computed from what actions and properties
 * declare to read and write:
 *
 * <ul>
 *   <li>C0: it is not empty.
 *   <li>C1: whatever the steps outside of it do, each step of it stays possible, and commutes with them. The set is closed: with a
 *       possible step come those that write what it touches or touch what it writes, and could be possible at the same time; with an
 *       impossible one come those that write something its guard waits for.
 *   <li>C2: none of its steps writes what a property reads.
 *   <li>C3, no step is put off for ever: <em>is up to the caller</em>. Where no step of the part leads to a state that was not in the table
 *       at the start of the present block of the level, the caller takes every possible step.
 * </ul>
 *
 * <p>Why this keeps verdicts. Let a run w lead from a state s that the search has expanded to one that decides a property. If w contains
 * steps of the part taken at s, the first of them can be moved to the front by C1, and a shorter run remains. If it contains none, take a
 * step of the part to a new state: w is still possible there by C1, and by C2 leads to a state of which the property says the same. A
 * state that was not in the table when the block began enters it one level deeper, so levels strictly increase along such a chain, and a
 * finite space has only so many: sooner or later a step of w is taken, at the latest where all steps are. So each property gets the
 * verdict that it gets without reduction, vacuous ones included, and each step that some run takes is taken. Deadlocks are found too: a
 * run into one contains a step of every part on its way, as that step would otherwise still be possible at its end.
 *
 * <p>What is not kept: the numbers of states, of transitions and of states where a premise held; depths; and that counterexamples are
 * shortest. A search that wants the shortest runs again without reduction once it knows that there is one. Nor does a bound on depth
 * mean the same. A search whose question is the space itself must not reduce: without properties nothing is visible.
 *
 * <p>Belongs to one thread, like the model. Allocates nothing once it is made.
 */
public final class PartialOrder {
    private final Dependence dependence;
    private final int words;

    private final long[] enabled;
    /** Possible steps whose presence in a set makes it useless: visible ones, and those that were tried as a seed. */
    private final long[] hopeless;

    private final long[] set;
    private final long[] closed;

    private PartialOrder(Dependence dependence) {
        this.dependence = dependence;
        this.words = dependence.words();
        this.enabled = new long[words];
        this.hopeless = new long[words];
        this.set = new long[words];
        this.closed = new long[words];
    }

    /**
     * The reduction of a model for the given properties. A model with figures is not reduced: they are measured over all states.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if a declaration names an element that the layout doesn't have
     */
    public static PartialOrder of(Model model, List<Law> laws) {
        return new PartialOrder(new Dependence(model.steps(), Elements.of(model.layout()), laws, model.figures()));
    }

    /** Whether there can be a state in which less than every possible step is enough; if not, there is no use in asking. */
    public boolean useful() {
        return dependence.useful();
    }

    /**
     * The fewest steps found that are enough to take in a state, the caller's proviso aside.
     *
     * @param state a state
     * @param possible the numbers of all steps that are possible in it, in ascending order
     * @param count how many those are
     * @param out gets the numbers of the steps to take, in ascending order; left alone if every step must be taken
     * @return how many are to be taken; {@code count} if every step
     */
    public int ample(long[] state, int[] possible, int count, int[] out) {
        if (count < 2 || !dependence.useful()) {
            return count;
        }
        begin(possible, count);
        int fewest = count;
        for (int i = 0; i < count && fewest > 1; i++) {
            int seed = possible[i];
            if (dependence.mayLead(seed)) {
                int size = close(seed, state, fewest);
                if (size < fewest) {
                    fewest = size;
                    copy(possible, count, out);
                }
                // A set with this step in it contains all of its closure, so it is no smaller.
                add(hopeless, seed);
            }
        }
        return fewest;
    }

    private void begin(int[] possible, int count) {
        for (int w = 0; w < words; w++) {
            enabled[w] = 0;
        }
        for (int i = 0; i < count; i++) {
            add(enabled, possible[i]);
        }
        for (int w = 0; w < words; w++) {
            hopeless[w] = enabled[w] & dependence.visible[w];
        }
    }

    /** Closes the set of one step; returns how many of it are possible, or {@code most} as soon as that or a hopeless step is reached. */
    private int close(int seed, long[] state, int most) {
        for (int w = 0; w < words; w++) {
            set[w] = 0;
            closed[w] = 0;
        }
        add(set, seed);
        int size = 1;
        int at = 0;
        while (at < words) {
            long open = set[at] & ~closed[at];
            if (open == 0) {
                at++;
                continue;
            }
            closed[at] |= open & -open;
            int step = at * Long.SIZE + Long.numberOfTrailingZeros(open);
            long[] more = has(enabled, step) ? dependence.conflicts(step) : dependence.enablers(step, state);
            for (int w = words - 1; w >= 0; w--) {
                long added = more[w] & ~set[w];
                if (added != 0) {
                    size += Long.bitCount(added & enabled[w]);
                    if (size >= most || (added & hopeless[w]) != 0) {
                        return most;
                    }
                    set[w] |= added;
                    at = Math.min(at, w);
                }
            }
        }
        return size;
    }

    private void copy(int[] possible, int count, int[] out) {
        int copied = 0;
        for (int i = 0; i < count; i++) {
            if (has(set, possible[i])) {
                out[copied++] = possible[i];
            }
        }
    }

    private static void add(long[] bits, int step) {
        bits[step >>> 6] |= 1L << step;
    }

    private static boolean has(long[] bits, int step) {
        return (bits[step >>> 6] >>> step & 1) != 0;
    }
}
