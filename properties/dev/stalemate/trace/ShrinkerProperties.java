package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.RandomSystem;
import dev.stalemate.model.RandomSystems;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.level.BreadthFirst;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Long runs of random systems, shrunk: what is left fails as it did, and nothing of it could be left out. */
@Domain(DomainContext.Global.class)
@Domain(RandomSystems.class)
class ShrinkerProperties {
    private static final int LONG = 80;

    @Property(tries = 500)
    void aShrunkRunIsMinimalAndHasOtherActionsOnlyWhereNoRunIsShorter(
            @ForAll RandomSystem system, @ForAll Random random) {
        Model model = system.model();
        List<Step> run = run(model, random);
        for (Law law : model.laws()) {
            if (Shrinking.violates(model, law, run)) {
                Trace shrunk = new Shrinker(model, law).shrink(run);
                assertThat(shrunk.steps()).hasSizeLessThanOrEqualTo(run.size());
                if (!actions(run).containsAll(actions(shrunk.steps()))) {
                    assertThat(shrunk.steps()).hasSize(shortest(model, law));
                }
                Shrinking.assertMinimal(shrunk, law);
                assertThat(new Shrinker(model, law).shrink(shrunk.steps()).steps())
                        .as("shrunk again")
                        .isEqualTo(shrunk.steps());
            }
        }
    }

    private static int shortest(Model model, Law law) {
        return new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT)
                .run()
                .outcome(law)
                .steps()
                .size();
    }

    @Property(tries = 500)
    void aShrunkRunIsShortestAmongTheRunsOfItsActions(@ForAll RandomSystem system, @ForAll Random random) {
        Model model = system.model();
        List<Step> run = run(model, random);
        for (Outcome outcome : new BreadthFirst(model, model.laws(), Limits.none(), Monitor.SILENT)
                .run()
                .outcomes()) {
            if (Shrinking.violates(model, outcome.law(), run)) {
                List<Step> shrunk =
                        new Shrinker(model, outcome.law()).shrink(run).steps();
                int shortest = outcome.steps().size();
                assertThat(shrunk).hasSizeGreaterThanOrEqualTo(shortest);
                if (actions(shrunk).containsAll(actions(outcome.steps()))) {
                    assertThat(shrunk).hasSize(shortest);
                }
            }
        }
    }

    @Property(tries = 500)
    void aReplayTakesTheStatesOfTheRun(@ForAll RandomSystem system, @ForAll Random random) {
        Model model = system.model();
        List<Step> run = run(model, random);
        Trace trace = Trace.replay(model, run);
        List<Integer> state = system.initial();
        assertThat(system.read(model, trace.state(0))).isEqualTo(state);
        for (int i = 0; i < run.size(); i++) {
            Step step = run.get(i);
            List<Integer> next = system.after(state, model.actions().indexOf(step.action()), (int) step.arg(0));
            assertThat(system.read(model, trace.state(i + 1))).isEqualTo(next);
            assertThat(trace.changes(i).isEmpty()).isEqualTo(next.equals(state));
            assertThat(trace.hash(i) == trace.hash(i + 1)).isEqualTo(next.equals(state));
            state = next;
        }
    }

    /** Any steps that are possible one after the other, whatever they violate. */
    private static List<Step> run(Model model, Random random) {
        List<Step> run = new ArrayList<>();
        long[] state = model.initial();
        for (int i = 0; i < LONG; i++) {
            List<Step> possible =
                    model.steps().stream().filter(s -> s.enabled(state)).toList();
            if (possible.isEmpty()) {
                break;
            }
            Step step = possible.get(random.nextInt(possible.size()));
            step.apply(state);
            run.add(step);
        }
        return run;
    }

    private static List<Action> actions(List<Step> steps) {
        return steps.stream().map(Step::action).distinct().toList();
    }
}
