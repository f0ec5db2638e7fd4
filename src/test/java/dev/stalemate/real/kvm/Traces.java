package dev.stalemate.real.kvm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The recorded traces that the tests read, and what comes of reading them. */
final class Traces {
    private static final Path ROOT = Path.of("src/test/resources/kvm-trace");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Traces() {}

    /**
     * What came of a trace.
     *
     * @param trace what was found
     * @param json the same as JSON
     */
    record Read(KvmTrace trace, JsonNode json) {
        JsonNode mark(String label) {
            for (JsonNode mark : json.get("marks")) {
                if (mark.get("label").asText().equals(label)) {
                    return mark;
                }
            }
            throw new IllegalArgumentException("no mark " + label);
        }

        /** The findings of a kind. */
        List<JsonNode> findings(String kind) {
            Stream.Builder<JsonNode> findings = Stream.builder();
            json.get("findings").forEach(findings::add);
            return findings.build()
                    .filter(f -> f.get("kind").asText().equals(kind))
                    .toList();
        }
    }

    static Path file(String name) {
        return ROOT.resolve(name);
    }

    static List<Path> files(String directory) {
        try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> all() {
        return Stream.of("6.1-tdp", "6.12-tdp", "boots", "excerpts")
                .flatMap(directory -> files(directory).stream())
                .filter(file -> !file.toString().contains(".ept"))
                .toList();
    }

    /**
     * A trace's lines, without what the VMM that made it thinks of leaves: the judgement must not come from there. So ftrace's header
     * must not say how many lines there are.
     */
    static List<String> lines(Path file) {
        try (TextFile text = TextFile.open(file);
                BufferedReader reader = new BufferedReader(text)) {
            return reader.lines()
                    .filter(line -> !line.matches(".*# (STALE|SPLIT|OK|ABSENT) .*"))
                    .map(line -> line.startsWith("# entries-in-buffer") ? "#" : line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Read read(Path file, String version) {
        return read(lines(file), version);
    }

    static Read read(List<String> lines, String version) {
        return read(String.join("\n", lines) + "\n", version);
    }

    static Read read(String text, String version) {
        return read(text.getBytes(StandardCharsets.ISO_8859_1), version);
    }

    static Read read(byte[] bytes, String version) {
        return read(bytes, version, GuestFacts.NONE, null);
    }

    /** The same, knowing something of the guest beside its trace. */
    static Read read(List<String> lines, String version, GuestFacts known) {
        String text = String.join("\n", lines) + "\n";
        return read(text.getBytes(StandardCharsets.ISO_8859_1), version, known, null);
    }

    /** The same, filling a timeline. */
    static Read read(String text, String version, Timeline timeline) {
        return read(text.getBytes(StandardCharsets.ISO_8859_1), version, GuestFacts.NONE, timeline);
    }

    private static Read read(byte[] bytes, String version, GuestFacts known, @Nullable Timeline timeline) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (TextFile text = TextFile.of(new ByteArrayInputStream(bytes))) {
            KvmTrace trace =
                    KvmTrace.read(text, "a trace", KvmVersion.of(version), known, json, timeline, lines -> true);
            return new Read(trace, MAPPER.readTree(json.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BadFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A finding's or a leaf's type, as dumps write it. */
    static String type(JsonNode leaf) {
        return leaf.get("emt").asText("?") + (leaf.get("ipat").asBoolean() ? "+IPAT" : "");
    }
}
