package dev.stalemate.systems.iotlb;

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
import org.junit.jupiter.params.provider.FieldSource;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class IotlbSensitivityTest {
    private static final IotlbSystem SYSTEM = new IotlbSystem();
    private static final String FREED = "flushed-before-free";
    private static final String RETAINED = "no-retained-mapping";

    private static final List<Pair> PAIRS = List.of(
            new Pair(FREED, "frames=1", "unmap-says-absent", "absent-under-id-0"),
            new Pair(FREED, "moves=1,removes=off", "defers-all", "displaced-flushed"),
            new Pair(FREED, "moves=1,cpus=2", "displaced-flushed", "xen-4.16"),
            new Pair(FREED, "moves=1,cpus=2", "moved-held", "xen-4.16"),
            new Pair(FREED, "moves=1,cpus=2", "drops-early", "xen-4.16"),
            new Pair(FREED, "moves=1,cpus=2", "all-is-page-0", "all-at-end"),
            new Pair(FREED, "moves=1,cpus=2,caching-mode=on", "all-is-page-0", "all-at-end"),
            new Pair(FREED, "commands=4", "amd-gives-up", "amd-waits"),
            new Pair(FREED, "commands=4", "amd-reports", "amd-waits"),
            new Pair(FREED, "commands=4", "vtd-reports", "xen-4.16"),
            new Pair(FREED, "errors=on,iommus=2", "last-result-counts", "xen-4.16"),
            new Pair(FREED, "errors=on,iommus=2", "last-result-counts", "keeps-after-error"),
            new Pair(RETAINED, "frames=1", "unmap-says-absent", "xen-4.16"),
            new Pair("mapped-translates", "maps=on,caching-mode=on", "absent-under-id-0", "xen-4.16"),
            new Pair("mapped-translates", "frames=2,maps=on", "unmap-says-absent", "absent-under-id-0"),
            new Pair("notes-suffice", "moves=2,notes=1,frames=3", "looks-late", "xen-4.16"),
            new Pair("flush-ends", "commands=2,answers=off", "amd-waits", "amd-gives-up"));

    /** A scope, a design that breaks a property there, and one that does not. */
    private record Pair(String law, String scope, String bad, String good) {}

    @ParameterizedTest
    @FieldSource("PAIRS")
    void aPropertyFailsForOneDesignAndHoldsForAnother(Pair pair) {
        assertThat(search(pair.bad, pair).outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
        SearchResult good = search(pair.good, pair);
        assertThat(good.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(good.outcomes().get(0).premiseHeld()).isPositive();
        assertThat(good.neverTaken()).isEmpty();
    }

    private static SearchResult search(String design, Pair pair) {
        Model model = model(design, pair.scope);
        Law law = model.law(pair.law);
        return law.kind().isProgress()
                ? new ProgressSearch(model, List.of(law), Limits.none(), Monitor.SILENT).run()
                : new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT).run();
    }

    private static Model model(String design, String scope) {
        return SYSTEM.model(
                SYSTEM.design(design), Scope.of("test", SYSTEM.settings()).with(scope));
    }

    /** What is left of the flush that was given up must fit in the queue together with the next one. */
    @Test
    void aStaleCompletionNeedsTheQueueToHoldTwoFlushes() {
        for (String design : List.of("amd-reports", "vtd-reports")) {
            Pair small = new Pair(FREED, "frames=3,commands=2", design, design);
            assertThat(search(design, small).outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
            Pair larger = new Pair(FREED, "frames=3,commands=3", design, design);
            assertThat(search(design, larger).outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
        }
    }

    @Test
    void noPropertyIsLeftOut() {
        Model everything = model("xen-4.16", "moves=1,commands=4");
        Set<String> names = everything.laws().stream().map(Law::name).collect(Collectors.toSet());
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        PAIRS.stream().map(Pair::law).collect(Collectors.toCollection(TreeSet::new)));
    }
}
