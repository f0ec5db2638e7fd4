package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.RandomSystem;
import dev.stalemate.model.RandomSystems;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.trace.Trace;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The drivers on random transition systems, compared with a search that shares no code with them. */
@Domain(DomainContext.Global.class)
@Domain(RandomSystems.class)
class SearchProperties {
    private static final Limits NONE = Limits.none();

    @Property
    void statesTransitionsAndDepthsAreThoseOfANaiveSearch(@ForAll RandomSystem system) {
        // Without properties nothing ends the search early; the properties are compared below.
        NaiveSearch naive = NaiveSearch.of(without(system));
        SearchResult result = search(system.model(), List.of(), NONE);
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
        assertThat(naive.differences(result)).isEmpty();
    }

    @Property
    void verdictsAndLengthsOfRunsAreThoseOfANaiveSearch(@ForAll RandomSystem system) {
        Model model = system.model();
        SearchResult result = search(model, model.laws(), NONE);
        assertThat(NaiveSearch.of(system).differencesInAnswers(result)).isEmpty();
    }

    @Property
    void aCounterexampleReplaysAndOnlyItsLastStateViolates(@ForAll RandomSystem system) {
        Model model = system.model();
        for (Outcome outcome : search(model, model.laws(), NONE).outcomes()) {
            Trace trace = Trace.replay(model, outcome.steps());
            boolean violated =
                    outcome.verdict() == Verdict.VIOLATED && outcome.law().kind() == Law.Kind.ALWAYS;
            assertThat(trace.firstViolation(outcome.law()))
                    .isEqualTo(violated ? outcome.steps().size() : -1);
        }
    }

    @Property
    void theSameSearchTwiceHasTheSameResult(@ForAll RandomSystem system) {
        Model model = system.model();
        SearchResult first = search(model, model.laws(), NONE);
        SearchResult second = search(system.model(), system.model().laws(), NONE);
        assertThat(second.states()).isEqualTo(first.states());
        assertThat(second.transitions()).isEqualTo(first.transitions());
        assertThat(second.depth()).isEqualTo(first.depth());
        assertThat(second.figures()).isEqualTo(first.figures());
        for (int i = 0; i < first.outcomes().size(); i++) {
            assertThat(second.outcomes().get(i).verdict())
                    .isEqualTo(first.outcomes().get(i).verdict());
            assertThat(second.outcomes().get(i).steps())
                    .hasToString(first.outcomes().get(i).steps().toString());
        }
    }

    @Property
    void figuresAreThoseOfTheStates(@ForAll RandomSystem system) {
        Set<Object> states = NaiveSearch.of(system).distances().keySet();
        long sum = 0;
        long largest = 0;
        for (Object state : states) {
            int first = (Integer) ((List<?>) state).get(0);
            sum += first;
            largest = Math.max(largest, first);
        }
        SearchResult result = search(system.model(), List.of(), NONE);
        assertThat(result.figures()).containsEntry("sum of p0", sum).containsEntry("largest p0", largest);
    }

    @Property
    void aBoundOnDepthSeesTheStatesWithinIt(@ForAll RandomSystem system) {
        NaiveSearch naive = NaiveSearch.of(system);
        for (int depth = 0; depth <= naive.depth() + 1; depth++) {
            int bound = depth;
            SearchResult result = search(system.model(), List.of(), NONE.withDepth(depth));
            assertThat(result.states())
                    .isEqualTo(naive.distances().values().stream()
                            .filter(d -> d <= bound)
                            .count());
            assertThat(result.depth()).isEqualTo(Math.min(depth, naive.depth()));
            assertThat(result.end()).isEqualTo(depth <= naive.depth() ? End.DEPTH : End.EXHAUSTED);
        }
    }

    /** The comparison itself must be able to fail. */
    @Property(tries = 100)
    void aSearchThatStopsEarlyDiffersFromANaiveOne(@ForAll RandomSystem system) {
        NaiveSearch naive = NaiveSearch.of(without(system));
        assumeThat(naive.depth()).isPositive();
        SearchResult shallow = search(system.model(), List.of(), NONE.withDepth(naive.depth() - 1));
        assertThat(naive.differences(shallow)).anyMatch(d -> d.startsWith("states"));
    }

    /** The comparison itself must be able to fail. */
    @Property(tries = 100)
    void aSearchWithoutOneOfTheRulesDiffersFromANaiveOne(@ForAll RandomSystem system) {
        NaiveSearch naive = NaiveSearch.of(without(system));
        int rules = system.rules().size() - 1;
        long last = naive.taken().entrySet().stream()
                .filter(e -> e.getKey().startsWith("rule-" + rules))
                .mapToLong(Map.Entry::getValue)
                .sum();
        assumeThat(last).isPositive();
        RandomSystem fewer = new RandomSystem(
                system.bounds(), system.styles(), system.rules().subList(0, rules), List.of());
        assertThat(naive.differences(search(fewer.model(), List.of(), NONE)))
                .anyMatch(d -> d.startsWith("transitions"));
    }

    @Property
    void aRandomWalkStaysAmongTheStatesOfTheSearch(@ForAll RandomSystem system, @ForAll long seed) {
        Model model = system.model();
        Set<Object> states = NaiveSearch.of(system).distances().keySet();
        Set<Object> walked = new HashSet<>();
        // A property that never fails sees every state of every walk.
        Law watch = Law.always("watch", Law.Breaks.SPEED, "").holds(s -> {
            walked.add(system.read(model, s));
            return true;
        });
        new RandomWalks(model, watch, seed, 100).run(NONE.withStates(5), Monitor.SILENT);
        assertThat(states).containsAll(walked);
        assertThat(walked).contains(system.initial());
    }

    @Property(tries = 400)
    void aRandomWalkFindsNoViolationOfWhatHolds(@ForAll RandomSystem system, @ForAll long seed) {
        Model model = system.model();
        for (Outcome outcome : search(model, model.laws(), NONE).outcomes()) {
            Outcome random = new RandomWalks(model, outcome.law(), seed, 200)
                    .run(NONE.withStates(20), Monitor.SILENT)
                    .outcome();
            if (random.verdict() == Verdict.VIOLATED) {
                assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
                List<Step> steps = random.steps();
                assertThat(steps).hasSizeGreaterThanOrEqualTo(outcome.steps().size());
                assertThat(Trace.replay(model, steps).firstViolation(outcome.law()))
                        .isEqualTo(steps.size());
            } else {
                assertThat(random.verdict()).isEqualTo(Verdict.UNDECIDED);
                assertThat(random.steps()).isEmpty();
            }
        }
    }

    private static RandomSystem without(RandomSystem system) {
        return new RandomSystem(system.bounds(), system.styles(), system.rules(), List.of());
    }

    private static SearchResult search(Model model, List<Law> laws, Limits limits) {
        return new BreadthFirst(model, laws, limits, Monitor.SILENT).run();
    }
}
