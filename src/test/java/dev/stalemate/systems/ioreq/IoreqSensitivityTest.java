package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class IoreqSensitivityTest extends DesignPairs {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final String RUNS = "dropped-before-guest-runs";
    private static final String RETURN = "dropped-before-return";
    private static final String ENDS = "foreign-removal-ends";
    private static final String ISOLATION = "no-write-to-another-guest";
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
            new Pair("no-lost-write", "vcpus=1,populate=on", "no-wait", "vcpu-flag"));

    IoreqSensitivityTest() {
        super(SYSTEM, PAIRS);
    }

    /** No design breaks it while mappings hold references, and any does without. */
    @ParameterizedTest
    @CsvSource({"references=on, HOLDS", "references=off, VIOLATED"})
    void isolationRestsOnReferences(String references, Verdict verdict) {
        Model model = checks.model("arm-v3", "vcpus=1,others=on,foreign=on," + references);
        SearchResult result = SystemChecks.search(model, ISOLATION);
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(verdict);
        if (verdict == Verdict.HOLDS) {
            assertThat(result.outcomes().get(0).premiseHeld()).isPositive();
            assertThat(result.neverTaken()).isEmpty();
        }
    }

    /** The caller that forwards a removal to all servers and waits must not be one of them; one that only sets flags may be. */
    @ParameterizedTest
    @CsvSource({
        "forwarded, remover=toolstack, HOLDS",
        "forwarded, remover=server, VIOLATED",
        "forwarded-unpaused, remover=server, VIOLATED",
        "xen-4.15-paused, remover=server, HOLDS"
    })
    void aRemovalThatWaitsForItselfNeverEnds(String design, String remover, Verdict verdict) {
        Model model = SYSTEM.model(SYSTEM.design(design), SYSTEM.scope("foreign,servers=2," + remover));
        Outcome outcome = SystemChecks.search(model, ENDS).outcomes().get(0);
        assertThat(outcome.verdict()).isEqualTo(verdict);
        assertThat(outcome.premiseHeld()).isPositive();
    }

    /** All but those that have tests of their own. */
    @Override
    protected Set<String> names() {
        Model everything = SYSTEM.model(IoreqDesign.THREAD, SYSTEM.scope("small,populate=on,others=on,foreign=on"));
        Set<String> names = everything.laws().stream().map(Law::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(names.remove(ENDS)).isTrue();
        assertThat(names.remove(ISOLATION)).isTrue();
        return names;
    }
}
