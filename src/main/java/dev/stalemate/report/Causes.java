package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Act;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Cause;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.TurningPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are to blame: what they are and would be, since when they are wrong, and the decision that passed them by. A line for those
 * that are alike.
 */
final class Causes {
    private final Trace trace;
    private final Law law;
    private final List<Cause> causes;

    private Causes(Trace trace, Law law, List<Cause> causes) {
        this.trace = trace;
        this.law = law;
        this.causes = causes;
    }

    static ImmutableList<String> of(Trace trace, Law law, List<Cause> causes) {
        return new Causes(trace, law, causes).lines();
    }

    private ImmutableList<String> lines() {
        if (causes.isEmpty()) {
            String last = decidedLast();
            return last.isEmpty() ? ImmutableList.of() : ImmutableList.of("Cause: " + noEntry() + ". " + last);
        }
        Map<String, List<String>> alike = new LinkedHashMap<>();
        for (Cause cause : causes) {
            Culprit culprit = cause.culprit();
            alike.computeIfAbsent(says(cause), says -> new ArrayList<>())
                    .add(culprit.field().inWords(culprit.element()));
        }
        return alike.entrySet().stream()
                .map(e -> cause(alike.size(), causes.get(0).culprit().alone())
                        + String.join("; ", e.getValue())
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

    private String says(Cause cause) {
        Culprit culprit = cause.culprit();
        String has = culprit.field().inWords(trace.state(culprit.at()), culprit.element());
        // Where the decision made the entry wrong, the decision says since when.
        boolean made = isMade(cause) && culprit.wrongSince() == culprit.since();
        return has + " since " + step(culprit.since(), false) + should(cause) + ". "
                + (made ? "" : "Wrong since " + step(culprit.wrongSince(), true) + ". ") + decided(cause);
    }

    /** What the design would put there now; if it would put nothing there, what it should be. */
    private static String should(Cause cause) {
        Set<String> right = cause.culprit().right();
        if (!cause.renewed().isEmpty()) {
            return " and would be " + String.join(" or ", cause.renewed()) + " now";
        }
        if (right.isEmpty()) {
            return "";
        }
        @Nullable TurningPoint decision = cause.decision();
        // What was put there should have been something else, rather than nothing.
        String first = decision != null && isMade(cause) && right.contains(decision.instead())
                ? decision.instead()
                : right.iterator().next();
        return " and should be " + first + (right.size() > 2 ? " or another" : "");
    }

    private String decided(Cause cause) {
        @Nullable TurningPoint decision = cause.decision();
        if (decision == null) {
            return "No step since then could have fixed it: " + undecided(cause.culprit()) + ".";
        }
        Act act = decision.act();
        String why = decision.choice().why();
        boolean made = isMade(cause);
        String how = !isOwn(cause, decision) ? "It follows from " : made ? "Made in " : "Passed by in ";
        return how + step(decision.step(), true) + ": " + act.function() + " " + act.decided()
                + (why.isEmpty() ? "" : (made ? ": " : ", and leaves it: ") + why) + ".";
    }

    private static boolean isMade(Cause cause) {
        @Nullable TurningPoint decision = cause.decision();
        return decision != null
                && isOwn(cause, decision)
                && decision.step() == cause.culprit().since();
    }

    /** Whether the decision is about the entry that is wrong, and not about one that it was made from. */
    private static boolean isOwn(Cause cause, TurningPoint decision) {
        return decision.choice().field() == cause.culprit().field()
                && decision.choice().element() == cause.culprit().element();
    }

    private String undecided(Culprit culprit) {
        boolean acts = IntStream.rangeClosed(Math.max(1, culprit.since()), culprit.at())
                .anyMatch(step -> !trace.acts(step - 1).isEmpty());
        return acts ? "no decision of the design there is about it" : "the design decides nothing there";
    }

    private String noEntry() {
        return law.kind().isProgress()
                ? "no entry is wrong, something is waited for"
                : "no entry that the design keeps is wrong";
    }

    /** The last decision up to the violation; of a run that never ends, up to its end. Empty if the design decides nothing. */
    private String decidedLast() {
        int last = law.kind().isProgress() ? trace.steps().size() : trace.firstViolation(law);
        for (int i = last; i > 0; i--) {
            List<Act> acts =
                    trace.acts(i - 1).stream().filter(act -> !act.routine()).toList();
            if (!acts.isEmpty()) {
                Act act = acts.get(acts.size() - 1);
                return "The last decision is in " + step(i, true) + ": " + act.function() + " " + act.decided() + ".";
            }
        }
        return "";
    }

    private String step(int number, boolean inWords) {
        return number == 0
                ? "the start"
                : "(" + number + ")"
                        + (inWords ? " " + trace.steps().get(number - 1).inWords(trace.state(number - 1), "") : "");
    }
}
