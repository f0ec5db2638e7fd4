package dev.stalemate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two designs at once: each kind of difference is found where it first shows, and nothing else is one. */
class SideBySideTest {
    /** What a design of the toy does; the lamp can be switched three times, and a cache holds what it was. */
    private record Toy(int cached, int zaps, int most, boolean alsoReset, int resets, int seen, boolean strict)
            implements Design {
        static final Toy PLAIN = new Toy(1, 1, 3, true, 1, 1, false);

        @Override
        public String name() {
            return equals(PLAIN) ? "plain" : "changed";
        }

        @Override
        public String says() {
            return "a toy";
        }

        Toy with(String what, int value) {
            return new Toy(
                    what.equals("cached") ? value : cached,
                    what.equals("zaps") ? value : zaps,
                    what.equals("most") ? value : most,
                    what.equals("reset") ? value > 0 : alsoReset,
                    what.equals("resets") ? value : resets,
                    what.equals("seen") ? value : seen,
                    what.equals("strict") ? value > 0 : strict);
        }

        /** With {@code seen} 0 it has no such field. */
        Model model() {
            Layout.Builder shape = new Layout.Builder();
            IntField count = shape.number("count", 5, Integer::toString);
            IntField cache = shape.number("cache", 4, Integer::toString);
            IntField zapped = shape.number("zapped", 4, Integer::toString);
            IntField noticed = seen == 0 ? null : shape.number("seen", 2 + seen, Integer::toString);
            Index way = Index.of("way", resets);
            List<Action> actions = new ArrayList<>();
            actions.add(Action.named("switch")
                    .when((s, a) -> count.get(s, 0) < most)
                    .then((s, a) -> {
                        count.set(s, 0, count.get(s, 0) + 1);
                        cache.set(s, 0, count.get(s, 0) == 2 ? cached : 0);
                        zapped.set(s, 0, count.get(s, 0) == 3 ? zaps : 0);
                        if (noticed != null) {
                            noticed.set(s, 0, count.get(s, 0) == 1 ? seen : 0);
                        }
                    }));
            if (alsoReset) {
                actions.add(Action.named("reset").over(way).then((s, a) -> count.set(s, 0, 0)));
            }
            return new Model.Builder("toy", this, Scope.of("small", List.of()))
                    .layout(shape.build())
                    .actions(actions)
                    .laws(List.of(
                            Law.always("few", Law.Breaks.SPEED, "few").holds(s -> count.get(s, 0) < (strict ? 3 : 4))))
                    .build();
        }
    }

    private static Model both(Toy one, Toy other) {
        return SideBySide.of(one.model(), other.model());
    }

    private static Outcome outcome(Model model) {
        return StateSearch.of(model, model.laws(), Limits.none(), Monitor.SILENT)
                .outcome(model.laws().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cached; 2; 2; cache is 1 in plain, 2 in changed",
                "zaps; 2; 3; zapped is 1 in plain, 2 in changed",
                "most; 2; 3; the last step is possible in plain alone",
                "most; 4; 4; the last step is possible in changed alone",
                "reset; 0; 2; the last step is possible in plain alone",
                "seen; 2; 1; seen is 1 in plain, 2 in changed",
                "strict; 1; 3; few is violated in changed alone",
            })
    void aDifferenceIsFoundWhereItFirstShows(String what, int value, int steps, String says) {
        Model model = both(Toy.PLAIN, Toy.PLAIN.with(what, value));
        Outcome outcome = outcome(model);
        assertEquals(Verdict.VIOLATED, outcome.verdict());
        assertEquals(steps, outcome.steps().size());
        long[] end = Trace.replay(model, outcome.steps()).end();
        assertEquals(says, outcome.law().explanation().of(end).details().get(0));
        Outcome reversed = outcome(both(Toy.PLAIN.with(what, value), Toy.PLAIN));
        assertEquals(Verdict.VIOLATED, reversed.verdict());
        assertEquals(steps, reversed.steps().size());
    }

    @Test
    void stateThatOnlyOneHasIsNoDifference() {
        assertEquals(
                Verdict.HOLDS,
                outcome(both(Toy.PLAIN, Toy.PLAIN.with("seen", 0))).verdict());
        assertEquals(
                Verdict.HOLDS,
                outcome(both(Toy.PLAIN.with("seen", 0), Toy.PLAIN)).verdict());
        assertEquals(Verdict.HOLDS, outcome(both(Toy.PLAIN, Toy.PLAIN)).verdict());
    }

    @Test
    void theOtherDesignStaysWhereItIsInAStepThatChangesNothingThatBothPrint() {
        Model kvm = build("linux-6.7", "vm-copy");
        assertEquals(Verdict.VIOLATED, outcome(kvm).verdict());
        assertTrue(outcome(kvm).steps().size() > 1);
    }

    private static Model build(String design, String other) {
        ModelSystem kvm = Systems.catalogue().system("kvm");
        return kvm.build(kvm.design(design), kvm.scope("small,vcpus=1"), ModelSystem.sameAs(kvm.design(other)));
    }

    @Test
    void anActionWithOtherArgumentsCannotBeCompared() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> both(Toy.PLAIN, Toy.PLAIN.with("resets", 2)));
        assertEquals(
                "reset takes other arguments in changed than in plain at scope small",
                String.valueOf(refused.getMessage()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kvm; linux-6.7; small,vcpus=1",
                "kvm; cd0-zaps-non-wb; small,vcpus=1,costs=on",
                "xen-ept; always-calls; small",
                "zap-list; sketch; small",
                "nested-ept; patch-2010; small",
            })
    void aDesignIsTheSameAsItselfInAsManyStatesAsItHas(String name, String design, String scope) {
        ModelSystem system = Systems.catalogue().system(name);
        Design one = system.design(design);
        Limits limits = Limits.none().withStates(20_000);
        Model both = system.build(one, system.scope(scope), ModelSystem.sameAs(one));
        Model alone = system.build(one, system.scope(scope));
        SearchResult compared = StateSearch.of(both, both.laws(), limits, Monitor.SILENT);
        SearchResult checked = StateSearch.of(alone, List.of(), limits, Monitor.SILENT);
        assertTrue(compared.outcome(both.laws().get(0)).verdict() != Verdict.VIOLATED);
        assertEquals(checked.states(), compared.states());
        assertEquals(checked.transitions(), compared.transitions());
    }

    @Test
    void theShortestRunIsThatOfPlainSearchThroughPairsOfStates() {
        ModelSystem kvm = Systems.catalogue().system("kvm");
        Scope scope = kvm.scope("small,vcpus=1,frames=1");
        int differ = 0;
        for (Design design : kvm.designs()) {
            Model one = kvm.build(kvm.design("linux-6.7"), scope);
            Model other = kvm.build(design, scope);
            int expected = shortest(one, other);
            Outcome outcome = outcome(kvm.build(one.design(), scope, ModelSystem.sameAs(design)));
            assertEquals(expected < 0, outcome.verdict() != Verdict.VIOLATED, design.name());
            if (expected >= 0) {
                assertEquals(expected, outcome.steps().size(), design.name());
                differ++;
            }
        }
        assertTrue(
                differ > 10 && differ < kvm.designs().size(),
                differ + " of " + kvm.designs().size());
    }

    private static final class Both {
        private final long[] one;
        private final long[] other;
        private final int depth;

        Both(long[] one, long[] other, int depth) {
            this.one = one;
            this.other = other;
            this.depth = depth;
        }

        List<Object> key() {
            return List.of(Arrays.toString(one), Arrays.toString(other));
        }
    }

    /** The steps of the shortest run that tells two models apart; -1 if none does. */
    private static int shortest(Model one, Model other) {
        Set<Object> seen = new HashSet<>();
        ArrayDeque<Both> waiting = new ArrayDeque<>(List.of(new Both(one.initial(), other.initial(), 0)));
        List<Step> steps = one.steps();
        List<Step> others = other.steps();
        assertEquals(
                steps.stream().map(Step::toString).toList(),
                others.stream().map(Step::toString).toList());
        while (!waiting.isEmpty()) {
            Both here = waiting.remove();
            if (differ(one, here.one, other, here.other)) {
                return here.depth;
            }
            for (int i = 0; i < steps.size(); i++) {
                Both next = new Both(here.one.clone(), here.other.clone(), here.depth + 1);
                if (steps.get(i).enabled(here.one)) {
                    steps.get(i).apply(next.one);
                }
                if (others.get(i).enabled(here.other)) {
                    others.get(i).apply(next.other);
                }
                if (seen.add(next.key())) {
                    waiting.add(next);
                }
            }
        }
        return -1;
    }

    private static boolean differ(Model one, long[] state, Model other, long[] otherState) {
        Map<String, String> texts = one.layout().describe(state);
        Map<String, String> others = other.layout().describe(otherState);
        texts.keySet().retainAll(others.keySet());
        others.keySet().retainAll(texts.keySet());
        return !texts.equals(others) || !violated(one, state).equals(violated(other, otherState));
    }

    private static List<String> violated(Model model, long[] state) {
        return model.laws().stream()
                .filter(law -> law.violatedBy(state))
                .map(Law::name)
                .toList();
    }
}
