package dev.stalemate.systems.unsnooped;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are read from RAM: each property fails for a design that is wrong and holds for one that is not. */
class UnsnoopedWalksTest extends DesignPairs {
    private static final UnsnoopedWalksSystem SYSTEM = new UnsnoopedWalksSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-retained-mapping", "pages=2", "target-alone", "written-back"),
            new Pair("no-retained-mapping", "change=entry", "nothing", "target-alone"),
            new Pair("no-retained-mapping", "change=superpage", "lowest-level", "target-alone"),
            new Pair("no-stray-table", "pages=2", "table-late", "lowest-level"),
            new Pair("mapping-is-found", "change=map", "target-alone", "written-back"));

    UnsnoopedWalksTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"change=split", "change=entry", "change=superpage", "change=map"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            pages=1 | 1 is not within 2 to 4
            change=none | scope setting change
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H82b | fill-table 0, link 0, write-back 0 upper
            H82j | fill-table 0, link 0, write-back-link 0
            H83 | store 0, flush-iotlb 0, free 0, give-to-another-guest 0, other-guest-writes 0
            H82i | fill-table 0, write-back-table 0, link 0, write-back-link 0, store 0, flush-iotlb 0, dma 0, \
            write-back-entry 0, free 0, give-to-another-guest 0, other-guest-writes 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationNamesThePage() {
        assertThat(checks.details("H82")).containsExactly("DMA to dfn 0 reaches mfn 0, which another guest has");
        assertThat(checks.details("H82f")).containsExactly("DMA to dfn 0 is refused");
    }

    @Test
    void aNewTableHasThePagesOfTheSuperpageOrNone() {
        assertThat(filled("change=split")).containsOnly("mapping, dirty");
        assertThat(filled("change=map")).containsOnly("absent, dirty");
    }

    private List<String> filled(String scope) {
        Model model = checks.model("written-back", scope);
        return model.layout().diff(model.initial(), SystemChecks.after(model, "fill-table 0")).stream()
                .filter(change -> change.field().name().equals("cache"))
                .map(Layout.Change::after)
                .toList();
    }
}
