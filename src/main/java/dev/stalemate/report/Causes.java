package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Act;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Blame;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Decision;
import dev.stalemate.trace.Renewal;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are to blame: what they are and would be, since when they are wrong, and the decision that passed them by. A line for those
 * that are alike.
 */
final class Causes {
    private final Trace trace;
    private final Law law;
    private final List<Culprit> culprits;

    private Causes(Trace trace, Law law) {
        this.trace = trace;
        this.law = law;
        this.culprits = Blame.of(trace, law);
    }

    static ImmutableList<String> of(Trace trace, Law law) {
        return new Causes(trace, law).lines();
    }

    private ImmutableList<String> lines() {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        for (Culprit culprit : culprits) {
            alike.computeIfAbsent(says(culprit), says -> new ArrayList<>())
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

    private String says(Culprit culprit) {
        String has = culprit.field().text(trace.state(culprit.at()), culprit.element());
        return has + " since " + step(culprit.since(), false) + should(culprit) + ". Wrong since "
                + step(culprit.wrongSince(), true) + ". " + decided(culprit);
    }

    /** What the design would put there now; if it would put nothing there, what it should be. */
    private String should(Culprit culprit) {
        Set<String> renewed = Renewal.of(trace, culprit);
        Set<String> right = culprit.right();
        if (!renewed.isEmpty()) {
            return " and would be " + String.join(" or ", renewed) + " now";
        }
        return right.isEmpty()
                ? ""
                : " and should be " + right.iterator().next() + (right.size() > 2 ? " or another" : "");
    }

    private String decided(Culprit culprit) {
        @Nullable Decision decision = Decision.of(trace, law, culprits, culprit);
        if (decision == null) {
            return "No step since then could have fixed it.";
        }
        Act act = decision.act();
        String why = decision.choice().why();
        boolean made = decision.step() == culprit.since();
        return (made ? "Made in " : "Passed by in ") + step(decision.step(), true) + ": " + act.function() + " "
                + act.decided() + (why.isEmpty() ? "" : (made ? ": " : ", and leaves it: ") + why) + ".";
    }

    private String step(int number, boolean inWords) {
        return number == 0
                ? "the start"
                : "(" + number + ")" + (inWords ? " " + trace.steps().get(number - 1) : "");
    }
}
