package dev.stalemate.decide;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.text.Amounts;
import java.util.List;

/**
 * What the search says of a question, for a comparison.
 *
 * @param question at one scope
 */
record Searched(Question question, Model model, Law law, Outcome outcome, SearchResult result) {
    /** What the search says, unless the scope has more states than {@code most}. */
    static Searched of(Question question, int most, Monitor monitor) {
        Model model = question.model();
        Law law = question.law(model);
        SearchResult result = StateSearch.of(model, List.of(law), Limits.none().withStates(most), monitor);
        return new Searched(question, model, law, result.outcome(law), result);
    }

    Verdict verdict() {
        return Exhaustive.verdict(result, outcome);
    }

    /** Whether it visited every state of the scope, and no violation or witness ended it before. */
    private boolean isWhole() {
        boolean holds = outcome.verdict() == Verdict.HOLDS || outcome.verdict() == Verdict.VACUOUS;
        return holds && outcome.steps().isEmpty();
    }

    /** How Java PathFinder's answer differs from this one; empty if it doesn't, or is none. */
    String difference(Ruling ruling) {
        if (ruling.verdict() == Verdict.UNDECIDED) {
            return "";
        }
        if (verdict() == Verdict.UNDECIDED) {
            return "the search visits more than the " + Amounts.count(ruling.modelStates(), "state")
                    + " of Java PathFinder";
        }
        if (ruling.verdict() != verdict()) {
            return "the search says " + verdict() + ", Java PathFinder " + ruling.verdict();
        }
        return isWhole() && ruling.modelStates() != result.states()
                ? "the search visits " + Amounts.count(result.states(), "state") + ", Java PathFinder "
                        + Amounts.count(ruling.modelStates())
                : "";
    }
}
