package dev.stalemate.systems.topshadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.DesignPairs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Top-level shadows: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class ShadowTest extends DesignPairs {
    private static final ShadowSystem SYSTEM = new ShadowSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-walk-through-reused", "pages=3", "failure-tolerated", "release-deferred"),
            new Pair("no-walk-through-reused", "pages=3", "lock-kept,lock-to-switch=off", "lock-kept"),
            new Pair("no-walk-through-reused", "pages=2", "stays", "tracked-unlocks"),
            new Pair("no-walk-through-reused", "pages=2,toggles=on", "tracked-unlocks", "failure-forgotten"),
            new Pair("no-panic", "pages=2", "repinned", "tracked-unlocks"),
            new Pair("no-panic", "pages=2", "loaded-tracked", "failure-tolerated"),
            new Pair("no-panic", "pages=2,toggles=on", "failure-tolerated", "lock-kept"),
            new Pair("lock-dropped", "pages=2", "failure-tolerated", "tracked-unlocks"),
            new Pair("lock-dropped", "pages=2", "lock-kept,failure=keeps-lock", "lock-kept"),
            new Pair("mapcache-is-loaded", "pages=2,maps=on", "deferred-unlocks", "tracked-unlocks"));

    ShadowTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages=2", "pages=2,maps=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            vcpus=5 | 5 is not within 1 to 4
            pages=1 | scope setting pages: 1 is not enough for 2 vCPUs, each of which begins with one
            vcpus=4,pages=4 | scope setting tables: 3 is not enough for 4 vCPUs, each of which begins with one
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H64  | load-table 0 2, update 0, page-fault 1 0, reuse-table-page 0
            H64d | load-table 0 1, update 0, shrink-pool 0, reuse-table-page 0
            H64i | load-table 0 2, update 0, switch 0, return 0
            H64j | load-table 0 2, update 0, switch 0, release 0
            H64m | load-table 0 2, update 0, switch 0, release 0, reuse-table-page 0, toggle 0 0, update 0, switch 0
            H65  | load-table 0 2, update 0, switch 0, release 0, map-page 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H64  | the CPU of vCPU 0 runs on page 0, which is: something else
            H64h | panic: can't pre-allocate a shadow page
            H64i | vCPU 0 has stopped, and has the paging lock
            H64j | panic: mm lock already held
            H65  | the mapping is one of the guest's mapcache, and the CPU has the idle page tables
            """)
    void anExplanationSaysWhatIsWrong(String id, String line) {
        assertThat(checks.details(id)).containsExactly(line);
    }

    @Test
    void aFailedUpdateTellsWhatItLeaves() {
        assertThat(checks.acts("H64j"))
                .containsExactly(
                        "(2) sh_set_toplevel_shadow(): installs nothing, because shadow_prealloc() has found no page and crashed the"
                                + " domain, and keeps the reference to page 0 for now",
                        "(2) sh_update_cr3(): returns with the paging lock",
                        "(3) write_cr3(): loads the idle page tables",
                        "(4) shadow_put_top_level(): takes the paging lock, which this CPU has already");
    }

    @Test
    void aScopeGrowsByAPageATableAndAVcpuAndIsWidenedByTables() {
        assertThat(SYSTEM.larger(SYSTEM.scope("small")))
                .extracting(g -> g.setting().name())
                .containsExactly("pages", "tables", "vcpus");
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(ShadowSystem.TABLES)).isEqualTo(6);
        assertThat(SYSTEM.widen(SYSTEM.scope("tables=7")).get(ShadowSystem.TABLES))
                .isEqualTo(7);
    }
}
