package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.report.Conclusion;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.report.StepWords;
import dev.stalemate.report.Story;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Cause;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.TurningPoint;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run for a page: what was run, its steps and states, what it shows of a property, what is to blame, and another design beside it. */
public final class RunJson {
    /** Of many values that would do, a page shows the first. */
    private static final int MOST_VALUES = 6;

    private RunJson() {}

    /** What was run, and its steps and states. */
    public static ObjectNode of(ModelSystem system, Trace trace) {
        Model model = trace.model();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("system").put("name", system.name()).put("says", system.says());
        json.set("variant", design(model.design()));
        json.put("where", Story.design(model));
        json.put("scope", model.scope().words());
        ArrayNode lanes = json.putArray("lanes");
        new StepWords(trace).lanes().forEach(lane -> lanes.add(lane.title()));
        json.put("loop", trace.loop() == Trace.NO_LOOP ? null : (Integer) trace.loop());
        json.set("states", RunStates.of(trace));
        return json;
    }

    static ObjectNode design(Design design) {
        return JsonNodeFactory.instance.objectNode().put("name", design.name()).put("says", design.says());
    }

    /** Adds what a run shows of a property of its model, and the entries that are to blame. */
    public static void judge(ObjectNode json, Trace trace, Law law) {
        json.putObject("property").put("name", law.name()).put("says", law.says());
        Conclusion conclusion = Conclusion.of(trace, law);
        ObjectNode violation = json.putObject("conclusion")
                .put("at", conclusion.at())
                .put("when", conclusion.when())
                .put("says", conclusion.says())
                .put("breaks", conclusion.breaks());
        ArrayNode details = violation.putArray("details");
        conclusion.details().forEach(details::add);
        ArrayNode causes = violation.putArray("causes");
        conclusion.causes().forEach(causes::add);
        ArrayNode forEver = violation.putArray("forEver");
        conclusion.forEver().forEach(forEver::add);
        ArrayNode culprits = json.putArray("culprits");
        conclusion.blamed().forEach(cause -> fill(culprits.addObject(), trace, cause, conclusion.at()));
    }

    private static void fill(ObjectNode json, Trace trace, Cause cause, int at) {
        Culprit culprit = cause.culprit();
        json.put("element", RunStates.number(trace.model().layout(), culprit.field(), culprit.element()))
                .put("name", culprit.field().inWords(culprit.element()))
                .put("has", culprit.field().inWords(trace.state(at), culprit.element()))
                .put("since", culprit.since())
                .put("wrongSince", culprit.wrongSince());
        ArrayNode should = json.putArray("should");
        culprit.should().forEach(values -> add(should.addArray(), values));
        add(json.putArray("would"), cause.renewed());
        TurningPoint decision = cause.decision();
        if (decision != null) {
            json.putObject("decision")
                    .put("step", decision.step())
                    .put("act", decision.act().function() + " " + decision.act().decided())
                    .put("why", decision.choice().why());
        }
    }

    private static void add(ArrayNode array, Set<String> values) {
        values.stream().limit(MOST_VALUES).forEach(array::add);
        if (values.size() > MOST_VALUES) {
            array.add("...");
        }
    }

    /** Adds the run of another design on the same steps. */
    public static void beside(ObjectNode json, OtherDesign beside, @Nullable Claim claim) {
        ObjectNode other = json.putObject("beside");
        other.set("variant", design(beside.trace().model().design()));
        other.put("claim", claim == null ? null : claim.id());
        other.put("parts", beside.parts()).put("differs", beside.differs()).put("stops", beside.stops());
        other.set("states", RunStates.beside(beside.trace(), json.path("states")));
    }
}
