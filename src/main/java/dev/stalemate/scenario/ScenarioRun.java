package dev.stalemate.scenario;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.StepText;
import dev.stalemate.scenario.ScenarioText.Line;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that a model has taken.
 *
 * @param trace the run
 * @param expectations what was expected along it, in order
 */
public record ScenarioRun(Trace trace, ImmutableList<Expectation> expectations) {
    private static final int MOST_POSSIBLE = 8;

    /** How far a model could take a scenario: to its end, or to a line that it can't take, of whose action it may have other steps. */
    private record Attempt(
            Scope scope, int steps, boolean hasAction, @Nullable ScenarioRun run, @Nullable ScenarioException problem) {

        boolean isFurtherThan(Attempt other) {
            return steps != other.steps ? steps > other.steps : hasAction && !other.hasAction;
        }
    }

    /**
     * Takes a scenario at the first of a system's scopes that has all of its steps.
     *
     * @throws ScenarioException if there is none: what the scope can't do that gets the furthest, and how to name another
     */
    public static ScenarioRun anywhere(ModelSystem system, Design design, ScenarioText text) throws ScenarioException {
        Attempt furthest = null;
        for (Scope scope : system.scopesWith(text.steps())) {
            Attempt attempt = attempt(system, design, scope, text);
            if (attempt.run != null) {
                return attempt.run;
            }
            if (furthest == null || attempt.isFurtherThan(furthest)) {
                furthest = attempt;
            }
        }
        if (furthest == null || furthest.problem == null) {
            throw new IllegalStateException(system.name() + " has no scope");
        }
        throw new ScenarioException(
                furthest.problem.getMessage() + " (scope " + system.text(furthest.scope)
                        + "; --scope names another, see list scopes)",
                furthest.problem);
    }

    /**
     * Takes a scenario at a scope.
     *
     * @throws ScenarioException if a line can't be taken there: what is possible, and a scope that has the steps, if one is known
     * @throws IllegalArgumentException if the scope is impossible
     */
    public static ScenarioRun at(ModelSystem system, Design design, Scope scope, ScenarioText text)
            throws ScenarioException {
        Model model = system.build(design, scope);
        try {
            return new Taking(model).take(text);
        } catch (ScenarioException e) {
            for (Scope other : system.scopesWith(text.steps())) {
                if (attempt(system, design, other, text).run != null) {
                    throw new ScenarioException(
                            e.getMessage() + "; --scope " + system.text(other) + " has all steps", e);
                }
            }
            throw e;
        }
    }

    private static Attempt attempt(ModelSystem system, Design design, Scope scope, ScenarioText text) {
        Taking taking;
        try {
            taking = new Taking(system.build(design, scope));
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            return new Attempt(
                    scope, -1, false, null, new ScenarioException("scope " + system.text(scope), problem, e));
        }
        try {
            return new Attempt(scope, text.lines().size(), true, taking.take(text), null);
        } catch (ScenarioException e) {
            return new Attempt(scope, taking.steps.size(), taking.hasNextAction(text), null, e);
        }
    }

    /** Takes line by line. */
    private static final class Taking {
        private final Model model;
        private final List<Step> steps = new ArrayList<>();
        private final long[] state;

        Taking(Model model) {
            this.model = model;
            this.state = model.initial();
        }

        ScenarioRun take(ScenarioText text) throws ScenarioException {
            for (Line line : text.lines()) {
                StepText step = line.step();
                if (step != null) {
                    take(line.where(), step);
                }
            }
            Trace trace = Trace.replay(model, steps);
            ImmutableList.Builder<Expectation> expectations = ImmutableList.builder();
            int after = 0;
            for (Line line : text.lines()) {
                if (line.step() != null) {
                    after++;
                } else {
                    expectations.add(expect(trace, line, after));
                }
            }
            return new ScenarioRun(trace, expectations.build());
        }

        /** Whether the model has the action of the step that it could not take. */
        boolean hasNextAction(ScenarioText text) {
            int next = steps.size();
            return next < text.steps().size()
                    && model.actions().stream().anyMatch(action -> action.name()
                            .equals(text.steps().get(next).action()));
        }

        private void take(String where, StepText text) throws ScenarioException {
            Step step;
            try {
                step = text.in(model);
            } catch (IllegalArgumentException e) {
                throw new ScenarioException(where, String.valueOf(e.getMessage()), e);
            }
            if (!Trace.take(model, steps, step, state)) {
                throw new ScenarioException(where, step + " is not possible there; " + whyNot(step));
            }
            steps.add(step);
        }

        private String whyNot(Step step) {
            Action.Written written = step.action().written();
            boolean same = written != null
                    && step.texts()
                            .get(step.texts().size() - 1)
                            .equals(written.field().text(state, (int) step.arg(0)));
            return same ? "the register has that value already" : possible(step.action());
        }

        /** The steps that are possible instead: of the same action, or if there are none, of all. */
        private String possible(Action wanted) {
            List<Step> all = model.isFinite()
                    ? model.steps().stream().filter(step -> step.enabled(state)).toList()
                    : List.of();
            List<Step> same = all.stream()
                    .filter(step -> step.action().name().equals(wanted.name()))
                    .toList();
            List<Step> shown = same.isEmpty() ? all : same;
            String more = shown.size() > MOST_POSSIBLE ? " and " + (shown.size() - MOST_POSSIBLE) + " more" : "";
            return shown.isEmpty()
                    ? "its state does not allow it"
                    : "possible there: "
                            + shown.stream()
                                    .limit(MOST_POSSIBLE)
                                    .map(Step::toString)
                                    .collect(Collectors.joining(", "))
                            + more;
        }

        private static Expectation expect(Trace trace, Line line, int after) throws ScenarioException {
            try {
                return Expectation.of(trace, line.expected(), after);
            } catch (IllegalArgumentException e) {
                throw new ScenarioException(line.where(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** The same with one more expectation, at the end. */
    public ScenarioRun expecting(String text) {
        return new ScenarioRun(
                trace,
                ImmutableList.<Expectation>builder()
                        .addAll(expectations)
                        .add(Expectation.of(trace, text, trace.steps().size()))
                        .build());
    }

    /** Whether everything is as it was expected. */
    public boolean isAsExpected() {
        return expectations.stream().allMatch(Expectation::met);
    }
}
