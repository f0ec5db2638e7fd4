package dev.stalemate.search.shard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What is to be looked at in the states of a new level.
 *
 * @param premisesEnd for each property, the number of the first parent whose children are not looked at for it any more; 0 for a property
 *     that is decided
 * @param end the number of the first parent whose children do not count at all
 */
public record LookOrder(long[] premisesEnd, long end) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Everything, for the properties that are open. */
    static LookOrder all(boolean[] open) {
        long[] ends = new long[open.length];
        Arrays.setAll(ends, p -> open[p] ? Long.MAX_VALUE : 0);
        return new LookOrder(ends, Long.MAX_VALUE);
    }
}
