package dev.stalemate.systems.nested;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.DesignPairs;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each property fails for a design that is wrong, and holds for one that differs from it in that. */
class NestedSensitivityTest extends DesignPairs {
    private static final NestedSystem SYSTEM = new NestedSystem();
    private static final String INVEPT = "no-use-after-invept";
    private static final String RETAINED = "no-retained-mapping";
    private static final String ONE = "l1-changes=9";
    private static final String TWO = "l1-changes=9,eptps=2,slots=2";
    private static final String FEW = "l1-changes=9,eptps=2,slots=1";
    private static final String P2M = "p2m-changes=1,eptps=2,slots=2";
    private static final String RACE = "p2m-changes=1,race=on";
    private static final String ALLOCATES = "span=1,holes=1,frames=1,populate=on";
    private static final String POOL = "pool=2,l2-frames=2,cpus=1";

    private static final List<Pair> PAIRS = List.of(
            new Pair(INVEPT, ONE, "patch-2010", "invept-every-cpu"),
            new Pair(INVEPT, FEW, "invept-every-cpu-recycle-this", "invept-every-cpu"),
            new Pair(INVEPT, TWO, "invept-active-slot", "invept-every-cpu"),
            new Pair(INVEPT, ONE, "invept-keeps-shadow", "invept-every-cpu"),
            new Pair(INVEPT, TWO, "invept-all-is-active", "invept-where-it-ran"),
            new Pair(INVEPT, ONE, "invept-shadow-only", "flush-left"),
            new Pair(INVEPT, TWO, "flush-cpu-left-eptp-loaded", "flush-left"),
            new Pair(INVEPT, TWO, "flush-cpu-arrived-eptp-left", "flush-arrived"),
            new Pair(INVEPT, TWO, "flush-migration-only", "flush-all-left"),
            new Pair(INVEPT, ONE, "flush-load-only", "flush-all-arrived"),
            new Pair(INVEPT, FEW, "arrival-mask-recycle-this", "arrival-mask"),
            new Pair(INVEPT, ONE + ",caches=both", "xen-now", "generation"),
            new Pair(INVEPT, FEW + ",vcpus=2,l1-changes=1", "generation-not-compared", "generation"),
            new Pair(RETAINED, P2M, "patch-2010", "no-p2m-changes"),
            new Pair(RETAINED, P2M, "p2m-flush-active", "p2m-flush-all"),
            new Pair(RETAINED, RACE, "p2m-flush-all-unlocked", "p2m-flush-all-checked"),
            new Pair(RETAINED, RACE, "xen-now", "generation"),
            new Pair(RETAINED, P2M, "p2m-flush-cpus-first", "p2m-flush-all"),
            new Pair(RETAINED, P2M, "p2m-free-first", "p2m-flush-all"),
            new Pair(RETAINED, P2M, "p2m-empty-only", "p2m-flush-all"),
            new Pair(RETAINED, P2M, "p2m-flush-running", "p2m-flush-at-entry"),
            new Pair("right-level", "outcomes=on,holes=1,populate=on,l1-changes=9", "patch-2010", "three-outcomes"),
            new Pair("access-completes", ALLOCATES, "patch-2010", "three-outcomes"),
            new Pair("access-completes", POOL + ",span=1", "three-outcomes", "pool-not-empty"),
            new Pair("access-completes", POOL + ",span=2", "pool-not-empty", "pool-enough"),
            new Pair("others-complete", ALLOCATES + ",vcpus=2", "patch-2010", "three-outcomes"));

    NestedSensitivityTest() {
        super(SYSTEM, PAIRS);
    }

    /** Where designs are decided for three vCPUs, three frames and two slots, those that are wrong are found to be. */
    @ParameterizedTest
    @CsvSource({
        "patch-2010, no-use-after-invept, three",
        "invept-active-slot, no-use-after-invept, three",
        "flush-cpu-left-eptp-loaded, no-use-after-invept, three",
        "patch-2010, no-retained-mapping, three-p2m",
        "p2m-free-first, no-retained-mapping, three-p2m",
        "p2m-empty-only, no-retained-mapping, three-p2m",
    })
    void wrongDesignsAreFoundInTheLargeScope(String design, String law, String scope) {
        SearchResult result = new BreadthFirst(
                        () -> {
                            Model model = model(design, scope);
                            return new Subject(model, List.of(model.law(law)));
                        },
                        SearchOptions.standard(),
                        Monitor.SILENT)
                .run();
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Override
    protected Set<String> names() {
        return Stream.of("small", "p2m", "small,outcomes=on,span=1,vcpus=2")
                .flatMap(scope -> model("patch-2010", scope).laws().stream())
                .map(Law::name)
                .collect(Collectors.toSet());
    }

    private static Model model(String design, String scope) {
        return SYSTEM.model(SYSTEM.design(design), SYSTEM.scope(scope));
    }
}
