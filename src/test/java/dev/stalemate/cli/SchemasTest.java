package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of {@code docs/reference/json-schema}. {@link Tool} compares with them what any test makes the tool print. */
class SchemasTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path SAVED = Path.of("counterexamples");

    private static List<Path> schemas() throws IOException {
        try (Stream<Path> files = Files.list(Schemas.FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path schema) {
        return schema.getFileName().toString().replace(".json", "");
    }

    /** The real output, and then the same with a key that no schema has, in each object of it in turn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "check K3 K4 --costs --json -",
                "check K3 --all-distinct 2 --json -",
                "list K3 --json -",
                "run kvm/linux-6.7 --steps touch~0~0 --json -",
                "compare kvm/linux-6.7 linux-6.11 --json -",
                "litmus --json -",
                "prove --list K4 --json -"
            })
    void aKeyWithoutASchemaIsNoticed(String line) throws IOException {
        List<String> words = Splitter.on(' ').splitToList(line).stream()
                .map(word -> word.replace('~', ' '))
                .toList();
        Tool.Result result = Tool.ofEverySystem().run(Iterables.toArray(words, String.class));
        JsonNode json = MAPPER.readTree(result.out());
        List<ObjectNode> objects = new ArrayList<>();
        objectsIn(json, objects);
        assertThat(objects).as(result.err()).isNotEmpty();
        for (ObjectNode object : objects) {
            object.putArray("unplanned").addArray();
            assertThat(Schemas.errors(words.get(0), json)).as(object.toString()).isNotEmpty();
            object.remove("unplanned");
        }
    }

    /** A few of each schema's objects are enough: of a long list all have the same keys. */
    private static void objectsIn(JsonNode node, List<ObjectNode> found) {
        if (node instanceof ObjectNode object) {
            found.add(object);
        }
        Iterables.limit(node, 40).forEach(each -> {
            if (found.size() < 200) {
                objectsIn(each, found);
            }
        });
    }

    @Test
    void savedCounterexamplesHaveTheirSchema() throws IOException {
        int seen = 0;
        try (Stream<Path> files = Files.walk(SAVED)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                Schemas.check("counterexample", Files.readString(file));
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(500);
    }

    @Test
    void eachIsASchema() throws IOException {
        var meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        for (Path schema : schemas()) {
            assertThat(meta.validate(Files.readString(schema), InputFormat.JSON))
                    .as(schema.toString())
                    .isEmpty();
        }
    }

    @Test
    void eachVerbThatWritesJsonHasOne() throws IOException {
        List<String> expected = new ArrayList<>(List.of("counterexample"));
        for (String verb : verbs()) {
            for (String sub : List.of("", " xen", " replay", " judge", " run", " kvm")) {
                boolean group = verb.equals("lab") || verb.equals("conform");
                if (group == !sub.isEmpty()) {
                    String[] command = (verb + sub + " --help").split(" ", -1);
                    if (Tool.mutex().run(command).out().lines().anyMatch(line -> line.matches(" +--json.*"))) {
                        expected.add(verb + sub.replace(' ', '-'));
                    }
                }
            }
        }
        assertThat(schemas()).extracting(SchemasTest::name).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> verbs() {
        return Tool.mutex()
                .run("--help")
                .out()
                .lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .toList();
    }
}
