package dev.stalemate.decide;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Law;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;

/**
 * What an exhaustive search tried on the way to its verdict: an action that was never taken, or a premise that never held, proves nothing.
 *
 * @param fired for each action's label, in how many states it was possible and how often it was taken
 * @param law the property that was asked for
 * @param premiseHeld states in which its premise held, until it was decided
 * @param states distinct states
 */
public record Coverage(ImmutableMap<String, SearchResult.Fired> fired, Law law, long premiseHeld, long states) {
    /** What a search covered for one of its outcomes. */
    public static Coverage of(SearchResult result, Outcome outcome) {
        return new Coverage(ImmutableMap.copyOf(result.fired()), outcome.law(), outcome.premiseHeld(), result.states());
    }
}
