package dev.stalemate.decide;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.walk.WalkCounts;

/**
 * What was tried on the way to a verdict: an action that was never taken, or a premise that never held, proves nothing.
 *
 * @param fired for each action's label, in how many states it was possible, or how often walks drew it, and how often it was taken
 * @param law the property that was asked for
 * @param premiseHeld states in which its premise held, until it was decided
 * @param states distinct states; of walks, all states, each as often as they came to it
 * @param ofWalks whether walks tried it
 */
public record Coverage(
        ImmutableMap<String, SearchResult.Fired> fired, Law law, long premiseHeld, long states, boolean ofWalks) {
    /** What a search covered for one of its outcomes. */
    public static Coverage of(SearchResult result, Outcome outcome) {
        return new Coverage(
                ImmutableMap.copyOf(result.fired()), outcome.law(), outcome.premiseHeld(), result.states(), false);
    }

    /** What walks of a model covered. */
    static Coverage of(WalkCounts counts, Model model, Law law) {
        return new Coverage(counts.fired(model), law, counts.premiseHeld(), counts.walks() + counts.steps(), true);
    }
}
