package dev.stalemate.search.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Automaton;
import dev.stalemate.model.Automaton.Move;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Progress of random systems, compared with the definition, which is tried on every set of states. */
class ProgressProperties {
    private static final int MOST = 6;

    @Property(tries = 3000)
    void theVerdictIsThatOfTheDefinition(@ForAll("automata") Automaton automaton) {
        Outcome outcome = outcome(automaton.model(), "arrives");
        boolean vacuous = (automaton.reach(1, -1) & automaton.premise()) == 0;
        Verdict expected = automaton.canStray() ? Verdict.VIOLATED : vacuous ? Verdict.VACUOUS : Verdict.HOLDS;
        assertThat(outcome.verdict()).isEqualTo(expected);
    }

    @Property
    void aCounterexampleIsOneByTheDefinition(@ForAll("automata") Automaton automaton) {
        Model model = automaton.model();
        Outcome outcome = outcome(model, "arrives");
        if (outcome.verdict() == Verdict.VIOLATED) {
            Trace trace = Trace.replay(model, outcome.steps(), outcome.loop());
            assertThat(Refutation.of(trace, outcome.law()).objection()).isEmpty();
        } else {
            assertThat(outcome.steps()).isEmpty();
            assertThat(outcome.loop()).isEqualTo(Outcome.NO_LOOP);
        }
    }

    /** Runs of any kind, so that what judges runs is tested, too. */
    @Property(tries = 3000)
    void noRunIsACounterexampleIfThePropertyHolds(
            @ForAll("automata") Automaton automaton, @ForAll List<Integer> choices, @ForAll int start) {
        Model model = automaton.model();
        List<Step> steps = new ArrayList<>();
        long[] state = model.initial();
        for (int choice : choices.subList(0, Math.min(8, choices.size()))) {
            Step step = model.steps().get(Math.floorMod(choice, model.steps().size()));
            if (step.enabled(state)) {
                step.apply(state);
                steps.add(step);
            }
        }
        int loop = Math.floorMod(start, steps.size() + 1);
        if (Arrays.equals(Trace.replay(model, steps).state(loop), state)
                && Trace.replay(model, steps, loop).firstViolation(model.law("arrives")) >= 0) {
            assertThat(automaton.canStray()).isTrue();
        }
    }

    @Property
    void aDeadlockIsFoundByAShortestRun(@ForAll("automata") Automaton automaton) {
        Model model = automaton.model();
        Outcome outcome = outcome(model, "goes-on");
        int reached = 1;
        int steps = 0;
        while (!deadlock(automaton, reached) && reached != automaton.reach(1, -1)) {
            int before = reached;
            for (int s = 0; s < automaton.states(); s++) {
                for (Move move : automaton.moves()) {
                    int to = move.to().get(s);
                    reached |= Automaton.has(before, s) && to != Automaton.OFF ? 1 << to : 0;
                }
            }
            steps++;
        }
        assertThat(outcome.verdict()).isEqualTo(deadlock(automaton, reached) ? Verdict.VIOLATED : Verdict.HOLDS);
        if (outcome.verdict() == Verdict.VIOLATED) {
            assertThat(outcome.steps()).hasSize(steps);
            assertThat(Trace.replay(model, outcome.steps()).firstViolation(outcome.law()))
                    .isEqualTo(steps);
        }
    }

    private static boolean deadlock(Automaton automaton, int among) {
        for (int s = 0; s < automaton.states(); s++) {
            int state = s;
            if (Automaton.has(among & ~automaton.goal(), s)
                    && automaton.moves().stream().allMatch(m -> m.to().get(state) == Automaton.OFF)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome outcome(Model model, String law) {
        return new ProgressSearch(model, List.of(model.law(law)), Limits.none(), Monitor.SILENT)
                .run()
                .outcomes()
                .get(0);
    }

    @Provide
    Arbitrary<Automaton> automata() {
        return Arbitraries.integers().between(1, MOST).flatMap(states -> {
            Arbitrary<Integer> targets = Arbitraries.frequencyOf(
                    Tuple.of(1, Arbitraries.just(Automaton.OFF)),
                    Tuple.of(2, Arbitraries.integers().between(0, states - 1)));
            Arbitrary<Move> moves = Combinators.combine(
                            Arbitraries.of(true, true, false), targets.list().ofSize(states))
                    .as(Move::new);
            Arbitrary<Integer> sets = Arbitraries.integers().between(0, (1 << states) - 1);
            return Combinators.combine(moves.list().ofMinSize(1).ofMaxSize(4), sets, sets)
                    .as((list, premise, goal) -> new Automaton(states, list, premise, goal));
        });
    }
}
