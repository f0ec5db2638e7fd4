package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.Block;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.Library;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.files.Shell;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Source;
import dev.stalemate.model.Verdict;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.report.CostReport;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.report.Proved;
import dev.stalemate.report.SeenReal;
import dev.stalemate.report.SourceJson;
import dev.stalemate.text.Visible;
import dev.stalemate.trace.Cost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of counterexamples, with a table of the claims of their systems and what designs cost. Whatever is added is known by then to be as
 * its file says: files are read, and checked, before.
 */
public final class Report {
    private static final int LONGEST = 1000;
    /** As wide as kernel developers have it. */
    private static final String TAB = " ".repeat(8);

    private final Catalogue systems;
    private final Set<String> about = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> runOf = new HashMap<>();
    private final Map<String, JsonNode> found = new LinkedHashMap<>();
    /** Each once, although many claims may come from one. */
    private final List<Source> sources = new ArrayList<>();

    private final ArrayNode runs = JsonNodeFactory.instance.arrayNode();
    /** What a shared page has of its counterexamples, for {@code replay}. */
    private final List<String> blocks = new ArrayList<>();

    private final @Nullable String tool;

    /** An empty report about some of these systems. */
    public Report(Catalogue systems) {
        this(systems, null);
    }

    private Report(Catalogue systems, @Nullable String tool) {
        this.systems = systems;
        this.tool = tool;
    }

    /** An empty page to be forwarded: it says which version wrote it, and has each counterexample inside. */
    public static Report shared(Catalogue systems, String tool) {
        return new Report(systems, tool);
    }

    /** Adds a counterexample as its check took it. */
    public void add(Path file, Counterexample c, Check.Result result) {
        ModelSystem system = systems.find(c.system());
        ObjectNode run;
        if (system == null || result.trace() == null || result.law() == null) {
            run = JsonNodeFactory.instance.objectNode();
            run.put("where", visible(c.system() + "/" + c.design()));
            texts(
                    run.putArray("lines"),
                    c.steps().stream().map(SavedStep::toString).toList());
        } else {
            about.add(system.name());
            run = RunJson.of(system, result.trace());
            RunJson.judge(run, result.trace(), result.law());
            OtherDesign.Beside beside = OtherDesign.beside(result.trace(), result.law(), system, c);
            if (beside != null) {
                RunJson.beside(run, beside.other(), beside.claim());
            }
        }
        Claim claim = system == null ? null : claim(system, c);
        if (claim != null) {
            run.put("claim", claim.id());
        }
        String id = name(run, Library.shortName(file, c), file, result.asRecorded());
        if (claim != null) {
            runOf.putIfAbsent(claim.id(), id);
        }
        run.put("result", visible(result.saysInFull()));
        run.put("minimal", c.minimal());
        if (c.found() != null) {
            found(run, c.found());
        }
        if (c.file() != null) {
            design(run, c.file());
        }
        share(run, CounterexampleWriter.text(c));
    }

    private void share(ObjectNode run, String json) {
        if (tool != null) {
            run.put("tool", tool);
            blocks.addAll(Block.lines(json));
        }
    }

    /** Adds what an implementation outside answered differently; nothing that its file names is run. */
    public void add(Path file, OutsideDifference d) {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        DifferenceReport report = new DifferenceReport(d);
        run.put("where", visible(report.by()));
        texts(run.putArray("lines"), report.lines().lines().toList());
        run.put("result", visible(report.result()));
        run.put("minimal", d.minimal());
        found(run, d.found());
        name(run, file.getFileName().toString(), file, report.asRecorded());
        share(run, OutsideDifferenceFile.text(d));
    }

    /** Adds what {@code check --json} wrote: verdicts found, with states and seconds. */
    public void add(CheckResult result) {
        result.claims().forEach(claim -> {
            about.add(claim.get("system").asText());
            found.put(CheckResult.key(claim), claim);
        });
    }

    private String name(ObjectNode run, String name, Path file, boolean good) {
        String stem = name.replaceAll("\\.(json|html)$", "").replaceAll("[^A-Za-z0-9._-]", "-");
        String id = stem;
        for (int number = 2; !ids.add(id); number++) {
            id = stem + "-" + number;
        }
        run.put("id", id).put("file", visible(file.toString())).put("good", good);
        run.put("again", "stalemate replay " + Shell.file(file.toString()));
        runs.add(run);
        return id;
    }

    private static void found(ObjectNode run, Counterexample.Found found) {
        run.putObject("found")
                .put("driver", visible(found.driver()))
                .put("seed", found.seed())
                .put("tool", visible(found.tool()));
    }

    /** The file of a user's own design, to be read. */
    private static void design(ObjectNode run, PatchFile file) {
        ObjectNode source =
                run.putObject("source").put("file", visible(file.name())).put("sha256", file.sha256());
        texts(
                source.putArray("text"),
                file.text().lines().map(line -> line.replace("\t", TAB)).toList());
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(text -> array.add(visible(text)));
    }

    /** A file's own words can be anybody's. */
    private static String visible(String text) {
        return Visible.line(text, LONGEST);
    }

    /** The claim that a file names, if it is about what the file has. */
    private static @Nullable Claim claim(ModelSystem system, Counterexample c) {
        return system.claims().stream()
                .filter(claim -> claim.id().equals(c.claim())
                        && claim.design().name().equals(c.design())
                        && claim.law().equals(c.law()))
                .findFirst()
                .orElse(null);
    }

    /** How many counterexamples there are. */
    public int size() {
        return runs.size();
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return runs.isEmpty() && found.isEmpty();
    }

    /** The page. */
    public String html() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        String title = runs.size() == 1 ? runs.get(0).get("id").asText() : "Stalemate: counterexamples";
        data.put("kind", "report").put("title", title);
        data.set("runs", runs);
        ArrayNode claims = data.putArray("claims");
        Map<String, JsonNode> others = new LinkedHashMap<>(found);
        List<Cost> costs = new ArrayList<>();
        for (String name : systems.names()) {
            if (about.contains(name)) {
                ModelSystem system = systems.system(name);
                system.claims().forEach(claim -> claims.add(row(claim, others)));
                addCosts(costs, system);
            }
        }
        ArrayNode said = data.putArray("sources");
        sources.forEach(source -> SourceJson.fill(said.addObject(), source));
        others.values().forEach(claims::add); // what isn't about a claim of this version
        data.set("costs", new CostReport(costs).json());
        return Page.file(title, data, blocks);
    }

    private ObjectNode row(Claim claim, Map<String, JsonNode> verdicts) {
        ObjectNode row = json(claim).put("run", runOf.get(claim.id()));
        JsonNode result = verdicts.remove(CheckResult.key(row));
        if (result != null) {
            row.setAll((ObjectNode) result);
        }
        return row;
    }

    /** A claim, with the numbers of its sources in the page's list of them. */
    private ObjectNode json(Claim claim) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", claim.id())
                .put("system", claim.system().name())
                .put("variant", claim.design().name())
                .put("property", claim.law())
                .put("scope", claim.scope().toString())
                .put("bound", claim.scope().numbers())
                .put("says", claim.says())
                .put("recorded", claim.recorded().toString());
        Verdict expected = claim.expected();
        json.put("expected", expected == null ? null : expected.toString());
        json.put("finding", claim.finding() == null ? null : claim.finding().why());
        Proved.fill(json, Proved.of(claim));
        SeenReal.fill(json, claim);
        ArrayNode from = json.putArray("from");
        for (Source source : claim.sources()) {
            if (!sources.contains(source)) {
                sources.add(source);
            }
            from.add(sources.indexOf(source));
        }
        return json;
    }

    private static void addCosts(List<Cost> costs, ModelSystem system) {
        for (Scenario scenario : system.scenarios()) {
            for (Design design : scenario.designs()) {
                costs.add(Cost.of(scenario, system.model(design, scenario.scope())));
            }
        }
    }
}
