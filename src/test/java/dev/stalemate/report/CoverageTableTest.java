package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Coverage;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.text.Escape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a search tried, as a table. */
class CoverageTableTest {
    private static String table(Law law, Style style) {
        Model model = Toys.counters(2, 3, false);
        SearchResult result = StateSearch.of(model, List.of(law), Limits.none(), Monitor.SILENT);
        return CoverageTable.of(Coverage.of(result, result.outcome(law)), Table.ANY_WIDTH, style);
    }

    @Test
    void countsActionsAndPremises() {
        Law first = Law.always("first-waits", Breaks.SPEED, "")
                .where(s -> (s[0] & 3) == 0)
                .holds(s -> true);
        assertThat(table(first, Style.PLAIN))
                .isEqualTo(
                        """
                        action  possible in  taken
                        up-0              6      6
                        up-1              6      6
                        property     premise held in  of states
                        first-waits                3          9
                        """);
    }

    @Test
    void aPremiseThatNeverHeldStandsOut() {
        Law never =
                Law.always("never-asked", Breaks.SPEED, "").where(s -> false).holds(s -> true);
        assertThat(table(never, Style.PLAIN)).contains("never-asked            never          9\n");
        assertThat(table(never, Style.COLOURED)).contains(Escape.OWN + "[33mnever" + Escape.OWN + "[0m");
    }
}
