package dev.stalemate.trace;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run breaks a property of progress, judged by the run, the model and the definition alone: the search that found it is not
 * trusted.
 *
 * <p>An {@code EVENTUALLY} is broken by a run with a loop if the premise holds in some state, the goal is never true from there on,
 * the loop included, and each fair step is taken in the loop or impossible somewhere in it. A loop without steps is a state in which the
 * run stops for ever. A {@code DEADLOCK_FREE} is broken by a run after whose last step no step is possible.
 */
public final class Refutation {
    private final Trace trace;
    private final Law law;
    private final List<Fairness> fairness = new ArrayList<>();
    private final int since;
    private final String objection;

    private Refutation(Trace trace, Law law) {
        this.trace = trace;
        this.law = law;
        boolean endless = law.kind() == Law.Kind.EVENTUALLY;
        this.since = endless ? trigger() : trace.steps().size();
        this.objection = endless ? objectionToLoop() : objectionToEnd();
    }

    /**
     * Why a fair step has been treated fairly.
     *
     * @param step the step
     * @param taken whether it is taken in the loop; otherwise it is impossible somewhere in it
     * @param at the number of the step in the run, from 1, if it is taken; otherwise after how many steps it is impossible
     */
    public record Fairness(Step step, boolean taken, int at) {}

    /**
     * Judges a run.
     *
     * @throws IllegalArgumentException if the property is not one of progress, or the model's steps can't be listed
     */
    public static Refutation of(Trace trace, Law law) {
        if (!law.kind().isProgress()) {
            throw new IllegalArgumentException(law.name() + " is not a property of progress");
        }
        if (!trace.model().isFinite()) {
            throw new IllegalArgumentException("scope " + trace.model().scope().name()
                    + " is too wide to tell what is possible in a state, as " + law.name() + " asks");
        }
        return new Refutation(trace, law);
    }

    /** Why the run does not break the property, in a sentence; empty if it does. */
    public String objection() {
        return objection;
    }

    /** Whether the run breaks the property. */
    public boolean stands() {
        return objection.isEmpty();
    }

    /** After how many steps the premise holds and the goal is never reached from there; for a deadlock, all steps. -1 if nowhere. */
    public int since() {
        return since;
    }

    /** For each fair step, why it has been treated fairly; empty for a deadlock. */
    public List<Fairness> fairness() {
        return List.copyOf(fairness);
    }

    private String objectionToEnd() {
        long[] end = trace.end();
        if (!law.premise().test(end) || law.holds().test(end)) {
            return "the run may end there";
        }
        Optional<Step> possible =
                trace.model().steps().stream().filter(s -> s.enabled(end)).findFirst();
        return possible.map(step -> step + " is possible after the last step").orElse("");
    }

    private String objectionToLoop() {
        if (trace.loop() == Trace.NO_LOOP) {
            return "the run has no loop, so it does not say what happens in the end";
        }
        if (since < 0) {
            return "the goal follows wherever the premise holds";
        }
        for (Step step : trace.model().fairSteps()) {
            Fairness why = why(step);
            if (why == null) {
                return "the run is not weakly fair: " + step + " is possible everywhere in the loop and never taken";
            }
            fairness.add(why);
        }
        return "";
    }

    private @Nullable Fairness why(Step step) {
        int last = trace.steps().size();
        for (int i = trace.loop(); i < last; i++) {
            if (trace.steps().get(i).equals(step)) {
                return new Fairness(step, true, i + 1);
            }
        }
        for (int i = trace.loop(); i <= last; i++) {
            if (!step.enabled(trace.state(i))) {
                return new Fairness(step, false, i);
            }
        }
        return null;
    }

    /** The first state where the premise holds and from which on the goal is never true. */
    private int trigger() {
        if (trace.loop() == Trace.NO_LOOP) {
            return -1;
        }
        int last = trace.steps().size();
        int open = last + 1; // from here to the end the goal is never true
        while (open > 0 && !law.holds().test(trace.state(open - 1))) {
            open--;
        }
        // What comes before a state in its loop comes after it too.
        for (int i = open; open <= trace.loop() && i <= last; i++) {
            if (law.premise().test(trace.state(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The steps that are possible after the last one; if the run stops for ever, none of them is fair. */
    public List<Step> possibleAtEnd() {
        long[] end = trace.end();
        return trace.model().steps().stream().filter(step -> step.enabled(end)).toList();
    }
}
