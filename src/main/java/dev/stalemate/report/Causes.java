package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Blame;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which entries are to blame, what they should be, and the step that made them wrong: a line for those that are alike. */
final class Causes {
    /** Of more values that would do, the rest is left out. */
    private static final int MOST_VALUES = 4;

    private Causes() {}

    static ImmutableList<String> of(Trace trace, Law law) {
        List<Culprit> culprits = Blame.of(trace, law);
        Map<String, List<String>> alike = new LinkedHashMap<>();
        for (Culprit culprit : culprits) {
            alike.computeIfAbsent(says(trace, culprit), says -> new ArrayList<>())
                    .add(culprit.field().elementName(culprit.element()));
        }
        return alike.entrySet().stream()
                .map(e -> cause(alike.size(), culprits.get(0).alone())
                        + String.join(", ", e.getValue())
                        + (e.getValue().size() > 1 ? " are each " : " is ")
                        + e.getKey())
                .collect(ImmutableList.toImmutableList());
    }

    private static String cause(int several, boolean alone) {
        return several == 1
                ? "Cause: "
                : "Cause (one of " + several + (alone ? "; fixing any one is enough" : "; all have to be fixed")
                        + "): ";
    }

    private static String says(Trace trace, Culprit culprit) {
        String has = culprit.field().text(trace.state(culprit.at()), culprit.element());
        return has + " since " + step(trace, culprit.since(), false) + should(culprit.right()) + "; wrong since "
                + step(trace, culprit.wrongSince(), true);
    }

    private static String should(Set<String> right) {
        if (right.isEmpty()) {
            return "";
        }
        String values = String.join(" or ", right.stream().limit(MOST_VALUES).toList());
        return " and should be " + values + (right.size() > MOST_VALUES ? " or another" : "");
    }

    private static String step(Trace trace, int number, boolean inWords) {
        return number == 0
                ? "the start"
                : "(" + number + ")" + (inWords ? " " + trace.steps().get(number - 1) : "");
    }
}
