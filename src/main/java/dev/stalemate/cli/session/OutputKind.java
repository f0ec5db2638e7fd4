package dev.stalemate.cli.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an option of a verb writes, and how a file that it wrote is told from any other, so that no log and no counterexample is lost. */
public enum OutputKind {
    CHECK(has("claims", "summary").or(has("questions", "left", "different"))),
    LIST(only("systems", "variants", "releases", "properties", "scopes", "claims", "sources")),
    RUN(has("steps", "properties", "expectations")),
    COMPARE(has("first", "second", "scopes")),
    PROVE(has("proofs", "seconds").or(has("statements", "solvers")).or(only("claims"))),
    LITMUS(has("name", "says", "outcomes")),
    MTRR(has("file", "recording", "enabled")),
    TRACE(has("marks", "version", "lines")),
    CONFORM(only("dumps").or(has("release", "design", "dumps"))),
    BENCH(has("states", "transitionsPerSecond").or(has("where", "jpfStored")).or(has("runs", "ratios", "goals"))),
    DRIVE(has("what", "requests", "causes")),
    /** Not looked at. */
    OTHER("", ".*");

    private static final int LOOKED_AT = 1 << 10;

    private final String noun;
    /** What the beginning looks like. */
    private final Pattern start;
    /** What the keys of JSON are; of what is no JSON, none are asked for. */
    @SuppressWarnings("ImmutableEnumChecker") // a predicate here holds sets that never change
    private final @Nullable Predicate<Set<String>> keys;

    OutputKind(String noun, String start) {
        this.noun = noun;
        this.start = Pattern.compile(start, Pattern.DOTALL);
        this.keys = null;
    }

    OutputKind(Predicate<Set<String>> keys) {
        this.noun = "JSON of this verb";
        this.start = Pattern.compile("[\\[{].*", Pattern.DOTALL);
        this.keys = keys;
    }

    private static Predicate<Set<String>> has(String... keys) {
        return found -> found.containsAll(Set.of(keys));
    }

    private static Predicate<Set<String>> only(String... keys) {
        return found -> !found.isEmpty() && Set.of(keys).containsAll(found);
    }

    /** What such a file is called in a complaint. */
    public String noun() {
        return noun;
    }

    /** Whether a file may be replaced: it doesn't exist, is empty, is not a regular file, or is a file of this kind. */
    public boolean mayReplace(Path file) {
        if (this == OTHER || !Files.isRegularFile(file)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String first = new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8).strip();
            if (first.isEmpty() && Files.size(file) <= LOOKED_AT) {
                return true;
            }
            return start.matcher(first).matches() && (keys == null || keys.test(keysOf(file)));
        } catch (IOException e) {
            return false; // what can't be read, or is no JSON, is no result of this tool
        }
    }

    /** The keys of a JSON object, or of the first one in an array. */
    private static Set<String> keysOf(Path file) throws IOException {
        Set<String> keys = new HashSet<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = json.nextToken();
            }
            if (token != JsonToken.START_OBJECT) {
                return keys;
            }
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                keys.add(key);
                json.nextToken();
                json.skipChildren();
            }
        }
        return keys;
    }
}
