package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style;
import dev.stalemate.report.Table;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.SearchFiles;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The search with several designs of one system, however they are written, one after the other in this process. Each is searched twice: a
 * user waits for the first search, in which Java warms up and a child process is asked; the second one asks a child everything again, too.
 *
 * @param where the system and the scope
 * @param rows one for each design
 */
record DesignBench(String where, List<Row> rows) {
    /**
     * Of one design.
     *
     * @param first the first search
     * @param again the second one
     */
    record Row(String design, BenchRun first, BenchRun again) {}

    /**
     * Measures.
     *
     * @param targets designs of one system
     * @param scope the scope of all searches
     * @param property what is checked
     */
    static DesignBench run(Session session, ModelSystem system, List<String> targets, Scope scope, String property) {
        Progress progress = session.drive();
        List<Row> rows = new ArrayList<>();
        for (String target : targets) {
            progress.begin(target, "states");
            BenchRun first = search(system, target, scope, property, progress);
            rows.add(new Row(target, first, search(system, target, scope, property, progress)));
        }
        progress.clear();
        return new DesignBench(system.name() + " at " + scope, List.copyOf(rows));
    }

    private static BenchRun search(ModelSystem system, String target, Scope scope, String property, Progress progress) {
        String name = target.substring(target.indexOf('/') + 1);
        return BenchRun.search(
                () -> {
                    Model model = Failure.asUsage(() -> system.model(system.design(name), scope));
                    return new Subject(model, List.of(Failure.asUsage(() -> model.law(property))));
                },
                1,
                false,
                SearchFiles.nothing(),
                progress);
    }

    boolean complete() {
        return rows.stream().allMatch(row -> row.again.verdict() != Verdict.UNDECIDED);
    }

    String text(int width, Style style) {
        Table table = new Table()
                .left("design")
                .left("property")
                .left("found")
                .right("states")
                .right("transitions")
                .right("first, s")
                .right("again, s")
                .right("transitions/s")
                .right("times as long");
        for (Row row : rows) {
            table.row(
                    row.design,
                    row.again.law(),
                    row.again.verdict(),
                    Amounts.count(row.again.states()),
                    Amounts.count(row.again.transitions()),
                    String.format(Locale.ROOT, "%.2f", row.first.seconds()),
                    String.format(Locale.ROOT, "%.2f", row.again.seconds()),
                    Amounts.rough(row.again.transitionsPerSecond()),
                    String.format(Locale.ROOT, "%.1f", slower(row)));
        }
        return where + "\n" + table.render(width, style);
    }

    /** Of a transition, beside the fastest design's. */
    private double slower(Row row) {
        double fastest = rows.stream()
                .mapToDouble(other -> other.again.transitionsPerSecond())
                .max()
                .orElseThrow();
        return fastest / row.again.transitionsPerSecond();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("where", where);
        ArrayNode designs = json.putArray("designs");
        for (Row row : rows) {
            ObjectNode node = designs.addObject().put("design", row.design);
            node.put("firstSeconds", row.first.seconds());
            node.setAll(row.again.json());
        }
        return json;
    }
}
