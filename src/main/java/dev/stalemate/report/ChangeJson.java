package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.decide.Change;
import dev.stalemate.decide.Change.Kind;
import dev.stalemate.decide.Change.Side;
import dev.stalemate.decide.Changes;
import dev.stalemate.decide.Decision;
import dev.stalemate.trace.Cost;
import dev.stalemate.trace.Trace;
import java.util.List;

/** What a design changes, for scripts. The README lists the fields. */
public final class ChangeJson {
    private ChangeJson() {}

    /** {@code {"system", "base", "design", "questions": [...], "summary": {...}, "costs": [...]}}. */
    public static ObjectNode of(Changes changes, List<Cost> costs, double seconds) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("system", changes.points().system().name())
                .put("base", changes.points().base().name())
                .put("design", changes.points().design().name());
        ArrayNode questions = root.putArray("questions");
        changes.all().forEach(change -> fill(questions.addObject(), change));
        ObjectNode summary =
                root.putObject("summary").put("asked", changes.all().size());
        for (Kind kind : Kind.values()) {
            summary.put(kind.toString(), changes.count(kind));
        }
        summary.put("seconds", seconds);
        root.set("costs", new CostReport(costs).json());
        return root;
    }

    private static void fill(ObjectNode node, Change change) {
        node.put("property", change.point().law())
                .put("scope", change.point().scope().toString())
                .put("scopeName", change.point().scope().name());
        ArrayNode claims = node.putArray("claims");
        change.point().claims().forEach(claim -> claims.add(claim.id()));
        node.put("change", change.kind().toString());
        fill(node.putObject("base"), change.base());
        fill(node.putObject("design"), change.design());
    }

    private static void fill(ObjectNode node, Side side) {
        Decision decision = side.decision();
        if (decision == null) {
            node.putNull("found").put("why", side.why());
            return;
        }
        node.put("found", decision.found().toString()).put("why", decision.note());
        Trace trace = decision.trace();
        if (trace == null) {
            node.putNull("steps").putNull("counterexample").putNull("loop");
        } else {
            node.put("steps", trace.steps().size());
            ArrayNode steps = node.putArray("counterexample");
            trace.steps().forEach(step -> steps.add(step.toString()));
            node.put("loop", trace.loop() == Trace.NO_LOOP ? null : (Integer) trace.loop());
        }
        node.put("states", decision.effort().states())
                .put("seconds", decision.effort().seconds());
    }
}
