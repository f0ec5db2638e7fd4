package dev.stalemate.systems.mutants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.mutants.Mutant.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Mutants of what a design does step by step, for what no method decides: a step that doesn't set or clear a field which protects
 * something, or leaves its last element out; that doesn't wait; or that changes places with the one after it.
 */
final class StepMutants {
    private final Function<Scope, Model> design;
    private final List<Mutant> all = new ArrayList<>();

    private StepMutants(Function<Scope, Model> design) {
        this.design = design;
    }

    /** Every mutant of a design's steps, as they were seen. */
    static List<Mutant> of(Function<Scope, Model> design, Observed observed) {
        StepMutants mutants = new StepMutants(design);
        observed.steps().forEach(mutants::ofStep);
        observed.steps().forEach((first, seen) -> observed.steps().forEach((second, other) -> {
            if (seen.leadsTo(other)) {
                mutants.exchanged(
                        first, seen.place().orElseThrow(), second, other.place().orElseThrow());
            }
        }));
        return List.copyOf(mutants.all);
    }

    private void ofStep(String step, Observed.Seen seen) {
        seen.writes().forEach((write, most) -> {
            String what = step + (write.set() ? " doesn't set " : " doesn't clear ");
            ofWrite(step, what + write.field(), write, false);
            if (most > 1) {
                ofWrite(step, what + "the last " + write.field(), write, true);
            }
        });
        if (seen.waits()) {
            int place = seen.place().orElseThrow();
            add(step + " doesn't wait", step, (changed, action) -> Optional.of(changed.waits(action, place)));
        }
    }

    private void ofWrite(String step, String name, Observed.Write write, boolean last) {
        add(name, step, (changed, action) -> changed.parts()
                .field(write.field())
                .map(field -> changed.writes(action, field, write.set(), last)));
    }

    private void add(String name, String step, BiFunction<Changed, Action, Optional<Action>> how) {
        all.add(new Mutant(name, Kind.STEP, (scope, reached) -> {
            reached.run();
            Model model = design.apply(scope);
            Changed changed = new Changed(model);
            List<Action> actions = new ArrayList<>();
            boolean any = false;
            for (Action action : model.actions()) {
                Optional<Action> other = action.name().equals(step) ? how.apply(changed, action) : Optional.empty();
                any |= other.isPresent();
                actions.add(other.orElse(action));
            }
            return any ? Optional.of(Changed.actions(model, actions)) : Optional.empty();
        }));
    }

    private void exchanged(String first, int firstPlace, String second, int secondPlace) {
        all.add(new Mutant(second + " comes before " + first, Kind.STEP, (scope, reached) -> {
            reached.run();
            Model model = design.apply(scope);
            Changed changed = new Changed(model);
            Optional<Action> one = only(model, first);
            Optional<Action> two = only(model, second);
            if (one.isEmpty() || two.isEmpty()) {
                return Optional.empty();
            }
            List<Action> actions = new ArrayList<>(model.actions());
            actions.replaceAll(action -> action.name().equals(first)
                    ? changed.insteadOf(action, firstPlace, two.get(), secondPlace)
                    : action.name().equals(second)
                            ? changed.insteadOf(action, secondPlace, one.get(), firstPlace)
                            : action);
            return Optional.of(Changed.actions(model, actions));
        }));
    }

    private static Optional<Action> only(Model model, String name) {
        List<Action> found =
                model.actions().stream().filter(a -> a.name().equals(name)).toList();
        return found.size() == 1 && found.get(0).parameters().size() == 1
                ? Optional.of(found.get(0))
                : Optional.empty();
    }
}
