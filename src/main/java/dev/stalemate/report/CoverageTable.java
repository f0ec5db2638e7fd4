package dev.stalemate.report;

import dev.stalemate.decide.Coverage;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;

/** What was tried, and what never happened. */
final class CoverageTable {
    private CoverageTable() {}

    /** A row for each action, then how often the premise held; each line ended by a line feed. */
    static String of(Coverage coverage, int width, Style style) {
        Table table = new Table()
                .wrapping("action")
                .right(coverage.ofWalks() ? "drawn" : "possible in")
                .right("taken");
        coverage.fired().forEach((action, times) -> table.row(action, cell(times.enabledIn()), cell(times.taken())));
        Table premise = new Table()
                .wrapping("property")
                .right("premise held in")
                .right("of states")
                .row(coverage.law().name(), cell(coverage.premiseHeld()), Amounts.count(coverage.states()));
        return table.render(width, style) + premise.render(width, style);
    }

    private static Cell cell(long times) {
        return times == 0 ? new Cell("never", Tone.NOTABLE) : Cell.of(Amounts.count(times));
    }
}
