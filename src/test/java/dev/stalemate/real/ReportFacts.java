package dev.stalemate.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.real.map.MtrrReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All that a report's JSON says, in few lines that a person can compare with the file. */
final class ReportFacts {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<String> lines = new ArrayList<>();

    private ReportFacts() {}

    static List<String> of(MtrrReport report) {
        try {
            ReportFacts facts = new ReportFacts();
            facts.add(MAPPER.readTree(report.toJson()));
            return facts.lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode json) {
        lines.add("MTRRs " + state(json.get("enabled")) + ", fixed ranges " + state(json.get("fixedEnabled"))
                + ", default " + text(json.get("default")) + ", "
                + json.get("maxPhyAddr").get("bits").asInt() + " bits"
                + (json.get("tom2").isNull() ? "" : ", TOM2 " + text(json.get("tom2"))));
        if (!json.get("pat").isEmpty()) {
            lines.add("PAT " + joined(json.get("pat")));
        }
        if (!json.get("patBefore").isEmpty()) {
            lines.add("PAT before " + joined(json.get("patBefore")));
        }
        if (!json.get("patDisabled").isNull()) {
            lines.add("PAT not used, line " + json.get("patDisabled").get("line"));
        }
        json.get("fixed").forEach(range -> lines.add("fixed " + range(range) + " " + text(range.get("type"))));
        if (!json.get("linuxMap").isNull()) {
            JsonNode map = json.get("linuxMap");
            lines.add("line " + map.get("line") + " counts " + map.get("entries") + " entries, " + map.get("fixed")
                    + " fixed, from " + map.get("slots") + " pairs"
                    + (map.get("tom2").asBoolean() ? " and TOM2" : ""));
        }
        if (json.get("maps").isEmpty()) {
            lines.add("no registers");
            map(json.get("map"));
        }
        json.get("maps").forEach(this::namedMap);
        json.get("ram").forEach(range -> lines.add("RAM " + range(range) + ", line " + range.get("line")));
        json.get("memtypes")
                .forEach(range -> lines.add("line " + range.get("line") + " maps " + range(range) + " "
                        + text(range.get("type")) + (range.get("logged").asBoolean() ? " (logged)" : "")));
        json.get("findings")
                .forEach(finding -> lines.add("finding, line " + finding.get("line") + ", " + text(finding.get("kind"))
                        + ": " + text(finding.get("text"))));
        json.get("problems")
                .forEach(problem ->
                        lines.add("problem, line " + problem.get("line") + ": " + text(problem.get("text"))));
    }

    private void namedMap(JsonNode named) {
        lines.add(text(named.get("name")) + ", line " + named.get("line")
                + (named.get("complete").asBoolean() ? "" : ", incomplete"));
        named.get("variable")
                .forEach(pair -> lines.add("  " + pair.get("slot") + ": " + text(pair.get("base")) + " "
                        + text(pair.get("mask")) + " " + text(pair.get("type"))));
        map(named.get("map"));
    }

    private void map(JsonNode map) {
        map.forEach(piece -> lines.add("  " + range(piece) + " " + text(piece.get("type"))));
    }

    private static String range(JsonNode range) {
        return text(range.get("start")) + "-" + text(range.get("end"));
    }

    private static String state(JsonNode flag) {
        return flag.isNull() ? "?" : flag.asBoolean() ? "on" : "off";
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "?" : value.asText();
    }

    private static String joined(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(value -> texts.add(value.asText()));
        return String.join(" ", texts);
    }
}
