package dev.stalemate.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request's body: which model, and which steps of it. Every field is checked, because any program can send one. */
final class RequestBody {
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_SHOWN = 1000;
    private static final int MOST_ACTIONS = 100_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode body;
    private final Catalogue systems;

    private RequestBody(JsonNode body, Catalogue systems) {
        this.body = body;
        this.systems = systems;
    }

    static RequestBody read(byte[] body, Catalogue systems) throws BadRequestException {
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree == null || !tree.isObject()) {
                throw new BadRequestException("the body is not a JSON object");
            }
            return new RequestBody(tree, systems);
        } catch (JsonProcessingException e) {
            throw new BadRequestException("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't be read", e);
        }
    }

    String text(String field) throws BadRequestException {
        JsonNode value = body.path(field);
        if (!value.isTextual()) {
            throw new BadRequestException("the field " + field + " must be a text");
        }
        return value.asText();
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    ModelSystem system() throws BadRequestException {
        try {
            return systems.system(text("system"));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }

    /** The model of the design that a field names, at the scope. */
    Model model(String designField) throws BadRequestException {
        ModelSystem system = system();
        try {
            String law = designField.equals("variant") && has("property") ? text("property") : "";
            Model model = system.build(system.design(text(designField)), system.scope(text("scope")), law);
            if (!model.isFinite() || model.steps().size() > MOST_ACTIONS) {
                throw new BadRequestException("scope " + model.scope().name() + " has too many actions to list");
            }
            return model;
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }

    /** The run that the steps make, each as it prints. */
    Trace trace(Model model) throws BadRequestException {
        return trace(model, byText(model), body.path("steps"), "steps");
    }

    /** Runs that were shown, each as its steps. */
    List<Trace> shown(Model model) throws BadRequestException {
        JsonNode shown = body.path("shown");
        if (!shown.isArray() || shown.size() > MOST_SHOWN) {
            throw new BadRequestException("shown must be a list of at most " + MOST_SHOWN + " runs");
        }
        Map<String, Step> byText = byText(model);
        List<Trace> runs = new ArrayList<>();
        for (JsonNode run : shown) {
            runs.add(trace(model, byText, run, "run " + (runs.size() + 1) + " of shown"));
        }
        return runs;
    }

    private static Map<String, Step> byText(Model model) {
        Map<String, Step> byText = new HashMap<>();
        model.steps().forEach(step -> byText.put(step.toString(), step));
        return byText;
    }

    private static Trace trace(Model model, Map<String, Step> byText, JsonNode texts, String what)
            throws BadRequestException {
        if (!texts.isArray() || texts.size() > MOST_STEPS) {
            throw new BadRequestException(what + " must be a list of at most " + MOST_STEPS);
        }
        List<Step> steps = new ArrayList<>();
        for (JsonNode text : texts) {
            Step step = byText.get(text.asText());
            if (step == null) {
                throw new BadRequestException(
                        "step " + (steps.size() + 1) + ": there is no '" + text.asText() + "' in this scope");
            }
            steps.add(step);
        }
        try {
            return Trace.replay(model, steps);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }
}
