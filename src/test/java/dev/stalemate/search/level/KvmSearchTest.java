package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The drivers on the systems of this tool: SPIN's counts, and claims on which all drivers agree. */
class KvmSearchTest {
    private static final Limits NONE = Limits.none();
    private static final int WALK = 200;
    /** The rarest finding needs about five hundred walks. */
    private static final int MOST_WALKS = 100_000;

    @ParameterizedTest(name = "{0} vCPUs, {1} frames: {2} states, {3} transitions")
    @CsvSource({"2, 2, 3116, 33005", "3, 3, 1106976, 21457921"})
    void countsOfTheBenchAreThoseOfSpin(int vcpus, int frames, long states, long transitions) {
        Model model = bench("cd0-zaps-all", vcpus, frames);
        Law law = model.law("no-stale-quiescent");
        SearchResult result = search(model, law);
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
        assertThat(result.outcome(law).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.transitions()).isEqualTo(transitions);
        assertThat(result.neverTaken()).isEmpty();
        assertThat(result.collisions().probability()).as("one word a state").isZero();
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @CsvSource({"linux-4.9, 2", "cd0-zaps-non-wb, 3", "cd0-zaps-all, 2", "cd0-zaps-all, 5"})
    void anyNumberOfThreadsFindsTheSame(String design, int threads) {
        Supplier<Subject> subjects = () -> {
            Model model = bench(design, 3, 2);
            return new Subject(model, List.of(model.law("no-stale-quiescent"), model.law("never-weaker")));
        };
        SearchResult one = new BreadthFirst(subjects, SearchOptions.plain(), Monitor.SILENT).run();
        SearchResult more =
                new BreadthFirst(subjects, SearchOptions.plain().withThreads(threads), Monitor.SILENT).run();
        assertThat(more.states()).isEqualTo(one.states());
        assertThat(more.transitions()).isEqualTo(one.transitions());
        assertThat(more.depth()).isEqualTo(one.depth());
        assertThat(more.bytes()).isEqualTo(one.bytes());
        assertThat(more.fired()).isEqualTo(one.fired());
        for (int p = 0; p < 2; p++) {
            assertThat(more.outcomes().get(p).verdict())
                    .isEqualTo(one.outcomes().get(p).verdict());
            assertThat(more.outcomes().get(p).steps())
                    .hasToString(one.outcomes().get(p).steps().toString());
            assertThat(more.outcomes().get(p).premiseHeld())
                    .isEqualTo(one.outcomes().get(p).premiseHeld());
        }
    }

    @ParameterizedTest(name = "policy {0} is {1}")
    @CsvSource({"linux-4.9, VIOLATED", "cd0-zaps-non-wb, VIOLATED", "cd0-zaps-all, HOLDS"})
    void verdictsOfTheBenchAreThoseOfSpin(String design, Verdict verdict) {
        Model model = bench(design, 2, 2);
        Law law = model.law("no-stale-quiescent");
        assertThat(search(model, law).outcome(law).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violatedClaims")
    void aCounterexampleReplaysAndOnlyItsLastStateViolates(String id, Claim claim) {
        Model model = claim.model();
        Law law = model.law(claim.law());
        Outcome outcome = search(model, law).outcome(law);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(Trace.replay(model, outcome.steps()).firstViolation(law))
                .isEqualTo(outcome.steps().size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claimsOfFewStates")
    void aNaiveSearchOfPrintedStatesFindsTheSame(String id, Claim claim) {
        Model model = claim.model();
        Law law = model.law(claim.law());
        SearchResult all = new BreadthFirst(model, List.of(), NONE, Monitor.SILENT).run();
        // The search ends with its last answer, so the space is compared without the property, and then the answer.
        assertThat(NaiveSearch.of(model).differences(all)).isEmpty();
        assertThat(NaiveSearch.of(model, law).differencesInAnswers(search(model, law)))
                .isEmpty();
    }

    @Tag("thorough")
    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void randomWalksFindWhatIsViolatedAndNothingElse(String id, Claim claim) {
        Model model = claim.model();
        Law law = model.law(claim.law());
        boolean violated = claim.recorded() == Verdict.VIOLATED;
        RandomWalks.Result result =
                new RandomWalks(model, law, 1, WALK).run(NONE.withStates(violated ? MOST_WALKS : 200), Monitor.SILENT);
        Outcome outcome = result.outcome();
        assertThat(outcome.verdict()).isEqualTo(violated ? Verdict.VIOLATED : Verdict.UNDECIDED);
        assertThat(outcome.premiseHeld()).isPositive();
        if (violated) {
            assertThat(Trace.replay(model, outcome.steps()).firstViolation(law))
                    .isEqualTo(outcome.steps().size());
        }
    }

    /** The drivers ask guards and properties about one copy of a state: one that wrote to it would make the search wrong. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void guardsAndPropertiesLeaveStatesAlone(String id, Claim claim) {
        Model model = claim.model();
        Law unchanged = Law.always("unchanged", Law.Breaks.SPEED, "").holds(s -> {
            long[] before = s.clone();
            model.steps().forEach(step -> step.enabled(s));
            for (Law p : model.laws()) {
                p.violatedBy(s);
            }
            return Arrays.equals(before, s);
        });
        SearchResult result = search(model, NONE.withStates(300), unchanged);
        assertThat(result.outcome(unchanged).verdict()).isNotEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aScopeThatCanNotBeListedIsForRandomWalksOnly() {
        KvmSystem system = new KvmSystem();
        Model model = system.model(system.design("linux-4.9"), system.scope("wide"));
        assertThat(model.isFinite()).isFalse();
        assertThatThrownBy(() -> search(model, model.laws().get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("scope wide is too wide for an exhaustive search: wrmsr msr=0x");
    }

    static Stream<Arguments> claims() {
        return Systems.catalogue().claims().stream()
                // ProgressSearch decides those; a walk can't find a violation of them.
                .filter(c -> !c.model().law(c.law()).kind().isProgress())
                .map(c -> Arguments.of(c.id() + " " + c.design().name() + " " + c.law(), c));
    }

    static Stream<Arguments> violatedClaims() {
        return claims().filter(a -> ((Claim) a.get()[1]).recorded() == Verdict.VIOLATED);
    }

    /** Printing states is slow. */
    static Stream<Arguments> claimsOfFewStates() {
        return claims().filter(a -> {
            Claim claim = (Claim) a.get()[1];
            Limits few = NONE.withStates(2_500);
            return new BreadthFirst(claim.model(), List.of(), few, Monitor.SILENT)
                            .run()
                            .end()
                    == End.EXHAUSTED;
        });
    }

    private static Model bench(String design, int vcpus, int frames) {
        KvmSystem system = new KvmSystem();
        return system.model(system.design(design), system.scope("bench,vcpus=" + vcpus + ",frames=" + frames));
    }

    private static SearchResult search(Model model, Law law) {
        return search(model, NONE, law);
    }

    private static SearchResult search(Model model, Limits limits, Law law) {
        return new BreadthFirst(model, List.of(law), limits, Monitor.SILENT).run();
    }
}
