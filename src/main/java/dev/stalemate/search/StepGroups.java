package dev.stalemate.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which steps are possible in a state, and what they do, looked up for many steps at once: steps that read much the same few bits share a
 * table from those bits to the list of the possible ones.
 *
 * <p>The tables are filled from {@link StepTrees} as states need them. Which bits a step reads is learnt too, so the groups are formed anew
 * whenever a step turns out to read more.
 */
final class StepGroups {
    /** A table of more entries falls out of the caches. */
    private static final int MOST_BITS = 13;

    /** Steps are learnt from so many states before groups are formed. */
    private static final int LEARN = 64;

    /** After forming them so often, groups stay as they are; a step that reads still more goes on by itself. */
    private static final int MOST_FORMED = 64;

    private final StepTrees trees;
    private final int stepCount;
    private final int words;
    private final boolean[] alone;
    private Group[] groups = new Group[0];
    private int[] loose;
    private int asked;
    private int formed;
    /** What the tables refer to: a count, then for each possible step its number and its leaf. */
    private int[] lists = new int[1 << 10];

    private int listed = 1;

    /** The steps that are possible in the state asked about last, and what they lead to. */
    final int[] steps;

    final int[] leaves;

    StepGroups(StepTrees trees, int words) {
        this.trees = trees;
        this.words = words;
        this.stepCount = trees.steps().length;
        this.alone = new boolean[stepCount];
        this.steps = new int[stepCount];
        this.leaves = new int[stepCount];
        this.loose = new int[stepCount];
        Arrays.setAll(loose, i -> i);
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

    /** Puts the possible steps into {@link #steps} and {@link #leaves}, in no particular order; returns how many there are. */
    int possible(long[] state) {
        if (asked < LEARN && ++asked == LEARN) {
            form();
        }
        int count = 0;
        for (Group group : groups) {
            int at = group.table[index(group, state)];
            if (at == 0) {
                at = fill(group, state);
                if (at == 0) {
                    return possible(state);
                }
            }
            for (int i = lists[at]; i > 0; i--) {
                steps[count] = lists[at + 1];
                leaves[count] = lists[at + 2];
                at += 2;
                count++;
            }
        }
        for (int step : loose) {
            int leaf = trees.leaf(step, state);
            steps[count] = step;
            leaves[count] = leaf;
            count += leaf == StepTrees.DISABLED ? 0 : 1;
        }
        return count;
    }

    private static int index(Group group, long[] state) {
        int[] runs = group.runs;
        int index = 0;
        for (int r = 0; r < runs.length; r += 4) {
            index |= ((int) (state[runs[r]] >>> runs[r + 1]) & runs[r + 2]) << runs[r + 3];
        }
        return index;
    }

    /** Fills the entry for a state; 0 if the groups had to be formed anew. */
    private int fill(Group group, long[] state) {
        int start = listed;
        int at = start + 1;
        for (int step : group.members) {
            int leaf = trees.leaf(step, state);
            if (leaf == StepTrees.OPAQUE || !covers(group.reads, trees.reads(step))) {
                alone[step] = leaf == StepTrees.OPAQUE || formed >= MOST_FORMED;
                form();
                return 0;
            }
            if (leaf != StepTrees.DISABLED) {
                lists = at + 2 > lists.length ? Arrays.copyOf(lists, 2 * lists.length) : lists;
                lists[at++] = step;
                lists[at++] = leaf;
            }
        }
        lists[start] = (at - start) / 2;
        listed = at;
        lists = at == lists.length ? Arrays.copyOf(lists, 2 * at) : lists;
        group.table[index(group, state)] = start;
        return start;
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
        listed = 1;
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
