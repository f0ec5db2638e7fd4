package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What follows from the results of Java PathFinder: a violation only if its run shows it here, too, and nothing from an objection. */
final class Rulings {
    private static final Pattern TAKEN = Pattern.compile("step (\\d{1,4}) (\\d{1,6})");
    /** Of all errors, those that say that the property is violated. */
    private static final Pattern ABOUT_PROPERTY =
            Pattern.compile(".*(PreciseRaceDetector|CodeThreads\\$Violation|java\\.lang\\.AssertionError).*");

    private Rulings() {}

    /** The steps of the run that ended in the error; throws IllegalArgumentException where that makes no sense. */
    private interface Run {
        List<Step> steps();
    }

    /** The answer about a model's property. */
    static Ruling ofModel(Model model, Law law, Findings found, double seconds) {
        return of(model, law, found, seconds, () -> choices(new SteppedModel(model, law), found));
    }

    /** The answer about a property of code. */
    static Ruling ofCode(Model model, Law law, Findings found, double seconds) {
        long endless = found.number("endless");
        if (endless > 0) {
            return Ruling.inconclusive(
                    "from " + Amounts.count(endless, "state")
                            + " no run of the code comes to an end: threads wait for ever there, and what would be true in the end"
                            + " is not seen",
                    found.number("states"),
                    0,
                    seconds);
        }
        return of(model, law, found, seconds, () -> Schedule.steps(found.notes().get("event"), model));
    }

    private static Ruling of(Model model, Law law, Findings found, double seconds, Run run) {
        long states = found.number("states");
        long modelStates = found.number("model-states");
        boolean sought = law.kind() == Law.Kind.SOMETIMES;
        if (!found.objection().isEmpty()) {
            return Ruling.inconclusive(found.objection(), states, modelStates, seconds);
        }
        if (found.errors().isEmpty()) {
            ImmutableList.Builder<String> vacuous = ImmutableList.builder();
            vacuous.addAll(found.notes().get("never"));
            if (modelStates > 0 && found.number("premise-held") == 0) {
                vacuous.add(law.name());
            }
            ImmutableList<String> never = vacuous.build();
            Verdict verdict = sought ? Verdict.VIOLATED : never.isEmpty() ? Verdict.HOLDS : Verdict.VACUOUS;
            return new Ruling(verdict, "", null, states, modelStates, never, seconds);
        }
        String error = found.errors().get(0);
        if (!ABOUT_PROPERTY.matcher(error).matches()) {
            return Ruling.inconclusive("the program fails: " + error, states, modelStates, seconds);
        }
        try {
            Trace trace = Trace.replay(model, run.steps());
            if (sought ? !law.holds().test(trace.end()) : trace.firstViolation(law) < 0) {
                throw new IllegalArgumentException("its run does not show it");
            }
            return new Ruling(
                    sought ? Verdict.HOLDS : Verdict.VIOLATED,
                    "",
                    sought ? null : shrunk(model, law, trace, modelStates > 0),
                    states,
                    modelStates,
                    ImmutableList.of(),
                    seconds);
        } catch (IllegalArgumentException | DesignException e) {
            return Ruling.inconclusive(
                    "Java PathFinder reports " + error + "; " + e.getMessage(), states, modelStates, seconds);
        }
    }

    /** A step of code takes a thousand times as long as one of a model, so no other order is tried. */
    private static Trace shrunk(Model model, Law law, Trace trace, boolean isModel) {
        if (!isModel) {
            return new Shrinker(model, law).drop(trace.steps());
        }
        if (!law.kind().isProgress()) {
            return new Shrinker(model, law).shrink(trace.steps());
        }
        Trace smaller = new Shrinker(model, deadlocked(model, law)).shrink(trace.steps());
        return smaller.firstViolation(law) < 0 ? trace : smaller;
    }

    /** A deadlock as a state that must not be reached, which a shrinker can do without an idea of progress. */
    private static Law deadlocked(Model model, Law law) {
        List<Step> steps = model.steps();
        return Law.always(law.name(), law.breaks(), law.says())
                .holds(s -> !law.premise().test(s)
                        || law.holds().test(s)
                        || steps.stream().anyMatch(step -> step.enabled(s)));
    }

    /** The run of a model's threads: each choice is a thread and one of its steps. */
    private static List<Step> choices(SteppedModel model, Findings found) {
        long[] state = model.initial();
        List<Step> steps = new ArrayList<>();
        for (String event : found.notes().get("event")) {
            Matcher taken = TAKEN.matcher(event);
            if (!taken.matches()) {
                continue; // what the threads' own fields are read and written for
            }
            Step step = model.step(Integer.parseInt(taken.group(1)), Integer.parseInt(taken.group(2)), state);
            step.apply(state);
            steps.add(step);
        }
        return steps;
    }
}
