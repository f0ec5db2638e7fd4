package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exhaustive search with symmetry, compared with the same search without it. */
class SymmetricSearchTest {
    private static final SearchOptions PLAIN = SearchOptions.plain();
    private static final SearchOptions SYMMETRIC = PLAIN.withSymmetry(true).withSymmetryFrom(0);

    static Stream<Arguments> claims() {
        return Systems.catalogue().claims().stream()
                .filter(c ->
                        c.model().isFinite() && !c.model().law(c.law()).kind().isProgress())
                .filter(c -> search(c::model, PLAIN.withLimits(Limits.none().withStates(20_000)))
                                .end()
                        == End.EXHAUSTED)
                .map(c -> Arguments.of(c.id(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void verdictsCountsAndShortestRunsOfEveryClaimAreTheSame(String id, Claim claim) {
        SearchResult all = search(claim::model, PLAIN);
        SearchResult symmetric = search(claim::model, SYMMETRIC);
        assertThat(symmetric.symmetry().stoodFor()).as(id).isEqualTo(all.states());
        assertThat(symmetric.depth()).as("of the nearest state of each orbit").isLessThanOrEqualTo(all.depth());
        assertThat(symmetric.figures()).isEqualTo(all.figures());
        assertThat(symmetric.neverTaken()).isEqualTo(all.neverTaken());

        Outcome whole = search(claim::model, PLAIN, claim.law()).outcomes().get(0);
        SearchResult reduced = search(claim::model, SYMMETRIC, claim.law());
        Outcome outcome = reduced.outcomes().get(0);
        assertThat(outcome.verdict()).isEqualTo(whole.verdict());
        assertThat(outcome.steps()).hasSameSizeAs(whole.steps());
        if (reduced.end() == End.EXHAUSTED) {
            assertThat(outcome.premiseHeld()).isEqualTo(whole.premiseHeld());
        }
        if (outcome.verdict() == Verdict.VIOLATED && !outcome.steps().isEmpty()) {
            Model model = claim.model();
            assertThat(Trace.replay(model, outcome.steps()).firstViolation(model.law(claim.law())))
                    .isEqualTo(outcome.steps().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyNumberOfThreadsLeavesOutTheSame(int threads) {
        Supplier<Model> model = () -> alike(5, 9, 9);
        SearchResult one = search(model, SYMMETRIC, "corner");
        SearchResult more = search(model, SYMMETRIC.withThreads(threads), "corner");
        assertThat(one.symmetry().used()).containsExactly("counter");
        assertThat(more.states())
                .isEqualTo(one.states())
                .isLessThan(one.symmetry().stoodFor() / 20);
        assertThat(more.transitions()).isEqualTo(one.transitions());
        assertThat(more.fired()).isEqualTo(one.fired());
        assertThat(more.outcomes().get(0).steps())
                .hasToString(one.outcomes().get(0).steps().toString());
    }

    @Test
    void aSmallSpaceIsSearchedAsItIs() {
        SearchResult result = search(() -> alike(3, 6, 6), SYMMETRIC.withSymmetryFrom(6 * 6 * 6));
        assertThat(result.states()).isEqualTo(6 * 6 * 6);
        assertThat(result.symmetry().used()).isEmpty();
        SearchResult larger = search(() -> alike(3, 6, 6), SYMMETRIC.withSymmetryFrom(6 * 6 * 6 - 1));
        assertThat(larger.states()).as("multisets of three").isEqualTo(6 * 7 * 8 / 6);
        assertThat(larger.symmetry().stoodFor()).isEqualTo(6 * 6 * 6);
    }

    @Test
    void aSymmetryThatTurnsOutNotToHoldIsGivenUp() {
        // Near the corner only the first counter goes on, which the random walks of the sample do not reach.
        Supplier<Model> model = () -> alike(2, 120, 110);
        assertThat(Symmetry.of(model.get(), model.get().laws()).refused()).isEmpty();
        SearchResult result = search(model, SYMMETRIC, "corner");
        SearchResult plain = search(model, PLAIN, "corner");
        assertThat(result.symmetry().used()).isEmpty();
        assertThat(result.symmetry().refused()).singleElement().asString().startsWith("counter: step up counter=");
        assertThat(result.states()).isEqualTo(plain.states());
        assertThat(result.outcomes().get(0).verdict())
                .isEqualTo(plain.outcomes().get(0).verdict());
        assertThat(result.outcomes().get(0).steps())
                .hasToString(plain.outcomes().get(0).steps().toString());
    }

    @Test
    void aMonitorIsToldThatTheSearchStartsAgain() {
        List<String> again = new ArrayList<>();
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return false;
            }

            @Override
            public void restarted(String why) {
                again.add(why);
            }
        };
        SearchResult result = search(() -> alike(2, 120, 110), SYMMETRIC, monitor, "corner");
        assertThat(result.symmetry().refused()).isNotEmpty();
        assertThat(again).containsExactly("as it is large", "without symmetry, which this design breaks");
    }

    /** Counters that the layout calls alike. Once all have reached a height, only the first goes on. */
    static Model alike(int n, int bound, int height) {
        Layout.Builder b = new Layout.Builder();
        Index counter = Index.of("counter", n);
        b.interchangeable(counter);
        IntField c = b.number("c", bound, Integer::toString, counter);
        Action up = Action.named("up")
                .over(counter)
                .when((s, a) -> c.get(s, (int) a[0]) < bound - 1 && (a[0] == 0 || !all(c, n, s, height)))
                .then((s, a) -> c.set(s, (int) a[0], c.get(s, (int) a[0]) + 1));
        return Toys.model(b, List.of(up), Toys.never("corner", s -> all(c, n, s, bound - 1)));
    }

    private static boolean all(IntField c, int n, long[] s, int height) {
        for (int i = 0; i < n; i++) {
            if (c.get(s, i) < height) {
                return false;
            }
        }
        return true;
    }

    @Test
    void anActionWhoseMirrorImageIsTakenInsteadIsFoundWithoutSymmetry() {
        Supplier<Model> twins = () -> {
            Layout.Builder b = new Layout.Builder();
            Index counter = Index.of("counter", 2);
            b.interchangeable(counter);
            IntField c = b.number("c", 3, Integer::toString, counter);
            Action up = Action.named("up")
                    .over(counter)
                    .when((s, a) -> c.get(s, (int) a[0]) < 2)
                    .then((s, a) -> c.set(s, (int) a[0], c.get(s, (int) a[0]) + 1));
            Action first = Action.named("reset-first")
                    .when((s, a) -> c.get(s, 0) == 2 && c.get(s, 1) == 0)
                    .then((s, a) -> c.set(s, 0, 0));
            Action second = Action.named("reset-second")
                    .when((s, a) -> c.get(s, 1) == 2 && c.get(s, 0) == 0)
                    .then((s, a) -> c.set(s, 1, 0));
            return Toys.model(b, List.of(up, first, second));
        };
        assertThat(Symmetry.of(twins.get(), List.of()).used()).containsExactly("counter");
        assertThat(search(twins, SYMMETRIC).neverTaken()).isEmpty();
    }

    private static SearchResult search(Supplier<Model> models, SearchOptions options, String... laws) {
        return search(models, options, Monitor.SILENT, laws);
    }

    private static SearchResult search(Supplier<Model> models, SearchOptions options, Monitor monitor, String... laws) {
        Supplier<Subject> subjects = () -> {
            Model model = models.get();
            List<Law> asked = Stream.of(laws).map(model::law).toList();
            return new Subject(model, asked);
        };
        return new BreadthFirst(subjects, options, monitor).run();
    }
}
