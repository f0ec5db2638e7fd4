package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Multimap;
import com.google.common.collect.MultimapBuilder;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Library;
import dev.stalemate.decide.DistinctRuns;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.files.Shell;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Lane;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.report.page.RunJson;
import dev.stalemate.search.FailureFinder;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each route answers. Holds nothing between two requests: a model belongs to one thread, and each request makes its own. */
final class Exploration {
    private static final String DRIVER = "explore";
    private static final String ANY = "any property";

    private final Catalogue systems;
    private final Limits limits;
    private final Path save;
    private final String version;
    private final String command;

    /**
     * Of these systems.
     *
     * @param limits of a search
     * @param save where counterexamples go
     * @param version of the tool, for their files
     * @param command what the user types to call the tool
     */
    Exploration(Catalogue systems, Limits limits, Path save, String version, String command) {
        this.systems = systems;
        this.limits = limits;
        this.save = save;
        this.version = version;
        this.command = command;
    }

    Catalogue systems() {
        return systems;
    }

    /** What there is to explore. */
    ObjectNode everything() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("systems");
        for (ModelSystem system : systems.all()) {
            ObjectNode node = all.addObject().put("name", system.name()).put("says", system.says());
            ArrayNode designs = node.putArray("variants");
            system.designs()
                    .forEach(v -> designs.addObject().put("name", v.name()).put("says", v.says()));
            ArrayNode scopes = node.putArray("scopes");
            system.scopes()
                    .forEach((name, scope) ->
                            scopes.addObject().put("name", name).put("changes", scope.toString()));
            ArrayNode settings = node.putArray("settings");
            system.settings().forEach(s -> settings.addObject()
                    .put("name", s.name())
                    .put("initial", s.initial())
                    .put("says", s.says()));
        }
        return json;
    }

    /** The run so far: its states as the page shows them, what is possible now, and which properties hold here. */
    ObjectNode run(RequestBody asked) throws BadRequestException {
        Model model = asked.model("variant");
        Trace trace = asked.trace(model);
        Law law = asked.has("property") ? law(asked, model) : firstViolated(trace);
        ModelSystem system = asked.system();
        return FailureFinder.naming(model, model.laws(), () -> run(system, model, trace, law));
    }

    private static ObjectNode run(ModelSystem system, Model model, Trace trace, @Nullable Law law) {
        ObjectNode json = RunJson.of(system, trace);
        if (law != null && !law.kind().isProgress()) {
            RunJson.judge(json, trace, law);
        }
        long[] state = trace.end();
        ArrayNode enabled = json.putArray("enabled");
        Multimap<Lane, Step> possible =
                MultimapBuilder.linkedHashKeys().arrayListValues().build();
        model.steps().stream()
                .filter(step -> step.enabled(state))
                .forEach(step -> possible.put(Lane.of(model.layout(), step), step));
        for (Lane lane : Lane.all(model.layout())) {
            possible.get(lane).forEach(step -> enabled.addObject()
                    .put("text", step.toString())
                    .put("words", step.inWords(state, lane.index()))
                    .put("lane", lane.title()));
        }
        ArrayNode laws = json.putArray("properties");
        for (Law each : model.laws()) {
            laws.addObject().put("name", each.name()).put("says", each.says()).put("here", here(each, state));
        }
        return json;
    }

    private static String here(Law law, long[] state) {
        if (law.kind().isProgress()) {
            return "about runs";
        }
        if (!law.premise().test(state)) {
            return "not asked";
        }
        return law.holds().test(state) ? "holds" : law.kind() == Law.Kind.SOMETIMES ? "not yet" : "violated";
    }

    /** Another design on the same steps. */
    ObjectNode beside(RequestBody asked) throws BadRequestException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        RunJson.beside(json, OtherDesign.of(asked.trace(asked.model("variant")), asked.model("other")), null);
        return json;
    }

    /** The shortest way on from the run's end that violates a property: a search, of which all but its end is known to be possible. */
    Function<Monitor, ObjectNode> shortest(RequestBody asked) throws BadRequestException {
        Model model = asked.model("variant");
        Trace trace = asked.trace(model);
        Model onwards = model.startingAt(trace.end());
        Law law = asked.has("property") ? law(asked, onwards) : any(onwards);
        return monitor -> {
            SearchResult result = StateSearch.of(onwards, List.of(law), limits, monitor);
            return found(trace, result, result.outcome(law));
        };
    }

    /**
     * The shortest counterexample that differs from those that were shown: a search, of which all but its end is known to be possible. It
     * begins at the initial state.
     */
    Function<Monitor, ObjectNode> different(RequestBody asked) throws BadRequestException {
        Model model = asked.model("variant");
        Law law = asked.has("property") ? law(asked, model) : any(model);
        if (!DistinctRuns.canAsk(law)) {
            throw new BadRequestException(
                    law.name() + " is not violated by a state: different runs can't be told apart");
        }
        List<Trace> shown = asked.shown(model);
        return monitor -> FailureFinder.naming(model, List.of(law), () -> {
            DistinctRuns runs = new DistinctRuns(model, law, limits, monitor);
            shown.forEach(runs::know);
            return different(runs, law, shown.isEmpty());
        });
    }

    private static ObjectNode different(DistinctRuns runs, Law law, boolean isFirst) {
        Trace next = runs.next();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("property", violated(law, next));
        ArrayNode steps = json.putArray("steps");
        if (next != null) {
            next.steps().forEach(step -> steps.add(step.toString()));
            return json.put("verdict", Verdict.VIOLATED.toString());
        }
        String none = isFirst ? "no counterexample" : "no other counterexample";
        boolean isKnown = runs.end() == SearchResult.End.EXHAUSTED;
        String looked = runs.looked() < 1 ? "" : " of at most " + Amounts.count(runs.looked(), "step");
        return json.put("verdict", (isKnown ? Verdict.HOLDS : Verdict.UNDECIDED).toString())
                .put(
                        "says",
                        isKnown
                                ? none + " in this scope"
                                : none + looked + "; there may be longer ones: " + runs.end() + " stopped the search");
    }

    /** The name of the property that a search was about or, if that was any property, of the one that its run violates first. */
    private static String violated(Law law, @Nullable Trace run) {
        Law first = run != null && law.name().equals(ANY) ? firstViolated(run) : null;
        return (first == null ? law : first).name();
    }

    /** The states around the run's end: a search as {@link #shortest} is, but of few states. */
    Function<Monitor, ObjectNode> graph(RequestBody asked) throws BadRequestException {
        Model model = asked.model("variant");
        Trace trace = asked.trace(model);
        List<Law> laws = asked.has("property") ? List.of(law(asked, model)) : model.laws();
        return monitor -> {
            long end = System.nanoTime() + limits.time().toNanos();
            return FailureFinder.naming(
                    model,
                    laws,
                    () -> Graph.around(trace, laws, () -> monitor.stopped() || System.nanoTime() - end > 0));
        };
    }

    private static ObjectNode found(Trace trace, SearchResult result, Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("verdict", outcome.verdict().toString())
                .put("states", result.states())
                .put("depth", result.depth())
                .put("seconds", result.nanos() / 1e9);
        ArrayNode texts = json.putArray("steps");
        if (outcome.verdict() == Verdict.VIOLATED) {
            List<Step> steps = new ArrayList<>(trace.steps());
            steps.addAll(outcome.steps());
            steps.forEach(step -> texts.add(step.toString()));
            return json.put("property", violated(outcome.law(), Trace.replay(trace.model(), steps)));
        }
        return json.put("property", outcome.law().name());
    }

    /** Saves the run up to where it first violates a property. */
    ObjectNode save(RequestBody asked) throws BadRequestException, IOException {
        Model model = asked.model("variant");
        Trace whole = asked.trace(model);
        Law law = asked.has("property") ? law(asked, model) : firstViolated(whole);
        int at = law == null || law.kind().isProgress() ? -1 : whole.firstViolation(law);
        if (law == null || at < 0) {
            throw new BadRequestException("no state of this run violates " + (law == null ? "a property" : law.name())
                    + ", so there is nothing to save");
        }
        Trace trace = Trace.replay(model, new ArrayList<>(whole.steps().subList(0, at)));
        Counterexample saved = Counterexample.of(
                        trace, law, null, new Counterexample.Found(DRIVER, null, version), false)
                .withFile(asked.system().file(model.design()));
        Path file = new Library(save).save(saved, taken -> false);
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("again", command + " replay " + Shell.file(file.toString()));
    }

    /** The property of states that a run violates first; null if it violates none. */
    private static @Nullable Law firstViolated(Trace run) {
        for (int i = 0; i <= run.steps().size(); i++) {
            long[] state = run.state(i);
            for (Law law : run.model().laws()) {
                if (law.violatedBy(state)) {
                    return law;
                }
            }
        }
        return null;
    }

    /** What a state violates that violates any of a model's properties of states. */
    private static Law any(Model model) {
        List<Law> laws = model.laws();
        return Law.always(ANY, Law.Breaks.CONDITION, "no state violates any property of states")
                .holds(state -> {
                    for (int i = 0; i < laws.size(); i++) {
                        if (laws.get(i).violatedBy(state)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static Law law(RequestBody asked, Model model) throws BadRequestException {
        try {
            return model.law(asked.text("property"));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }
}
