package dev.stalemate.patch.xen;

import dev.stalemate.model.Design;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.xen.XenSystem;
import java.util.Map;

/** All that an exhaustive search tells of a design of xen-ept: two designs that do the same have equal ones. */
record XenSearch(
        Verdict verdict, String steps, long premiseHeld, long states, long transitions, Map<String, Long> figures) {
    private static final XenSystem XEN = new XenSystem();

    static XenSearch of(Design design, String law, Scope scope) {
        SearchResult result = SystemChecks.search(XEN.model(design, scope), law);
        Outcome outcome = result.outcomes().get(0);
        return new XenSearch(
                outcome.verdict(),
                outcome.steps().toString(),
                outcome.premiseHeld(),
                result.states(),
                result.transitions(),
                result.figures());
    }
}
