package dev.stalemate.systems.grantcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of granted pages: each property fails for a design that is wrong and holds for one that is not. */
class CopyTest extends DesignPairs {
    private static final CopySystem SYSTEM = new CopySystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-write-to-others", "pages=2", "read-again", "checked"),
            new Pair("no-write-to-others", "pages=3", "read-again", "held"),
            new Pair("no-write-to-others", "reads=off", "read-again,again=read-by-writes", "read-again"),
            new Pair("no-read-of-others", "pages=2", "read-again,checks-owner=off", "read-again"),
            new Pair("no-write-to-tables", "tables=on", "read-again", "checked"),
            new Pair("no-write-to-tables", "tables=on", "checked,typed=off", "held"));

    CopyTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages=2", "tables=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H68  | read 0, change-entry 1, write 1, end-read 0, free-page 0, give-to-another-guest 0
            H68b | read 0, change-entry 1, write 1, make-table 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationNamesThePage() {
        assertThat(checks.details("H68"))
                .containsExactly("the copy on CPU 1 writes to mfn 0; its owner is: other guest");
        assertThat(checks.details("H68b")).containsExactly("the copy on CPU 1 writes to mfn 0, which is a page table");
    }

    /** A second copy that writes takes the page in use; one that needs more rights than the first fails. */
    @Test
    void onlyACopyThatNeedsMoreRightsReadsTheEntryAgain() {
        Model model = checks.model("checked", "pages=2");
        long[] same = SystemChecks.after(model, "write 0", "change-entry 1", "write 1");
        assertThat(model.layout().describe(same))
                .containsEntry("holds[1]", "mfn 0")
                .containsEntry("maps[1]", "mfn 0");
        long[] more = SystemChecks.after(model, "read 0", "change-entry 1", "write 1");
        assertThat(model.layout().describe(more)).containsEntry("holds[1]", "none");
    }

    @Test
    void aScopeGrowsByAPageAndACpuAndIsWidenedByPages() {
        assertThat(SYSTEM.larger(SYSTEM.scope("small")))
                .extracting(g -> g.setting().name())
                .containsExactly("pages", "cpus");
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(CopySystem.PAGES)).isEqualTo(4);
        assertThat(SYSTEM.widen(SYSTEM.scope("pages=5")).get(CopySystem.PAGES)).isEqualTo(5);
    }
}
