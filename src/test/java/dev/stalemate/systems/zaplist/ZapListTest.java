package dev.stalemate.systems.zaplist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Declarations;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the zap list's steps declare, which property finds which mutant, and that reductions change nothing. */
class ZapListTest {
    private static final ZapListSystem SYSTEM = new ZapListSystem();

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ZapListDesign> DESIGNS = SYSTEM.designs();

    /** The sketch, and what differs from it in structure. */
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ZapListDesign> SOME = List.of(
            ZapListDesign.SKETCH,
            ZapListDesign.CHECKS_UNLOCKED,
            ZapListDesign.SETS_UNLOCKED,
            ZapListDesign.UNLINKS_LATE);

    /** Of two vCPUs and two ranges, what each safety property finds. */
    private static final Map<String, Set<String>> FOUND_BY = Map.of(
            "leaves-zapped",
                    Set.of(
                            "flag-cleared-unlocked",
                            "no-wait",
                            "list-checked-unlocked",
                            "list-empty-checked",
                            "free-before-unlink",
                            "free-before-zap",
                            "pointer-kept",
                            "one-pass",
                            "two-zappers",
                            "flag-cleared-early",
                            "unlink-after-zap"),
            "flag-clear-list-empty", Set.of("flag-cleared-unlocked", "one-pass", "flag-set-unlocked"),
            "listed-not-freed", Set.of("free-before-unlink", "pointer-kept"),
            "no-leaked-range", Set.of("zapped-not-freed", "rest-not-freed"),
            "no-use-after-free",
                    Set.of("list-checked-unlocked", "free-before-unlink", "free-before-zap", "pointer-kept"),
            "no-double-free", Set.of("pointer-kept"),
            "no-data-race",
                    Set.of("flag-cleared-unlocked", "list-checked-unlocked", "flag-set-unlocked", "unlink-unlocked"));

    @ParameterizedTest
    @FieldSource("DESIGNS")
    void everyStepDeclaresWhatItReadsAndWrites(ZapListDesign design) {
        String scope = design == ZapListDesign.SKETCH ? "subsets=on,spin=on" : "once=on";
        Model model = SYSTEM.model(design, SYSTEM.scope("small,vcpus=2," + scope));
        assertThat(Declarations.problems(model, 1, 60)).isEmpty();
    }

    @Test
    void eachPropertyFindsItsMutantsAndNoOther() {
        Map<String, Set<String>> found = new TreeMap<>();
        Set<Design> claimed = SYSTEM.claims().stream().map(Claim::design).collect(Collectors.toSet());
        for (Design design : claimed) {
            Model model = SYSTEM.model(design, SYSTEM.scope("small,vcpus=2"));
            for (Outcome outcome : search(model, SearchOptions.plain()).outcomes()) {
                if (outcome.verdict() == Verdict.VIOLATED) {
                    found.computeIfAbsent(outcome.law().name(), p -> new TreeSet<>())
                            .add(design.name());
                }
            }
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(new TreeMap<>(FOUND_BY));
    }

    @ParameterizedTest
    @FieldSource("SOME")
    void reductionsChangeNoVerdict(ZapListDesign design) {
        Model model = SYSTEM.model(design, SYSTEM.scope("small,vcpus=3,ranges=1"));
        SearchResult all = search(model, SearchOptions.plain());
        SearchResult reduced = search(
                model,
                SearchOptions.plain()
                        .withSymmetry(true)
                        .withPrecision(Precision.EXACT)
                        .withSymmetryFrom(1));
        assertThat(verdicts(reduced)).isEqualTo(verdicts(all));
        assertThat(reduced.symmetry().refused()).isEmpty();
        assertThat(reduced.states()).isLessThan(all.states() / 2);
    }

    @Test
    void randomWalksFindEveryMutantOfTheClaims() {
        for (Claim claim : SYSTEM.claims()) {
            Model model = claim.model();
            Law law = model.law(claim.law());
            if (claim.recorded() == Verdict.VIOLATED && !law.kind().isProgress()) {
                Outcome outcome = new RandomWalks(model, law, 1, 200)
                        .run(Limits.none().withStates(20_000), Monitor.SILENT)
                        .outcome();
                assertThat(outcome.verdict()).as(claim.id()).isEqualTo(Verdict.VIOLATED);
                assertThat(Trace.replay(model, outcome.steps()).firstViolation(law))
                        .isEqualTo(outcome.steps().size());
            }
        }
    }

    private static Map<String, Verdict> verdicts(SearchResult result) {
        return result.outcomes().stream().collect(Collectors.toMap(o -> o.law().name(), Outcome::verdict));
    }

    private static SearchResult search(Model model, SearchOptions options) {
        List<Law> safety =
                model.laws().stream().filter(p -> !p.kind().isProgress()).toList();
        return new BreadthFirst(() -> new Subject(model, safety), options, Monitor.SILENT).run();
    }
}
