package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.prove.resolver.ResolverReport;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Result;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import dev.stalemate.prove.resolver.ResolverReport.Step;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;

/** Statements about look-ups, for people and for scripts: group by group, each with its exact condition and what came of it. */
public final class ResolverText {
    private static final String INDENT = "  ";

    private final ResolverReport report;
    private final int width;
    private final Style style;
    private final StringBuilder out = new StringBuilder();

    /**
     * A text.
     *
     * @param width of the terminal, in columns; where there is none, as for {@link ClaimReport}
     */
    public ResolverText(ResolverReport report, int width, Style style) {
        this.report = report;
        this.width = width;
        this.style = style;
    }

    /**
     * The text, each line ended by a line feed.
     *
     * @param steps whether the steps of each proof are told, too
     * @param seconds how long all of it took
     */
    public String text(boolean steps, double seconds) {
        String group = "";
        for (Result result : report.results()) {
            Statement statement = result.statement();
            if (!statement.group().equals(group)) {
                out.append(group.isEmpty() ? "" : "\n")
                        .append(style.paint(Tone.STRONG, statement.group()))
                        .append('\n');
            }
            group = statement.group();
            tell(result, steps);
        }
        out.append('\n');
        long surprising = report.results().stream().filter(r -> !r.asExpected()).count();
        lines(
                "",
                Amounts.count(report.results().size(), "statement") + ": " + count(Known.PROVED) + " proved, "
                        + count(Known.FALSE) + " false, " + count(Known.UNDECIDED) + " undecided, "
                        + (surprising == 0 ? "none" : Amounts.count(surprising)) + " unexpected; "
                        + ProofRun.judges(report.solvers()) + "; " + Amounts.seconds(seconds));
        return out.toString();
    }

    private String count(Known known) {
        return Amounts.count(
                report.results().stream().filter(r -> r.known() == known).count());
    }

    private void tell(Result result, boolean steps) {
        Statement statement = result.statement();
        String found = ProofRun.word(result.known());
        out.append(INDENT)
                .append(statement.id())
                .append(": ")
                .append(style.paint(result.asExpected() ? Tone.GOOD : Tone.BAD, found))
                .append(
                        result.asExpected()
                                ? statement.expected() == Known.FALSE ? ", as expected" : ""
                                : ", " + ProofRun.word(statement.expected()) + " was expected")
                .append('\n');
        lines(INDENT + INDENT, statement.says());
        told("Where: ", statement.where());
        told("For: ", statement.range());
        told("Why: ", result.why());
        result.example().forEach(line -> lines(INDENT + INDENT + INDENT, line));
        if (steps && !result.steps().isEmpty()) {
            Table table =
                    new Table().left("    step").wrapping("says").left("found").left("solvers");
            for (Step step : result.steps()) {
                table.row(
                        "    " + step.name(),
                        step.says(),
                        new Cell(ProofRun.word(step.known()), step.known() == Known.PROVED ? Tone.GOOD : Tone.NOTABLE),
                        String.join(", ", step.by()));
            }
            out.append(table.render(width, style));
        }
    }

    private void told(String label, String text) {
        if (!text.isEmpty()) {
            lines(INDENT + INDENT, label + text);
        }
    }

    private void lines(String indent, String text) {
        Wrap.hanging(indent, text, indent + INDENT, ClaimReport.proseWidth(width))
                .forEach(line -> out.append(line).append('\n'));
    }

    /**
     * The same for scripts: {@code {"statements": [...], "solvers": [...], "seconds": ...}}.
     *
     * @param seconds how long all of it took
     */
    public ObjectNode json(double seconds) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode statements = root.putArray("statements");
        for (Result result : report.results()) {
            Statement statement = result.statement();
            ObjectNode node = statements
                    .addObject()
                    .put("id", statement.id())
                    .put("group", statement.group())
                    .put("says", statement.says())
                    .put("where", statement.where())
                    .put("range", statement.range())
                    .put("expected", ProofRun.word(statement.expected()))
                    .put("found", ProofRun.word(result.known()))
                    .put("why", result.why())
                    .put("millis", result.millis());
            result.example().forEach(node.putArray("example")::add);
            ArrayNode steps = node.putArray("steps");
            for (Step step : result.steps()) {
                ObjectNode one = steps.addObject()
                        .put("name", step.name())
                        .put("says", step.says())
                        .put("found", ProofRun.word(step.known()))
                        .put("millis", step.millis())
                        .put("why", step.why());
                step.by().forEach(one.putArray("by")::add);
            }
        }
        ProofJson.solvers(root, report.solvers());
        return root.put("seconds", seconds);
    }
}
