package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Reach;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions for scripts. The README lists the fields. */
public final class ClaimJson {
    private ClaimJson() {}

    /** {@code {"claims": [...], "summary": {...}}} with one object for each decision. */
    public static ObjectNode of(List<Decision> decisions, Summary summary) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode claims = root.putArray("claims");
        decisions.forEach(d -> fill(claims.addObject(), d));
        summary.fill(root.putObject("summary"));
        return root;
    }

    private static void fill(ObjectNode node, Decision d) {
        node.put("id", d.claim() == null ? null : d.claim().id());
        node.put("system", d.model().system());
        node.put("variant", d.model().design().name());
        node.put("property", d.law().name());
        node.put("scope", d.model().scope().toString());
        node.put("bound", d.model().scope().numbers());
        node.put("expected", word(d.expected()));
        node.put("found", word(d.found()));
        node.put("asExpected", d.asExpected());
        node.put("finding", d.finding());
        Proved.fill(node, Proved.of(d));
        if (d.claim() != null) {
            ArrayNode sources = node.putArray("sources");
            d.claim().sources().forEach(source -> SourceJson.fill(sources.addObject(), source));
        }
        if (d.trace() == null) {
            node.putNull("steps").putNull("counterexample").putNull("loop");
        } else {
            node.put("steps", d.trace().steps().size());
            ArrayNode steps = node.putArray("counterexample");
            d.trace().steps().forEach(step -> steps.add(step.toString()));
            node.put(
                    "loop",
                    d.trace().loop() == Trace.NO_LOOP
                            ? null
                            : (Integer) d.trace().loop());
        }
        node.put("states", d.effort().states());
        node.put("transitions", d.effort().transitions());
        node.put("depth", d.effort().depth());
        node.put("seconds", d.effort().seconds());
        if (d.effort().storage() != null) {
            fill(node, d.effort().storage());
        }
        ArrayNode vacuous = node.putArray("vacuous");
        d.vacuous().forEach(vacuous::add);
        ObjectNode figures = node.putObject("figures");
        d.figures().forEach(figures::put);
        if (d.reach() != null) {
            fill(node, d.reach());
        }
    }

    private static void fill(ObjectNode node, Decision.Storage storage) {
        node.put("stoodFor", storage.stoodFor());
        ArrayNode symmetric = node.putArray("symmetry");
        storage.symmetric().forEach(symmetric::add);
        node.put("collisionProbability", storage.collisionProbability());
        node.put("collisionEstimate", storage.collisionEstimate());
    }

    private static void fill(ObjectNode node, Reach reach) {
        if (reach.exhausted() == null) {
            node.putNull("exhausted");
        } else {
            node.putObject("exhausted")
                    .put("size", reach.size())
                    .put("scope", reach.exhausted().toString())
                    .put("states", reach.states())
                    .put("verdict", word(Verdict.HOLDS));
        }
        node.put("then", reach.then());
    }

    private static @Nullable String word(@Nullable Verdict verdict) {
        return verdict == null ? null : verdict.toString();
    }
}
