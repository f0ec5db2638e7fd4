package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Two judges of the same questions, side by side.
 *
 * @param rows a question each
 * @param left why questions were not asked, a sentence each; empty if all were
 */
public record AgreementReport(ImmutableList<Row> rows, ImmutableList<String> left) {
    /**
     * What one judge says.
     *
     * @param states of the model; of code, those that Java PathFinder stored
     */
    public record Side(Verdict verdict, long states, double seconds) {}

    /**
     * A question.
     *
     * @param id the claim
     * @param about system and design
     * @param scope where it was asked
     * @param search what the exhaustive search says
     * @param pathFinder what Java PathFinder says of the model
     * @param code what it says of the code; null where there is none
     * @param trouble what differs, or why a judge has no answer; empty where they agree
     * @param differs whether they say different things
     */
    public record Row(
            String id,
            String about,
            String law,
            String scope,
            Side search,
            Side pathFinder,
            @Nullable Side code,
            String trouble,
            boolean differs) {}

    /** Whether the judges differ somewhere. */
    public boolean differs() {
        return rows.stream().anyMatch(Row::differs);
    }

    /** Whether both answered every question. */
    public boolean isComplete() {
        return left.isEmpty() && rows.stream().allMatch(row -> row.trouble.isEmpty());
    }

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
        for (Row row : rows) {
            table.row(
                    row.id,
                    row.about,
                    row.law,
                    row.search.verdict,
                    Amounts.count(row.search.states),
                    Amounts.seconds(row.search.seconds),
                    cell(row, row.pathFinder.verdict),
                    Amounts.count(row.pathFinder.states),
                    Amounts.seconds(row.pathFinder.seconds),
                    row.code == null ? "" : cell(row, row.code.verdict),
                    row.code == null ? "" : Amounts.count(row.code.states),
                    row.code == null ? "" : Amounts.seconds(row.code.seconds));
        }
        StringBuilder out = new StringBuilder(table.render(width, style));
        for (Row row : rows) {
            if (!row.trouble.isEmpty()) {
                out.append("  ").append(row.id).append(" at ").append(row.scope).append(": ");
                out.append(row.trouble).append('\n');
            }
        }
        left.forEach(why -> out.append("  ").append(why).append('\n'));
        return out.append('\n').append(summary()).toString();
    }

    private static Cell cell(Row row, Verdict verdict) {
        return new Cell(verdict.toString(), row.trouble.isEmpty() ? Tone.GOOD : row.differs ? Tone.BAD : Tone.NOTABLE);
    }

    private String summary() {
        long different = rows.stream().filter(Row::differs).count();
        long code = rows.stream().filter(row -> row.code != null).count();
        double search = perSecond(rows.stream().map(Row::search).collect(ImmutableList.toImmutableList()));
        double pathFinder = perSecond(rows.stream().map(Row::pathFinder).collect(ImmutableList.toImmutableList()));
        return Amounts.count(rows.size(), "question") + ", " + Amounts.count(code) + " of them also of code: "
                + (different == 0 ? "no difference" : Amounts.count(different) + " different") + ".\n"
                + String.format(
                        Locale.ROOT,
                        "States of models a second: the search %s, Java PathFinder %s, its starts included.%n",
                        Amounts.rough(search),
                        Amounts.rough(pathFinder));
    }

    private static double perSecond(ImmutableList<Side> sides) {
        double seconds = sides.stream().mapToDouble(Side::seconds).sum();
        return sides.stream().mapToLong(Side::states).sum() / Math.max(1e-9, seconds);
    }

    /** {@code {"questions": [...], "left": [...], "different": N}}; each question has what its row has. */
    public ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode questions = node.putArray("questions");
        for (Row row : rows) {
            ObjectNode q = questions.addObject();
            q.put("id", row.id).put("about", row.about).put("property", row.law).put("scope", row.scope);
            q.set("search", json(row.search));
            q.set("jpf", json(row.pathFinder));
            q.set("code", row.code == null ? JsonNodeFactory.instance.nullNode() : json(row.code));
            q.put("trouble", row.trouble).put("differs", row.differs);
        }
        ArrayNode unasked = node.putArray("left");
        left.forEach(unasked::add);
        return node.put("different", rows.stream().filter(Row::differs).count());
    }

    private static ObjectNode json(Side side) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", side.verdict.toString())
                .put("states", side.states)
                .put("seconds", side.seconds);
    }
}
