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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two judges of the same questions, side by answer. */
public record AgreementReport(Comparisons comparisons) {
    /** A row for each question, what is amiss, and how fast each was; each line ended by a line feed. */
    public String text(int width, Style style) {
        Table table = new Table()
                .left("id")
                .wrapping("system/design")
                .wrapping("property")
                .wrapping("scope")
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
            Answer code = row.code().answer();
            table.row(
                    row.id(),
                    row.about(),
                    row.law(),
                    row.scope(),
                    row.search().verdict(),
                    Amounts.count(row.search().states()),
                    Amounts.seconds(row.search().seconds()),
                    cell(row, row.pathFinder().verdict()),
                    Amounts.count(row.pathFinder().states()),
                    Amounts.seconds(row.pathFinder().seconds()),
                    code == null ? "" : cell(row, code.verdict()),
                    code == null ? "" : Amounts.count(code.states()),
                    code == null ? "" : Amounts.seconds(code.seconds()));
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
        out.append(notOfCode());
        return out.append('\n').append(summary()).toString();
    }

    /** Why the code is not asked, with the claims of which that is true. */
    private String notOfCode() {
        Map<String, List<String>> why = new LinkedHashMap<>();
        for (Comparison row : comparisons.rows()) {
            if (row.code().answer() == null && !row.code().why().isEmpty()) {
                why.computeIfAbsent(row.code().why(), w -> new ArrayList<>()).add(row.id());
            }
        }
        StringBuilder out = new StringBuilder();
        why.forEach((reason, ids) -> out.append("  code not asked, because ")
                .append(reason)
                .append(": ")
                .append(String.join(", ", ids))
                .append('\n'));
        return out.toString();
    }

    private static Cell cell(Comparison row, Verdict verdict) {
        return new Cell(
                verdict.toString(), row.trouble().isEmpty() ? Tone.GOOD : row.differs() ? Tone.BAD : Tone.NOTABLE);
    }

    private String summary() {
        long different = comparisons.rows().stream().filter(Comparison::differs).count();
        long code = comparisons.rows().stream()
                .filter(row -> row.code().answer() != null)
                .count();
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
            Answer code = row.code().answer();
            q.set("code", code == null ? JsonNodeFactory.instance.nullNode() : json(code));
            q.put("codeNotAsked", code == null ? row.code().why() : "")
                    .put("trouble", row.trouble())
                    .put("differs", row.differs());
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
