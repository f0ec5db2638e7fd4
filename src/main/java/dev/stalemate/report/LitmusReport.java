package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Litmus.End;
import dev.stalemate.model.Litmus.Grade;
import dev.stalemate.model.Litmus.Rule;
import dev.stalemate.model.Race;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.search.progress.Endings;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The outcomes of a race: how it can end, how many of all orders of its steps end so, and whether that may be. */
public final class LitmusReport {
    private final Litmus litmus;
    private final List<String> columns;
    private final List<Rule> rules;
    private final Map<Outcome, Long> runs = new LinkedHashMap<>();
    private final int states;

    /** One kind of end, and what is said of it. */
    private record Outcome(End end, Rule rule) {}

    private LitmusReport(Litmus litmus, Race race, Endings endings) {
        this.litmus = litmus;
        this.columns = race.columns();
        this.rules = race.rules();
        this.states = endings.seen();
        for (int i = 0; i < endings.states().size(); i++) {
            ImmutableLongArray state = endings.states().get(i);
            Outcome outcome = new Outcome(race.end(state.toArray()), race.rule(state.toArray()));
            runs.merge(outcome, endings.runs().get(i), Math::addExact);
        }
    }

    /** Runs a race in every order of its steps. */
    public static LitmusReport of(Litmus litmus) {
        Race race = litmus.race();
        return new LitmusReport(litmus, race, Endings.of(race.model()));
    }

    /** The race. */
    public Litmus litmus() {
        return litmus;
    }

    /** Whether a forbidden end is reached that isn't known to be. */
    public boolean hasUnknownForbidden() {
        return runs.keySet().stream().anyMatch(o -> o.rule.grade() == Grade.FORBIDDEN && !o.rule.reached());
    }

    /** What is known to be reached and isn't: the table says more than the programs do. */
    public List<String> neverReached() {
        Set<Rule> missing = new LinkedHashSet<>(rules);
        runs.keySet().forEach(o -> missing.remove(o.rule));
        return missing.stream().filter(Rule::reached).map(Rule::why).toList();
    }

    /** Whether all is as the race says. */
    public boolean asRecorded() {
        return !hasUnknownForbidden() && neverReached().isEmpty();
    }

    /** How many forbidden ends are reached, known or not. */
    public long forbidden() {
        return runs.keySet().stream()
                .filter(o -> o.rule.grade() == Grade.FORBIDDEN)
                .count();
    }

    /** A row for each outcome, each line ended by a line feed. */
    public String text(int width, Style style) {
        Table table = new Table();
        columns.forEach(table::left);
        table.right("runs").left("verdict").wrapping("why");
        runs.forEach((outcome, count) -> {
            List<Object> row = new ArrayList<>(outcome.end.values());
            row.add(Amounts.count(count));
            row.add(new Cell(outcome.rule.grade().toString(), tone(outcome.rule)));
            row.add(why(outcome));
            table.row(row.toArray());
        });
        StringBuilder out = new StringBuilder(style.paint(Tone.STRONG, litmus.name()))
                .append(": ")
                .append(litmus.says())
                .append('\n')
                .append(table.render(width, style))
                .append(Amounts.count(total(), "run"))
                .append(" through ")
                .append(Amounts.count(states, "state"))
                .append('\n');
        neverReached().forEach(why -> out.append(style.paint(Tone.BAD, "never reached: " + why))
                .append('\n'));
        return out.toString();
    }

    /** The same for scripts. */
    public ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", litmus.name())
                .put("says", litmus.says())
                .put("runs", total())
                .put("states", states)
                .put("asRecorded", asRecorded());
        ArrayNode outcomes = node.putArray("outcomes");
        runs.forEach((outcome, count) -> {
            ObjectNode one = outcomes.addObject();
            ObjectNode values = one.putObject("values");
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), outcome.end.values().get(i));
            }
            outcome.end.stuck().forEach(one.putArray("stuck")::add);
            one.put("runs", count)
                    .put("verdict", outcome.rule.grade().toString())
                    .put("recorded", outcome.rule.reached())
                    .put("why", outcome.rule.why());
        });
        neverReached().forEach(node.putArray("neverReached")::add);
        return node;
    }

    private long total() {
        return runs.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    }

    private static String why(Outcome outcome) {
        String stuck = outcome.end.stuck().isEmpty() ? "" : " (" + String.join(", ", outcome.end.stuck()) + ")";
        boolean known = outcome.rule.grade() == Grade.FORBIDDEN && outcome.rule.reached();
        return outcome.rule.why() + stuck + (known ? "; as recorded" : "");
    }

    private static Tone tone(Rule rule) {
        return rule.grade() == Grade.ACCEPTABLE ? Tone.GOOD : Tone.BAD;
    }
}
