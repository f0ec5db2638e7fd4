package dev.stalemate.search.steps;

import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.model.Accesses;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.Arrays;

/**
 * The steps of a model as decision trees over the elements that they read, learnt while they are taken.
 *
 * <p>A guard and an effect are code that depends only on what it reads. The first time that a step meets certain values, its code runs with a
 * listener to the layout: what it reads becomes a path of a tree, and what it writes becomes the leaf, as masks. From then on such a state
 * costs a walk down the tree. The code of a step that reads too much for a tree, or reads other states, always runs.
 *
 * <p>Belongs to one thread, as the model does.
 */
public final class StepTrees {
    /** The leaf of a step that is not possible. */
    public static final int DISABLED = -1;

    /** The leaf of a step that has no tree, so that its code has to run. */
    public static final int OPAQUE = Integer.MIN_VALUE;

    private static final int UNKNOWN = 0;
    private static final int MOST_NODES = 1 << 20;
    private static final int WIDEST = 10;
    private static final int SLOT_BITS = 24;
    private static final int SLOT = (1 << SLOT_BITS) - 1;

    private final Model model;
    private final Step[] steps;
    private final int words;
    private final int[] roots;
    private final long[][] reads;
    /** For each step the bits that it has been seen to set to 1, and those that it has been seen to set to 0. */
    private final long[][] ones;

    private final long[][] zeros;
    /** Grows whenever more becomes known of what steps read and write. */
    private int learnt;
    /** Each node: its slot and width, then a child for each value: a node, a leaf as a negative number, or unknown. */
    private int[] nodes = new int[1 << 10];

    private int nodeCount = 1;
    /** Each leaf, from number 2 on: the bits that stay and the bits that are set, for each word. */
    private long[] keep = new long[1 << 8];

    private long[] set = new long[1 << 8];
    private int leafCount = 2;
    private final Path path;
    private final long[] check;

    public StepTrees(Model model) {
        this.model = model;
        this.steps = model.steps().toArray(new Step[0]);
        this.words = model.layout().words();
        this.roots = new int[steps.length];
        this.reads = new long[steps.length][words];
        this.ones = new long[steps.length][words];
        this.zeros = new long[steps.length][words];
        this.path = new Path(words);
        this.check = new long[words];
    }

    public Step[] steps() {
        return steps;
    }

    /** What a step does to a state: {@link #DISABLED}, {@link #OPAQUE} if only running it can tell, or a leaf to {@link #apply}. */
    public int leaf(int step, long[] state) {
        int at = roots[step];
        while (at > 0) {
            int node = nodes[at];
            int slot = node & SLOT;
            int value = (int) (state[slot >>> 6] >>> slot) & ((1 << (node >>> SLOT_BITS)) - 1);
            at = nodes[at + 1 + value];
        }
        if (at == UNKNOWN) {
            at = learn(step, state);
        }
        return at;
    }

    /** Writes the state after a step; false if an opaque step turns out not to be possible. */
    public boolean apply(int step, int leaf, long[] state, long[] out, int offset) {
        if (leaf == OPAQUE) {
            return run(step, state, out, offset);
        }
        int at = -leaf * words;
        for (int w = 0; w < words; w++) {
            out[offset + w] = (state[w] & keep[at + w]) | set[at + w];
        }
        return true;
    }

    /** Adds to a list what a leaf does: for each word the bits that stay and the bits that are set. */
    void effect(int leaf, ImmutableLongArray.Builder to) {
        for (int w = 0; w < words; w++) {
            to.add(keep[-leaf * words + w]).add(set[-leaf * words + w]);
        }
    }

    /** The bits that a step has been seen to read. */
    long[] reads(int step) {
        return reads[step];
    }

    /**
     * Whether two steps commute, as far as is known: where both are possible, they can be taken in either order, and lead to the same state.
     * Neither reads what the other writes, and what both write they set to the same value. It is certain for states where both have been met.
     */
    boolean commute(int a, int b) {
        if (isOpaque(a) || isOpaque(b)) {
            return false;
        }
        for (int w = 0; w < words; w++) {
            long ofA = ones[a][w] | zeros[a][w];
            long ofB = ones[b][w] | zeros[b][w];
            long apart = (ones[a][w] & zeros[b][w]) | (zeros[a][w] & ones[b][w]);
            if (((ofA & reads[b][w]) | (ofB & reads[a][w]) | apart) != 0) {
                return false;
            }
        }
        return true;
    }

    /** A number that changes whenever more becomes known of what steps read and write. */
    int learnt() {
        return learnt;
    }

    boolean isOpaque(int step) {
        return roots[step] == OPAQUE;
    }

    /**
     * Takes every step from a state by its own code, and compares.
     *
     * @throws IllegalStateException if a step depends on something that it does not read through the layout's fields
     */
    public void verify(long[] state) {
        long[] learnt = new long[words];
        for (int i = 0; i < steps.length; i++) {
            int leaf = leaf(i, state);
            boolean possible = leaf != DISABLED && apply(i, leaf, state, learnt, 0);
            if (possible != run(i, state, check, 0) || (possible && !Arrays.equals(learnt, check))) {
                throw new IllegalStateException(steps[i] + " depends on more than the elements that it reads, after "
                        + model.layout().describe(state));
            }
        }
    }

    private boolean run(int step, long[] state, long[] out, int offset) {
        long[] scratch = path.state;
        System.arraycopy(state, 0, scratch, 0, words);
        if (!steps[step].enabled(scratch)) {
            return false;
        }
        steps[step].apply(scratch);
        System.arraycopy(scratch, 0, out, offset, words);
        return true;
    }

    private int learn(int step, long[] state) {
        path.clear();
        model.layout().listen(path);
        boolean possible;
        try {
            possible = run(step, state, check, 0);
        } finally {
            model.layout().listen(null);
        }
        learnt++;
        for (int w = 0; w < words; w++) {
            reads[step][w] |= path.seen[w];
            ones[step][w] |= path.written[w] & path.state[w];
            zeros[step][w] |= path.written[w] & ~path.state[w];
        }
        int leaf = possible ? newLeaf() : DISABLED;
        if (path.unfit || nodeCount > MOST_NODES || !insert(step, state, leaf)) {
            roots[step] = OPAQUE;
            return OPAQUE;
        }
        return leaf;
    }

    private int newLeaf() {
        int at = leafCount * words;
        if (at + words > keep.length) {
            keep = Arrays.copyOf(keep, 2 * keep.length + words);
            set = Arrays.copyOf(set, keep.length);
        }
        for (int w = 0; w < words; w++) {
            keep[at + w] = ~path.written[w];
            set[at + w] = path.state[w] & path.written[w];
        }
        return -leafCount++;
    }

    /** False if the step reads other elements after the same values: then it depends on something else. */
    private boolean insert(int step, long[] state, int leaf) {
        int link = -1;
        int at = roots[step];
        for (int i = 0; i < path.length; i++) {
            int node = path.reads[i];
            if (at == UNKNOWN) {
                at = newNode(node);
                if (link < 0) {
                    roots[step] = at;
                } else {
                    nodes[link] = at;
                }
            } else if (at < 0 || nodes[at] != node) {
                return false;
            }
            int slot = node & SLOT;
            link = at + 1 + ((int) (state[slot >>> 6] >>> slot) & ((1 << (node >>> SLOT_BITS)) - 1));
            at = nodes[link];
        }
        if (at != UNKNOWN) {
            return false;
        }
        if (link < 0) {
            roots[step] = leaf;
        } else {
            nodes[link] = leaf;
        }
        return true;
    }

    private int newNode(int node) {
        int at = nodeCount;
        nodeCount += 1 + (1 << (node >>> SLOT_BITS));
        if (nodeCount > nodes.length) {
            nodes = Arrays.copyOf(nodes, Math.max(2 * nodes.length, nodeCount));
        }
        nodes[at] = node;
        return at;
    }

    /** What one run of a step reads, in order, and writes. */
    private static final class Path implements Accesses {
        private final long[] state;
        private final long[] seen;
        private final long[] written;
        private int[] reads = new int[64];
        private int length;
        private boolean unfit;

        private Path(int words) {
            state = new long[words];
            seen = new long[words];
            written = new long[words];
        }

        private void clear() {
            Arrays.fill(seen, 0);
            Arrays.fill(written, 0);
            length = 0;
            unfit = false;
        }

        @Override
        @SuppressWarnings(
                "ReferenceEquality") // another array with the same words is not the state that is being stepped
        public void read(long[] from, int slot, int width) {
            long bits = mask(width) << slot;
            // What the step wrote before is known, and what it read before is already on the path.
            if (((seen[slot >>> 6] | written[slot >>> 6]) & bits) != 0 && from == state) {
                return;
            }
            unfit |= from != state || width > WIDEST || slot > SLOT;
            seen[slot >>> 6] |= bits;
            if (length == reads.length) {
                reads = Arrays.copyOf(reads, 2 * length);
            }
            reads[length++] = width << SLOT_BITS | slot;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void written(long[] to, int slot, int width) {
            unfit |= to != state;
            written[slot >>> 6] |= mask(width) << slot;
        }

        private static long mask(int width) {
            return width == Long.SIZE ? -1L : (1L << width) - 1;
        }
    }
}
