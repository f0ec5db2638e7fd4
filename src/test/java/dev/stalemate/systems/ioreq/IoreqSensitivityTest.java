package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.ProgressSearch;
import dev.stalemate.search.SearchResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class IoreqSensitivityTest {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final String RUNS = "dropped-before-guest-runs";
    private static final String RETURN = "dropped-before-return";
    private static final String ENDS = "foreign-removal-ends";
    private static final String FOREIGN = "foreign=on";

    private static final List<Pair> PAIRS = List.of(
            new Pair(RUNS, "vcpus=2", "arm-v3", "vcpu-flag"),
            new Pair(RUNS, "vcpus=2", "domain-clear-only", "vcpu-clear-only"),
            new Pair(RUNS, "superpage=on", "no-superpages", "vcpu-flag"),
            new Pair(RUNS, "servers=2,vcpus=1", "waits-for-one", "vcpu-flag"),
            new Pair(RUNS, "vcpus=1", "no-wait", "vcpu-flag"),
            new Pair(RUNS, "vcpus=1", "acks-first", "vcpu-flag"),
            new Pair(RUNS, "vcpus=1", "maps-unlocked", "vcpu-flag"),
            new Pair(RUNS, "vcpus=1", "keeps-locked", "vcpu-flag"),
            new Pair(RUNS, "vcpus=2", "domain-flag-first", "vcpu-flag-first"),
            new Pair(RUNS, FOREIGN, "xen-4.15", "xen-4.15-paused"),
            new Pair(RUNS, FOREIGN, "forwarded-unpaused", "forwarded"),
            new Pair(RUNS, "extents=2,preempt=on,vcpus=1,frames=3", "at-completion", "vcpu-flag"),
            new Pair(RETURN, FOREIGN, "arm-v3", "forwarded-unpaused"),
            new Pair(RETURN, FOREIGN, "always-flagged", "forwarded"),
            new Pair(RETURN, FOREIGN, "paused-domain-flag", "xen-4.15-paused"),
            new Pair(RETURN, FOREIGN, "clears-late", "xen-4.15-paused"),
            new Pair(RETURN, "foreign=on,life=on,early=on", "frozen", "forwarded"),
            new Pair(RETURN, "superpage=on,vcpus=1", "xen-4.14", "vcpu-flag"),
            new Pair(
                    "sent-before-return",
                    "vcpus=2,extents=2,preempt=on,frames=3",
                    "domain-at-completion",
                    "at-completion"),
            new Pair("sent-before-return", "vcpus=2,extents=2,preempt=on,frames=3", "xen-4.14", "at-completion"),
            new Pair("no-needless-invalidation", "vcpus=1,superpage=on", "vcpu-flag", "lost-frames-only"),
            new Pair("no-lost-write", "vcpus=1,populate=on", "no-wait", "vcpu-flag"),
            new Pair("no-write-to-another-guest", "vcpus=1,others=on,foreign=on", "", "arm-v3"));

    /**
     * A scope, a design that breaks a property there, and one that does not; an empty name stands for the good one where mappings hold no
     * references.
     */
    private record Pair(String law, String scope, String bad, String good) {}

    @ParameterizedTest
    @FieldSource("PAIRS")
    void aPropertyFailsForOneDesignAndHoldsForAnother(Pair pair) {
        boolean unreferenced = pair.bad.isEmpty();
        SearchResult bad = search(
                unreferenced ? pair.good : pair.bad, pair.law, pair.scope + (unreferenced ? ",references=off" : ""));
        assertThat(bad.outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
        SearchResult good = search(pair.good, pair.law, pair.scope);
        assertThat(good.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(good.outcomes().get(0).premiseHeld()).isPositive();
        assertThat(good.neverTaken()).isEmpty();
    }

    private static SearchResult search(String design, String law, String settings) {
        Scope scope = Scope.of("test", SYSTEM.settings()).with(settings);
        Model model = SYSTEM.model(SYSTEM.design(design), scope);
        return new BreadthFirst(model, List.of(model.law(law)), Limits.none(), Monitor.SILENT).run();
    }

    /** Whoever forwards a removal to all servers and waits must not be one of them; who only sets flags may be. */
    @ParameterizedTest
    @CsvSource({
        "forwarded, remover=toolstack, HOLDS",
        "forwarded, remover=server, VIOLATED",
        "forwarded-unpaused, remover=server, VIOLATED",
        "xen-4.15-paused, remover=server, HOLDS"
    })
    void aRemovalThatWaitsForItselfNeverEnds(String design, String remover, Verdict verdict) {
        Model model = SYSTEM.model(SYSTEM.design(design), SYSTEM.scope("foreign,servers=2," + remover));
        Law ends = model.law(ENDS);
        SearchResult result = new ProgressSearch(model, List.of(ends), Limits.none(), Monitor.SILENT).run();
        assertThat(result.outcome(ends).verdict()).isEqualTo(verdict);
        assertThat(result.outcome(ends).premiseHeld()).isPositive();
    }

    @Test
    void noPropertyIsLeftOut() {
        Model everything = SYSTEM.model(IoreqDesigns.THREAD, SYSTEM.scope("small,populate=on,others=on,foreign=on"));
        Set<String> names = everything.laws().stream().map(Law::name).collect(Collectors.toSet());
        assertThat(names.remove(ENDS)).as("has a test of its own").isTrue();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        PAIRS.stream().map(Pair::law).collect(Collectors.toCollection(TreeSet::new)));
    }
}
