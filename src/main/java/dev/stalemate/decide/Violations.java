package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import org.jspecify.annotations.Nullable;

/**
 * How the walks of a campaign violate a property.
 *
 * @param walks walks that violate it
 * @param distinct each way in which they do, by its first walk
 * @param more further ways, which were not shrunk
 * @param moreWalks walks that violate it in these ways, or in ways that were too many to be told apart
 */
public record Violations(long walks, ImmutableList<Distinct> distinct, long more, long moreWalks) {
    /** No walk violates it. */
    public static final Violations NONE = new Violations(0, ImmutableList.of(), 0, 0);

    /** The number of what no walk found. */
    public static final long NO_WALK = -1;

    /**
     * A way to violate a property.
     *
     * @param shape of each run that does so
     * @param walks walks whose first violation is of this shape; 0 if only shrinking led to it
     * @param first the lowest of their numbers, from 0; {@link #NO_WALK} if there is none
     * @param trace a small run of this shape
     */
    public record Distinct(ViolationShape shape, long walks, long first, Trace trace) {}

    /** The runs but for the decision's own. */
    public ImmutableList<Trace> othersThan(@Nullable Trace own) {
        return distinct.stream()
                .map(Distinct::trace)
                .filter(trace -> trace != own)
                .collect(ImmutableList.toImmutableList());
    }
}
