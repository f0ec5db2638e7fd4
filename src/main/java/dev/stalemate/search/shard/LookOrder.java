package dev.stalemate.search.shard;

import java.io.Serializable;
import java.util.Arrays;

/** What is to be looked at in the states of a new level. */
public final class LookOrder implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * For each property, the number of the first parent whose children are not looked at for it any more; 0 for a property that is decided.
     */
    final long[] premisesEnd;
    /** The number of the first parent whose children do not count at all. */
    final long end;

    LookOrder(long[] premisesEnd, long end) {
        this.premisesEnd = premisesEnd;
        this.end = end;
    }

    /** Everything, for the properties that are open. */
    static LookOrder all(boolean[] open) {
        long[] ends = new long[open.length];
        Arrays.setAll(ends, p -> open[p] ? Long.MAX_VALUE : 0);
        return new LookOrder(ends, Long.MAX_VALUE);
    }
}
