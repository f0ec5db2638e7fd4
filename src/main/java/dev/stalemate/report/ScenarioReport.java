package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.scenario.Expectation;
import dev.stalemate.scenario.PropertyResult;
import dev.stalemate.scenario.ScenarioRun;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that was taken: each step with what it changed, what was expected between them, which properties hold, and what is wrong with
 * those that don't, in the words in which a counterexample is told. If properties are expected, only of those is the latter told.
 */
public final class ScenarioReport {
    private final ScenarioRun run;
    private final Trace trace;
    private final @Nullable OtherDesign beside;

    /**
     * Of a run.
     *
     * @param beside another design on the same steps, if there is one
     */
    public ScenarioReport(ScenarioRun run, @Nullable OtherDesign beside) {
        this.run = run;
        this.trace = run.trace();
        this.beside = beside;
    }

    /** As text, each line ended by a line feed. */
    public String text(int width, Style style) {
        StringBuilder out = new StringBuilder(Story.where(trace.model())).append('\n');
        expectations(out, 0, style);
        for (int i = 0; i < trace.steps().size(); i++) {
            out.append(Steps.withChanges(trace, i, style, Table.ANY_WIDTH));
            expectations(out, i + 1, style);
        }
        if (beside != null) {
            out.append('\n').append(besideIt(beside, style));
        }
        out.append('\n').append(table().render(width, style));
        Set<String> expected = run.expectations().stream()
                .map(Expectation::property)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        for (PropertyResult property : PropertyResult.all(trace)) {
            boolean told =
                    expected.isEmpty() || expected.contains(property.law().name());
            if (told && property.kind() == PropertyResult.Kind.VIOLATED) {
                out.append('\n').append(Story.conclusion(trace, property.law(), style));
            }
        }
        return out.toString();
    }

    private void expectations(StringBuilder out, int after, Style style) {
        for (Expectation expected : run.expectations()) {
            if (expected.after() == after) {
                String verdict = expected.met() ? "yes" : "NO";
                out.append(Steps.INDENT)
                        .append("expected ")
                        .append(expected.text())
                        .append(": ")
                        .append(style.paint(expected.met() ? Tone.GOOD : Tone.BAD, verdict))
                        .append(expected.says().isEmpty() ? "" : ", " + expected.says())
                        .append('\n');
            }
        }
    }

    /** The other design from the first step on that leads it elsewhere. */
    private String besideIt(OtherDesign other, Style style) {
        String name = "Beside it " + Story.design(other.trace().model());
        if (other.parts() < 0) {
            return name + ", which is in the same states all along\n";
        }
        String differs = other.parts() == 0
                ? ", which starts in another state"
                : ", which differs from (" + other.parts() + ") on";
        return name + differs + "\n" + BesideText.steps(trace, other, Math.max(0, other.parts() - 1), style);
    }

    private Table table() {
        Table table =
                new Table().left("property").wrapping(trace.model().design().name());
        Map<String, PropertyResult> others = others();
        if (beside != null) {
            table.wrapping(beside.trace().model().design().name());
        }
        for (PropertyResult property : PropertyResult.all(trace)) {
            List<Object> row = new ArrayList<>(List.of(property.law().name(), expected(property)));
            if (beside != null) {
                PropertyResult other = others.get(property.law().name());
                row.add(other == null ? "it has no such property" : cell(other));
            }
            table.row(row.toArray());
        }
        return table;
    }

    private static Cell cell(PropertyResult property) {
        return new Cell(property.says(), property.kind() == PropertyResult.Kind.VIOLATED ? Tone.NOTABLE : Tone.NORMAL);
    }

    /** The same of the run that expectations are about: what is expected is good, though it may be a violation. */
    private Cell expected(PropertyResult property) {
        return run.expectations().stream()
                .filter(expected -> expected.property().equals(property.law().name()))
                .reduce((first, last) -> last)
                .map(expected -> new Cell(property.says(), expected.met() ? Tone.GOOD : Tone.BAD))
                .orElse(cell(property));
    }

    private Map<String, PropertyResult> others() {
        Map<String, PropertyResult> others = new HashMap<>();
        if (beside != null) {
            PropertyResult.all(beside.trace()).forEach(p -> others.put(p.law().name(), p));
        }
        return others;
    }

    /** As JSON. */
    public ObjectNode json() {
        ObjectNode json = of(trace);
        ArrayNode expected = json.putArray("expectations");
        run.expectations().forEach(e -> expected.addObject()
                .put("text", e.text())
                .put("after", e.after())
                .put("met", e.met())
                .put("says", e.says()));
        if (beside != null) {
            json.set(
                    "beside",
                    of(beside.trace())
                            .put("parts", beside.parts())
                            .put("differs", beside.differs())
                            .put("stops", beside.stops()));
        }
        return json;
    }

    private static ObjectNode of(Trace trace) {
        Model model = trace.model();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("system", model.system())
                .put("variant", model.design().name())
                .put("scope", model.scope().toString());
        ArrayNode steps = json.putArray("steps");
        for (int i = 0; i < trace.steps().size(); i++) {
            Step taken = trace.steps().get(i);
            ObjectNode step =
                    steps.addObject().put("text", taken.toString()).put("words", taken.inWords(trace.state(i), ""));
            ArrayNode changes = step.putArray("changes");
            trace.changes(i).forEach(c -> changes.addObject()
                    .put("element", c.element())
                    .put("before", c.before())
                    .put("after", c.after())
                    .put("words", c.inWords()));
        }
        ArrayNode properties = json.putArray("properties");
        for (PropertyResult property : PropertyResult.all(trace)) {
            ObjectNode node = properties
                    .addObject()
                    .put("name", property.law().name())
                    .put("says", property.law().says())
                    .put("result", property.says())
                    .put("violated", property.kind() == PropertyResult.Kind.VIOLATED)
                    .put("at", property.at());
            if (property.kind() == PropertyResult.Kind.VIOLATED) {
                Conclusion conclusion = Conclusion.of(trace, property.law());
                ArrayNode details = node.putArray("details");
                conclusion.details().forEach(details::add);
                ArrayNode causes = node.putArray("causes");
                conclusion.causes().forEach(causes::add);
                node.put("breaks", conclusion.breaks());
            }
        }
        return json;
    }
}
