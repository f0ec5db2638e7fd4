package dev.stalemate.search.shard;

import dev.stalemate.search.store.Frontier;
import java.util.Arrays;
import java.util.List;

/**
 * Which properties a new level decides, and where a search on one machine would have noticed: it looks at new states after each block of
 * parents.
 */
final class Decided {
    private static final int NOT = -1;

    private final boolean[] open;
    private final int[] parts;
    private final long[] numbers;
    /** For each property the number of the first parent after the block in which it is decided. */
    private final long[] ends;

    /**
     * What the sights of a level's parts say.
     *
     * @param open the properties that were not decided before
     * @param parentBase the number of the first state of the level before
     */
    Decided(List<Sight> sights, boolean[] open, long parentBase) {
        this.open = open;
        this.parts = new int[open.length];
        this.numbers = new long[open.length];
        this.ends = new long[open.length];
        Arrays.fill(parts, NOT);
        Arrays.fill(ends, Long.MAX_VALUE);
        for (int part = 0; part < sights.size(); part++) {
            Sight sight = sights.get(part);
            for (int p = 0; p < open.length; p++) {
                if (parts[p] == NOT && sight.first[p] != Sight.NONE) {
                    parts[p] = part;
                    numbers[p] = sight.first[p];
                    ends[p] = endOfBlock(parentBase, (parentBase + sight.firstParent[p]) / Frontier.CHUNK_STATES);
                }
            }
        }
    }

    /** The number, within its level, of the first parent after a block. */
    static long endOfBlock(long parentBase, long block) {
        return (block + 1) * Frontier.CHUNK_STATES - parentBase;
    }

    /** Whether any property is decided. */
    boolean isAny() {
        return Arrays.stream(parts).anyMatch(part -> part != NOT);
    }

    /** Whether the search has its answer, with all of the level. */
    boolean isAll() {
        boolean all = open.length > 0;
        for (int p = 0; p < open.length; p++) {
            all &= !open[p] || parts[p] != NOT;
        }
        return all;
    }

    /** Where the last of them is decided. */
    long lastEnd() {
        long last = 0;
        for (int p = 0; p < open.length; p++) {
            last = open[p] ? Math.max(last, ends[p]) : last;
        }
        return last;
    }

    /** What is looked at in a search that ends at this parent. */
    LookOrder orderUpTo(long end) {
        long[] premisesEnd = new long[open.length];
        Arrays.setAll(premisesEnd, p -> open[p] ? Math.min(ends[p], end) : 0);
        return new LookOrder(premisesEnd, end);
    }

    /** Whether a property is decided before this parent. */
    boolean isWithin(int p, long end) {
        return parts[p] != NOT && ends[p] <= end;
    }

    /** The part that has the state which decides a property. */
    int part(int p) {
        return parts[p];
    }

    /** The number of that state within its part. */
    long number(int p) {
        return numbers[p];
    }
}
