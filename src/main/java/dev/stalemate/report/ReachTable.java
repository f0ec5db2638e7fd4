package dev.stalemate.report;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Reach;
import dev.stalemate.text.Amounts;

/** How far laws hold, where scopes grow. */
final class ReachTable {
    private ReachTable() {}

    /** One row for each decision that has a reach; empty if none has. */
    static String of(Iterable<Decision> decisions, int width, Style style) {
        Table table = new Table()
                .left("id")
                .wrapping("property")
                .left("holds up to")
                .right("states")
                .wrapping("then");
        boolean any = false;
        for (Decision d : decisions) {
            Reach reach = d.reach();
            if (reach != null) {
                any = true;
                table.row(
                        d.id(),
                        d.law().name(),
                        reach.size(),
                        reach.exhausted() == null ? "" : Amounts.count(reach.states()),
                        reach.then());
            }
        }
        return any ? table.render(width, style) : "";
    }
}
