package dev.stalemate.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.report.Style;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.text.Amounts;
import java.util.Locale;

/** What a suite measured, as a table for people and as JSON for scripts. */
public final class SuiteReport {
    private final SuiteResult result;

    /** A report of a suite's result. */
    public SuiteReport(SuiteResult result) {
        this.result = result;
    }

    /** Medians, then figures beside their goals, then remarks. */
    public String text(int width, Style style) {
        StringBuilder out = new StringBuilder(medians().render(width, style));
        out.append('\n').append(goals().render(width, style));
        result.remarks().forEach(remark -> out.append(remark).append('\n'));
        return out.toString();
    }

    private Table medians() {
        Table table = new Table()
                .left("model")
                .left("program")
                .right("states")
                .right("transitions")
                .right("seconds")
                .right("transitions/s")
                .right("bytes/state")
                .right("allocated bytes/transition");
        for (Size size : result.sizes()) {
            for (Competitor program : Competitor.values()) {
                result.median(size, program)
                        .ifPresent(m -> table.row(
                                size,
                                program,
                                Amounts.count(m.states()),
                                Amounts.count(m.transitions()),
                                fixed(m.seconds()),
                                Amounts.rough(m.transitionsPerSecond()),
                                fixed(m.bytesPerState()),
                                Double.isNaN(m.allocatedBytesPerTransition())
                                        ? "-"
                                        : fixed(m.allocatedBytesPerTransition())));
            }
        }
        return table;
    }

    private Table goals() {
        Table table = new Table().left("figure").right("value").right("goal").left("met");
        for (Ratio ratio : result.ratios()) {
            table.row(
                    ratio.text(),
                    String.format(Locale.ROOT, "%.3f", ratio.value()),
                    (ratio.atLeast() ? ">= " : "<= ") + ratio.goal(),
                    new Table.Cell(ratio.met() ? "yes" : "no", ratio.met() ? Tone.GOOD : Tone.NOTABLE));
        }
        return table;
    }

    /** The search's run on the smaller model, as {@code stalemate bench} writes one run; then every run, and every ratio with its goal. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        result.smallest().ifPresent(m -> {
            json.put("states", m.states()).put("transitions", m.transitions());
            json.put("depth", m.depth()).put("seconds", m.seconds());
            json.put("bytesPerState", m.bytesPerState()).put("verdict", Suite.HOLDS);
            json.put("transitionsPerSecond", m.transitionsPerSecond());
            json.put("threads", 1).put("symmetry", false);
        });
        ArrayNode runs = json.putArray("runs");
        for (SuiteResult.Run run : result.runs()) {
            Measured m = run.measured();
            ObjectNode node = runs.addObject()
                    .put("model", run.size().toString())
                    .put("program", run.program().toString())
                    .put("states", m.states())
                    .put("transitions", m.transitions())
                    .put("seconds", m.seconds())
                    .put("transitionsPerSecond", m.transitionsPerSecond())
                    .put("bytesPerState", m.bytesPerState());
            if (!Double.isNaN(m.allocatedBytesPerTransition())) {
                node.put("allocatedBytesPerTransition", m.allocatedBytesPerTransition());
            }
        }
        ObjectNode ratios = json.putObject("ratios");
        ObjectNode goals = json.putObject("goals");
        for (Ratio ratio : result.ratios()) {
            ratios.put(ratio.name(), ratio.value());
            goals.put(ratio.name(), (ratio.atLeast() ? ">= " : "<= ") + ratio.goal());
        }
        ArrayNode remarks = json.putArray("remarks");
        result.remarks().forEach(remarks::add);
        return json;
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
