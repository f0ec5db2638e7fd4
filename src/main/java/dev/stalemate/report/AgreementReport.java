package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Comparison;
import dev.stalemate.decide.Comparison.Answer;
import dev.stalemate.decide.Comparisons;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import java.util.Locale;

/** Two judges of the same questions, side by answer. */
public record AgreementReport(Comparisons comparisons) {
    /** A row for each question, what is amiss, and how fast each was; each line ended by a line feed. */
    public String text(int width, Style style) {
        Table table = new Table()
                .left("id")
                .wrapping("system/design")
                .wrapping("property")
                .left("search")
                .right("states")
                .right("time")
                .left("jpf")
                .right("states")
                .right("time")
                .left("jpf: code")
                .right("states")
                .right("time");
        for (Comparison row : comparisons.rows()) {
            table.row(
                    row.id(),
                    row.about(),
                    row.law(),
                    row.search().verdict(),
                    Amounts.count(row.search().states()),
                    Amounts.seconds(row.search().seconds()),
                    cell(row, row.pathFinder().verdict()),
                    Amounts.count(row.pathFinder().states()),
                    Amounts.seconds(row.pathFinder().seconds()),
                    row.code() == null ? "" : cell(row, row.code().verdict()),
                    row.code() == null ? "" : Amounts.count(row.code().states()),
                    row.code() == null ? "" : Amounts.seconds(row.code().seconds()));
        }
        StringBuilder out = new StringBuilder(table.render(width, style));
        for (Comparison row : comparisons.rows()) {
            if (!row.trouble().isEmpty()) {
                out.append("  ")
                        .append(row.id())
                        .append(" at ")
                        .append(row.scope())
                        .append(": ");
                out.append(row.trouble()).append('\n');
            }
        }
        comparisons.left().forEach(why -> out.append("  ").append(why).append('\n'));
        return out.append('\n').append(summary()).toString();
    }

    private static Cell cell(Comparison row, Verdict verdict) {
        return new Cell(
                verdict.toString(), row.trouble().isEmpty() ? Tone.GOOD : row.differs() ? Tone.BAD : Tone.NOTABLE);
    }

    private String summary() {
        long different = comparisons.rows().stream().filter(Comparison::differs).count();
        long code =
                comparisons.rows().stream().filter(row -> row.code() != null).count();
        double search =
                perSecond(comparisons.rows().stream().map(Comparison::search).collect(ImmutableList.toImmutableList()));
        double pathFinder = perSecond(
                comparisons.rows().stream().map(Comparison::pathFinder).collect(ImmutableList.toImmutableList()));
        return Amounts.count(comparisons.rows().size(), "question") + ", " + Amounts.count(code)
                + " of them also of code: "
                + (different == 0 ? "no difference" : Amounts.count(different) + " different") + ".\n"
                + String.format(
                        Locale.ROOT,
                        "States of models a second: the search %s, Java PathFinder %s, its starts included.%n",
                        Amounts.rough(search),
                        Amounts.rough(pathFinder));
    }

    private static double perSecond(ImmutableList<Answer> answers) {
        double seconds = answers.stream().mapToDouble(Answer::seconds).sum();
        return answers.stream().mapToLong(Answer::states).sum() / Math.max(1e-9, seconds);
    }

    /** {@code {"questions": [...], "left": [...], "different": N}}; each question has what its row has. */
    public ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode questions = node.putArray("questions");
        for (Comparison row : comparisons.rows()) {
            ObjectNode q = questions.addObject();
            q.put("id", row.id())
                    .put("about", row.about())
                    .put("property", row.law())
                    .put("scope", row.scope());
            q.set("search", json(row.search()));
            q.set("jpf", json(row.pathFinder()));
            q.set("code", row.code() == null ? JsonNodeFactory.instance.nullNode() : json(row.code()));
            q.put("trouble", row.trouble()).put("differs", row.differs());
        }
        ArrayNode unasked = node.putArray("left");
        comparisons.left().forEach(unasked::add);
        return node.put(
                "different",
                comparisons.rows().stream().filter(Comparison::differs).count());
    }

    private static ObjectNode json(Answer answer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", answer.verdict().toString())
                .put("states", answer.states())
                .put("seconds", answer.seconds());
    }
}
