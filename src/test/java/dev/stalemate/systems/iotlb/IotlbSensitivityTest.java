package dev.stalemate.systems.iotlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class IotlbSensitivityTest extends DesignPairs {
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

    IotlbSensitivityTest() {
        super(SYSTEM, PAIRS);
    }

    /** What is left of the flush that was given up must fit in the queue together with the next one. */
    @Test
    void aStaleCompletionNeedsTheQueueToHoldTwoFlushes() {
        for (String design : List.of("amd-reports", "vtd-reports")) {
            assertThat(verdict(design, "frames=3,commands=2")).isEqualTo(Verdict.HOLDS);
            assertThat(verdict(design, "frames=3,commands=3")).isEqualTo(Verdict.VIOLATED);
        }
    }

    private Verdict verdict(String design, String scope) {
        return SystemChecks.search(checks.model(design, scope), FREED)
                .outcomes()
                .get(0)
                .verdict();
    }

    @Override
    protected Set<String> names() {
        Model everything = checks.model("xen-4.16", "moves=1,commands=4");
        return everything.laws().stream().map(Law::name).collect(Collectors.toSet());
    }
}
