package dev.stalemate.search.steps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which steps are possible in a state, and what they lead to, looked up for many steps at once: steps that read nearly the same few bits
 * share a table from those bits to the list of possible steps.
 *
 * <p>The tables are filled from {@link StepTrees} as states need them. Which bits a step reads is also learnt, so the groups are formed again
 * when a step turns out to read more.
 */
public final class StepGroups {
    /** A table of more entries would not stay in the caches. */
    private static final int MOST_BITS = 14;

    /** Steps are learnt in so many states before groups are formed. */
    private static final int LEARN = 64;

    /** Groups are formed at most so often; after that, a step that turns out to read more leaves its group. */
    private static final int MOST_FORMED = 64;

    private final StepTrees trees;
    private final Firings firings;
    private final StepLists lists;
    private final int stepCount;
    private final int words;
    private final boolean[] alone;
    private Group[] groups = new Group[0];
    /** For each group the list of steps that are possible in the state asked about. */
    private int[] found = new int[0];

    private int[] loose;
    private int asked;
    private int formed;
    private final long[] state;
    private final long[] possible;
    private final int[] listed;
    private final int[] leaves;
    private int possibleCount;
    private long possibleBits;

    public StepGroups(StepTrees trees, Firings firings, int words) {
        this.trees = trees;
        this.firings = firings;
        this.words = words;
        this.lists = new StepLists(firings, words);
        this.stepCount = trees.steps().length;
        this.alone = new boolean[stepCount];
        this.loose = new int[stepCount];
        Arrays.setAll(loose, i -> i);
        this.state = new long[words];
        this.possible = new long[firings.actionWords()];
        this.listed = new int[stepCount];
        this.leaves = new int[stepCount];
    }

    private static final class Group {
        private final List<Integer> members = new ArrayList<>();
        private final long[] reads;
        private int[] table = new int[0];
        /** For each run of bits that are read: word, place in it, mask and place in the table's index. */
        private int[] runs = new int[0];

        private Group(int words) {
            reads = new long[words];
        }
    }

    /**
     * Writes the successors of a state one after the other, and the numbers of the steps that lead to them, in no particular order.
     *
     * @param from words of states, the state's from {@code offset} on
     * @param asleep steps that are not taken; they count as taken
     * @param weight how many states it stands for
     * @param into words of successors, from number {@code at} on
     * @return how many there are
     */
    public int successors(long[] from, int offset, long asleep, long weight, long[] into, char[] steps, int at) {
        if (asked < LEARN && ++asked == LEARN) {
            form();
        }
        System.arraycopy(from, offset, state, 0, words);
        while (!find()) {
            form();
        }
        int end = at;
        possibleCount = 0;
        possibleBits = 0;
        for (int list : found) {
            possibleCount += lists.size(list);
            possibleBits |= lists.bits(list);
            end = lists.take(list, state, asleep, into, steps, end, weight, possible);
        }
        return loose(asleep, into, steps, end, weight) - at;
    }

    /** How many steps were possible in the state that was asked about last. */
    public int possibleCount() {
        return possibleCount;
    }

    /** Which steps were possible there: those that have a bit, {@link Commuting#bit}. */
    public long possibleBits() {
        return possibleBits;
    }

    /** Finds each group's list; false if the groups have to be formed again. */
    private boolean find() {
        for (int g = 0; g < found.length; g++) {
            Group group = groups[g];
            int index = index(group, state);
            if (group.table[index] == StepLists.NONE) {
                group.table[index] = fill(group);
            }
            found[g] = group.table[index];
            if (found[g] == StepLists.NONE) {
                return false;
            }
        }
        return true;
    }

    private int loose(long asleep, long[] into, char[] steps, int from, long weight) {
        int end = from;
        for (int step : loose) {
            int leaf = trees.leaf(step, state);
            if (leaf != StepTrees.DISABLED && trees.apply(step, leaf, state, into, end * words)) {
                steps[end] = (char) step;
                end += Commuting.awake(step, asleep);
                possibleCount++;
                possibleBits |= Commuting.bit(step);
                firings.taken(step, weight);
                firings.mark(step, possible);
            }
        }
        firings.enabled(possible, weight);
        return end;
    }

    private static int index(Group group, long[] state) {
        int[] runs = group.runs;
        int index = 0;
        for (int r = 0; r < runs.length; r += 4) {
            index |= ((int) (state[runs[r]] >>> runs[r + 1]) & runs[r + 2]) << runs[r + 3];
        }
        return index;
    }

    /** The list for the state; none if a step turns out to read more than the group does. */
    private int fill(Group group) {
        int count = 0;
        for (int step : group.members) {
            int leaf = trees.leaf(step, state);
            if (leaf == StepTrees.OPAQUE || !covers(group.reads, trees.reads(step))) {
                alone[step] = leaf == StepTrees.OPAQUE || formed >= MOST_FORMED;
                return StepLists.NONE;
            }
            if (leaf != StepTrees.DISABLED) {
                listed[count] = step;
                leaves[count++] = leaf;
            }
        }
        return lists.of(listed, leaves, count, trees);
    }

    /** Adds to the firings how often each step was taken since the last call. */
    public void count() {
        lists.count();
    }

    private static boolean covers(long[] all, long[] some) {
        for (int w = 0; w < all.length; w++) {
            if ((some[w] & ~all[w]) != 0) {
                return false;
            }
        }
        return true;
    }

    private void form() {
        formed++;
        lists.clear();
        List<Group> forming = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int step = 0; step < stepCount; step++) {
            long[] reads = trees.reads(step);
            if (alone[step] || bits(reads, reads) > MOST_BITS || trees.isOpaque(step)) {
                left.add(step);
            } else {
                Group best = best(forming, reads);
                best.members.add(step);
                for (int w = 0; w < words; w++) {
                    best.reads[w] |= reads[w];
                }
            }
        }
        forming.forEach(this::layOut);
        groups = forming.toArray(new Group[0]);
        found = new int[groups.length];
        loose = left.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The group whose table grows least; a new one if it would grow too large everywhere. */
    private Group best(List<Group> forming, long[] reads) {
        Group best = null;
        int least = Integer.MAX_VALUE;
        for (Group group : forming) {
            int more = bits(group.reads, reads) - bits(group.reads, group.reads);
            if (bits(group.reads, reads) <= MOST_BITS && more < least) {
                best = group;
                least = more;
            }
        }
        if (best == null) {
            best = new Group(words);
            forming.add(best);
        }
        return best;
    }

    private static int bits(long[] a, long[] b) {
        int bits = 0;
        for (int w = 0; w < a.length; w++) {
            bits += Long.bitCount(a[w] | b[w]);
        }
        return bits;
    }

    private void layOut(Group group) {
        List<Integer> runs = new ArrayList<>();
        int out = 0;
        for (int w = 0; w < words; w++) {
            long left = group.reads[w];
            while (left != 0) {
                int shift = Long.numberOfTrailingZeros(left);
                int width = Long.numberOfTrailingZeros(~(left >>> shift));
                runs.addAll(List.of(w, shift, (1 << width) - 1, out));
                out += width;
                left &= ~(((1L << width) - 1) << shift);
            }
        }
        group.runs = runs.stream().mapToInt(Integer::intValue).toArray();
        group.table = new int[1 << out];
    }
}
