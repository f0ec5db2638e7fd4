package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of what the tool writes as JSON: {@code check.json} for {@code check --json}, {@code lab-run.json} for {@code lab run --json}. */
public final class Schemas {
    static final Path FOLDER = Path.of("docs/reference/json-schema");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> WITH_VERBS = Set.of("conform", "lab");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

    private Schemas() {}

    /** Fails if a run with these arguments was to print JSON, and it is not as the schema of the verb says. */
    static void check(List<String> arguments, String out) {
        if (arguments.contains("--json") && (out.startsWith("{") || out.startsWith("["))) {
            String verb = arguments.get(0);
            check(WITH_VERBS.contains(verb) ? verb + "-" + arguments.get(1) : verb, out);
        }
    }

    /** Fails if a text is not as a schema says. */
    public static void check(String name, String text) {
        try {
            assertThat(errors(name, MAPPER.readTree(text))).as(name).isEmpty();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON of " + name + ": " + text, e);
        }
    }

    /** What is wrong with a value. */
    static List<Error> errors(String name, JsonNode value) {
        return READ.computeIfAbsent(name, Schemas::read).validate(value);
    }

    private static Schema read(String name) {
        try {
            return REGISTRY.getSchema(MAPPER.readTree(Files.readString(FOLDER.resolve(name + ".json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
