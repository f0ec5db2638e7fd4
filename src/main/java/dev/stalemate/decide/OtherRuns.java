package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.trace.Trace;
import java.util.Objects;

/**
 * Counterexamples that differ from a decision's own, and from each other.
 *
 * @param decision that a property is violated, with its counterexample
 * @param others the other ones, the shortest first
 * @param end why there are no more: {@code EXHAUSTED} if there are none, {@code DECIDED} if no more were wanted
 * @param looked every run of at most so many steps was looked at
 */
public record OtherRuns(Decision decision, ImmutableList<Trace> others, End end, int looked) {
    /** Whether a decision has a counterexample that can be compared with others. */
    public static boolean canAsk(Decision decision) {
        return decision.found() == Verdict.VIOLATED
                && decision.trace() != null
                && DistinctRuns.canAsk(decision.law())
                && decision.model().isFinite();
    }

    /**
     * Looks for others.
     *
     * @param decision one of which {@link #canAsk} is true
     * @param most how many counterexamples are wanted, that of the decision included; from 1
     * @param limits as for {@link DistinctRuns}
     */
    public static OtherRuns of(Decision decision, int most, Limits limits, Listener listener) {
        Law law = decision.law();
        String name = decision.id().isEmpty() ? law.name() : decision.id();
        listener.begin(name + ", other counterexamples", "states");
        DistinctRuns runs = new DistinctRuns(decision.model(), law, limits, listener);
        runs.know(Objects.requireNonNull(decision.trace()));
        ImmutableList.Builder<Trace> others = ImmutableList.builder();
        for (int found = 1; found < most; found++) {
            Trace next = runs.next();
            if (next == null) {
                return new OtherRuns(decision, others.build(), runs.end(), runs.looked());
            }
            others.add(next);
        }
        return new OtherRuns(decision, others.build(), End.DECIDED, runs.looked());
    }

    /** Whether fewer were found than wanted, and there may be more. */
    public boolean isOpen() {
        return end.isLimit();
    }
}
