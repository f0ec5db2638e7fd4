package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.stalemate.model.Scenario;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Cost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What scenarios cost designs: a table for each system, and the same for scripts. */
public final class CostReport {
    private final ImmutableListMultimap<String, Cost> bySystem;

    /** A report of costs, which are printed in this order. */
    public CostReport(List<Cost> costs) {
        bySystem = Multimaps.index(costs, cost -> cost.model().system());
    }

    /** A row for each scenario and design, a column for each figure, and what happens in each scenario; each line ended by a line feed. */
    public String text(int width, Style style) {
        StringBuilder out = new StringBuilder();
        for (String system : bySystem.keySet()) {
            ImmutableList<Cost> costs = bySystem.get(system);
            out.append('\n')
                    .append(style.paint(Tone.STRONG, "Costs of " + system))
                    .append('\n')
                    .append(table(costs, width, style));
            Set<Scenario> scenarios = new LinkedHashSet<>();
            costs.forEach(cost -> scenarios.add(cost.scenario()));
            scenarios.forEach(s -> item(out, s.name() + ": " + s.says(), width));
        }
        return out.length() == 0 ? "\nCosts\n  no costs are counted for what was asked\n" : out.toString();
    }

    private static String table(ImmutableList<Cost> costs, int width, Style style) {
        Set<String> figures = new LinkedHashSet<>();
        costs.forEach(cost -> figures.addAll(cost.figures().keySet()));
        Table table = new Table().wrapping("scenario").wrapping("design").right("steps");
        figures.forEach(table::right);
        for (Cost cost : costs) {
            List<Object> row = new ArrayList<>();
            row.add(cost.scenario().name());
            row.add(cost.model().design().name());
            row.add(Amounts.count(cost.steps()));
            for (String figure : figures) {
                Long value = cost.figures().get(figure);
                row.add(value == null ? "" : Amounts.count(value));
            }
            table.row(row.toArray());
        }
        return table.render(width, style);
    }

    private static void item(StringBuilder out, String text, int width) {
        List<String> lines = Wrap.lines(text, Math.max(40, width - 2));
        out.append("  ").append(String.join("\n    ", lines)).append('\n');
    }

    /** One object for each scenario and design, with its figures by name. */
    public ArrayNode json() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Cost cost : bySystem.values()) {
            ObjectNode node = all.addObject()
                    .put("system", cost.model().system())
                    .put("scenario", cost.scenario().name())
                    .put("variant", cost.model().design().name())
                    .put("scope", cost.model().scope().toString())
                    .put("steps", cost.steps());
            ObjectNode figures = node.putObject("figures");
            cost.figures().forEach(figures::put);
        }
        return all;
    }
}
