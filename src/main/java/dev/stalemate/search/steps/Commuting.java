package dev.stalemate.search.steps;

/**
 * Which steps commute: in a state where both are possible, they can be taken in either order, and lead to the same state. It is known of the
 * first 64 steps, each of which has a bit in a set.
 *
 * <p>With it a search has sleep sets (Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996): a step of a state
 * sleeps if an earlier state leads to the same successor, so that taking it would find nothing.
 */
public final class Commuting {
    private final StepTrees trees;
    /** For each step the others that commute with it. */
    private final long[] with;

    private int learnt = -1;

    /** Of the steps of these trees, as they are learnt. */
    public Commuting(StepTrees trees) {
        this.trees = trees;
        this.with = new long[Math.min(trees.steps().length, Long.SIZE)];
    }

    /** The bit of a step; 0 if it has none. */
    public static long bit(int step) {
        return step < Long.SIZE ? 1L << step : 0;
    }

    /** 1 if a step is not among those that sleep, else 0. */
    static int awake(int step, long asleep) {
        return step < Long.SIZE ? (int) (~asleep >>> step) & 1 : 1;
    }

    /**
     * The steps that sleep in a state which a step led to first.
     *
     * @param possible the steps that were possible before it
     * @param dropped of these, the ones that led to states which were known before, or that slept
     */
    public long asleep(int step, long possible, long dropped) {
        if (step >= Long.SIZE) {
            return 0;
        }
        if (learnt != trees.learnt()) {
            learn();
        }
        // A smaller step of the same state leads to a state that comes before this one, and from there this step leads
        // on.
        long smaller = bit(step) - 1;
        return with[step] & possible & (dropped | smaller);
    }

    private void learn() {
        learnt = trees.learnt();
        for (int a = 0; a < with.length; a++) {
            with[a] = 0;
            for (int b = 0; b < with.length; b++) {
                with[a] |= a != b && trees.commute(a, b) ? bit(b) : 0;
            }
        }
    }
}
