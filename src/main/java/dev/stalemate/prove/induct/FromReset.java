package dev.stalemate.prove.induct;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a run from the initial state that violates the law: by the ordinary search, at the claim's own scope and, where registers have any
 * value, with those values that a failed step from some state of the invariant has shown.
 */
final class FromReset {
    /** Some seconds. */
    private static final int STATES = 300_000;

    private final Setup setup;
    private final Monitor monitor;

    FromReset(Setup setup, Monitor monitor) {
        this.setup = setup;
        this.monitor = monitor;
    }

    /** A run at the claim's own scope, as small as it can be made; null if none was found. */
    @Nullable
    Trace violation() {
        return at(setup.claim().scope(), List.of());
    }

    /** A run with values that failed steps have shown, or at the claim's own scope; null if none was found. */
    @Nullable
    Trace violation(List<Broken> broken) {
        Trace directed = at(setup.scope(), broken);
        return directed != null ? directed : violation();
    }

    private @Nullable Trace at(Scope scope, List<Broken> broken) {
        Model model = setup.model(scope).model();
        Model finite = model.isFinite() ? model : few(model, values(model, broken));
        Law law = finite.law(setup.claim().law());
        if (law.kind() != Law.Kind.ALWAYS) {
            return null;
        }
        SearchResult result = StateSearch.of(finite, List.of(law), Limits.none().withStates(STATES), monitor);
        Outcome outcome = result.outcome(law);
        if (outcome.verdict() != Verdict.VIOLATED) {
            return null;
        }
        List<Step> steps = new ArrayList<>();
        outcome.steps().forEach(step -> steps.add(model.step(step.action().name(), step.texts())));
        return new Shrinker(model, model.law(law.name())).shrink(steps);
    }

    /** By the names of registers, the values that they had before and after failed steps, and at first. */
    private static Map<String, Set<Long>> values(Model model, List<Broken> broken) {
        Map<String, Set<Long>> values = new HashMap<>();
        for (Field field : model.layout().fields()) {
            if (!(field instanceof LongField register) || register.choices() != 0) {
                continue;
            }
            Set<Long> of = values.computeIfAbsent(field.name(), name -> new TreeSet<>());
            for (int e = 0; e < register.size(); e++) {
                of.add(register.get(model.initial(), e));
                for (Broken each : broken) {
                    of.add(register.get(each.before(), e));
                    of.add(register.get(each.after(), e));
                }
            }
        }
        return values;
    }

    /** The model with few values where there are many: those of the register that an action writes, if more than the first one is known of it. */
    private static Model few(Model model, Map<String, Set<Long>> values) {
        List<Action> actions = new ArrayList<>();
        for (Action action : model.actions()) {
            if (action.isFinite()) {
                actions.add(action);
                continue;
            }
            Set<Long> known = action.written() == null
                    ? Set.of(0L)
                    : values.getOrDefault(action.written().field().name(), Set.of());
            if (known.size() > 1 || action.written() == null) {
                actions.add(few(action, known));
            }
        }
        return new Model.Builder(model.system(), model.design(), model.scope())
                .layout(model.layout())
                .startingAt(model.initial())
                .actions(actions.stream().filter(Action::possible).toList())
                .laws(model.laws())
                .build();
    }

    private static Action few(Action action, Set<Long> known) {
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter parameter : action.parameters()) {
            Domain domain = parameter.domain();
            parameters.add(
                    domain.isFinite()
                            ? parameter
                            : new Parameter(
                                    parameter.name(),
                                    Domain.hex(known.stream()
                                            .filter(domain::contains)
                                            .mapToLong(Long::longValue)
                                            .toArray())));
        }
        return new Action(
                action.name(),
                parameters,
                action.guard(),
                action.effect(),
                action.fair(),
                action.touching(),
                action.written());
    }
}
