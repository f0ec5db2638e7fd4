package dev.stalemate.search.level;

import dev.stalemate.search.Subject;
import dev.stalemate.search.steps.Commuting;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.steps.StepGroups;
import dev.stalemate.search.steps.StepTrees;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.RecentFingerprints;
import dev.stalemate.search.symmetry.BrokenSymmetryException;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.SplittableRandom;

/**
 * Takes the steps that are possible in a state, and counts them. With symmetry, successors are made canonical, and a state's steps count once
 * for each state that it stands for.
 *
 * <p>It belongs to one thread, with its subject. Nothing is allocated for a transition.
 */
public final class Expander {
    /** In one state of so many, the learnt steps are compared with the model's own. */
    private static final int BETWEEN_CHECKS = 1 << 10;

    /** In one state of so many, the symmetry is tried. */
    private static final int BETWEEN_TRIES = 1 << 5;

    /** The same once many states were tried. It costs a twentieth of what making the successors canonical does. */
    private static final int BETWEEN_RARE_TRIES = 1 << 8;

    private final Symmetry symmetry;
    private final boolean symmetric;
    /** Whether a state is told by its fingerprint alone. */
    private final boolean byPrint;

    private final StepTrees trees;
    private final StepGroups groups;
    private final Commuting commuting;
    private final Firings firings;
    private final int words;
    private final long[] state;
    private final long[] scratch;
    private final long[] prints;
    private long dropped;
    /** Of a symmetric model, successors before they were made canonical. */
    private final RecentFingerprints recentRaw = new RecentFingerprints();

    private int betweenTries = BETWEEN_TRIES;
    private long transitions;
    private long expanded;

    /**
     * An expander.
     *
     * @param keyWords longs that a state is remembered by
     * @param symmetry of this subject
     */
    public Expander(Subject subject, int keyWords, Symmetry symmetry) {
        this.symmetry = symmetry;
        this.symmetric = !symmetry.used().isEmpty();
        this.byPrint = keyWords == 1;
        this.words = subject.model().layout().words();
        this.trees = new StepTrees(subject.model());
        this.commuting = new Commuting(trees);
        this.firings = new Firings(trees.steps());
        this.groups = new StepGroups(trees, firings, words);
        this.state = new long[words];
        this.scratch = new long[words];
        this.prints = new long[trees.steps().length];
    }

    /** The most successors that a state can have. */
    public int mostSuccessors() {
        return trees.steps().length;
    }

    /** Writes all successors of a state, as {@link #successors(long[], int, long, long[], char[], int)} does if no step sleeps. */
    public int successors(long[] from, int offset, long[] into, char[] steps, int at) {
        return successors(from, offset, 0, into, steps, at);
    }

    /**
     * Writes the successors of a state one after the other, and the numbers of the steps that lead to them, in no particular order. With
     * symmetry, some that were written lately are left out.
     *
     * @param from words of states, the state's from {@code offset} on
     * @param asleep steps that are counted, but not taken
     * @param into words of successors, from number {@code at} on
     * @return how many there are
     * @throws BrokenSymmetryException if a state that this one stands for behaves differently; only some are tried
     */
    public int successors(long[] from, int offset, long asleep, long[] into, char[] steps, int at) {
        if (expanded++ % BETWEEN_CHECKS == 0) {
            System.arraycopy(from, offset, state, 0, words);
            trees.verify(state);
        }
        long weight = symmetric ? triedWeight(from, offset) : 1;
        int count = groups.successors(from, offset, asleep, weight, into, steps, at);
        transitions += groups.possibleCount();
        dropped = 0;
        return symmetric ? canonicalize(into, steps, at, count) : count;
    }

    /** The steps that were possible in the state that was expanded last, those that have a bit ({@link Commuting#bit}). */
    long possible() {
        return groups.possibleBits();
    }

    /** Of these, the ones whose successors were left out. */
    long dropped() {
        return dropped;
    }

    /**
     * The steps that sleep in a successor of a state: see {@link Commuting#asleep}.
     *
     * @param from words of states, the state's from {@code offset} on
     */
    long asleep(long[] from, int offset, int step, long possible, long known) {
        long asleep = commuting.asleep(step, possible, known);
        if (!symmetric || asleep == 0) {
            return asleep;
        }
        System.arraycopy(from, offset, state, 0, words);
        trees.apply(step, trees.leaf(step, state), state, scratch, 0);
        symmetry.canonicalize(scratch, 0);
        return symmetry.renamedMask(asleep);
    }

    /** What to throw if a step slept, and leads to a new state nevertheless. */
    IllegalStateException notKnown(int step) {
        return new IllegalStateException(
                trees.steps()[step] + " leads to a new state, and another step was to lead there first: one of them"
                        + " depends on more than the elements that it reads");
    }

    /** Makes a state's successors canonical, and leaves out those that were met lately; returns how many are left. */
    private int canonicalize(long[] states, char[] steps, int from, int count) {
        int left = from;
        for (int i = from; i < from + count; i++) {
            long print = Fingerprints.of(states, i * words, words);
            prints[left - from] = print;
            if (!byPrint || !recentRaw.has(print)) {
                System.arraycopy(states, i * words, states, left * words, words);
                steps[left++] = steps[i];
            } else {
                dropped |= Commuting.bit(steps[i]);
            }
        }
        for (int i = from; i < left; i++) {
            recentRaw.add(prints[i - from]);
            symmetry.canonicalize(states, i * words);
        }
        return left - from;
    }

    private long triedWeight(long[] from, int offset) {
        long print = Fingerprints.of(from, offset, words);
        if ((print & betweenTries - 1) == 0) {
            System.arraycopy(from, offset, state, 0, words);
            String broken = symmetry.broken(state, new SplittableRandom(print));
            if (broken != null) {
                throw new BrokenSymmetryException(broken);
            }
        }
        return symmetry.orbitSize(from, offset);
    }

    /** From now on tries the symmetry in fewer states. */
    void tryRarely() {
        betweenTries = BETWEEN_RARE_TRIES;
    }

    /** Forgets which successors were written lately, so that none is left out that only another part of the search has. */
    public void forget() {
        recentRaw.forget();
    }

    /** How many states the one at an offset stands for, itself included. */
    public long weight(long[] states, int offset) {
        return symmetric ? symmetry.orbitSize(states, offset) : 1;
    }

    /** How many steps were taken. */
    public long transitions() {
        return transitions;
    }

    /** Makes it as many. */
    void restore(long earlier) {
        transitions = earlier;
    }

    /** How often each step was taken. */
    public Firings firings() {
        groups.count();
        return firings;
    }
}
