package dev.stalemate.report;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Refutation.Fairness;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Why nothing ends what goes on for ever: the loop or the end of a run that breaks a property of progress, and its fair steps. */
final class EndlessRun {
    /** Of more fair steps than that, the rest is counted. */
    private static final int MOST_TOLD = 8;

    private EndlessRun() {}

    /** Some sentences about a run that breaks the property; those that begin with a blank are items of the one before. */
    static List<String> of(Trace trace, Law law) {
        Refutation refutation = Refutation.of(trace, law);
        if (law.kind() == Law.Kind.DEADLOCK_FREE) {
            return List.of("No step is possible there: no " + actions(trace));
        }
        return trace.loop() == trace.steps().size()
                ? stops(refutation.possibleAtEnd())
                : goesRound(trace, refutation.fairness());
    }

    private static String actions(Trace trace) {
        return trace.model().actions().stream().map(a -> a.label()).distinct().collect(Collectors.joining(", "));
    }

    private static List<String> stops(List<Step> possible) {
        if (possible.isEmpty()) {
            return List.of("There the run stops for ever: no step is possible");
        }
        return List.of(
                "There the run may stop for ever: no fair step is possible, and the others may never be taken",
                " " + some(possible.stream().map(Step::toString).toList()));
    }

    private static List<String> goesRound(Trace trace, List<Fairness> fairness) {
        int last = trace.steps().size();
        String round = trace.loop() + 1 == last ? "(" + last + ")" : "(" + (trace.loop() + 1) + ") .. (" + last + ")";
        List<String> lines = new ArrayList<>();
        String before = trace.loop() == 0 ? "the initial one" : "that after (" + trace.loop() + ")";
        lines.add(round + " again and again: the state after (" + last + ") is " + before);
        lines.add(fairness.isEmpty() ? "No step is fair" : "Fairness does not end it:");
        fairness.stream().limit(MOST_TOLD).forEach(f -> lines.add(" " + told(f)));
        if (fairness.size() > MOST_TOLD) {
            lines.add(
                    " and " + (fairness.size() - MOST_TOLD) + " more fair steps, each impossible or taken on the way");
        }
        return lines;
    }

    private static String told(Fairness f) {
        if (f.taken()) {
            return f.step() + " is taken: (" + f.at() + ")";
        }
        return f.step() + " is not possible " + (f.at() == 0 ? "at the start" : "after (" + f.at() + ")");
    }

    private static String some(List<String> all) {
        String told = all.stream().limit(MOST_TOLD).collect(Collectors.joining(", "));
        return all.size() <= MOST_TOLD ? told : told + ", and " + (all.size() - MOST_TOLD) + " more";
    }
}
