package dev.stalemate.report.page;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts that {@code check --json} wrote.
 *
 * @param claims one object for each, with the fields of {@link #FIELDS} alone
 */
public record CheckResult(List<ObjectNode> claims) {
    private static final long LARGEST = 64L << 20;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final List<String> NAMES = List.of("system", "variant", "property", "scope", "found");
    private static final List<String> FIELDS = List.of("states", "transitions", "depth", "seconds", "steps");

    /**
     * Reads a file; null if it is none of these.
     *
     * @throws BadFileException if it is one, and damaged
     */
    public static @Nullable CheckResult read(Path file) throws IOException, BadFileException {
        if (Files.size(file) > LARGEST) {
            return null;
        }
        try (Reader text = Files.newBufferedReader(file); // which takes UTF-8 alone, and Jackson would guess
                JsonParser parser = MAPPER.createParser(text)) {
            List<ObjectNode> claims = claims(file, parser);
            if (claims != null && parser.nextToken() != null) {
                throw new BadFileException(file.toString(), line(parser), "there is more after the end of the results");
            }
            return claims == null ? null : new CheckResult(claims);
        } catch (JsonProcessingException | CharacterCodingException e) {
            return null; // the reader of counterexamples says what is wrong with it, and where
        }
    }

    /** The claims of an object that has a list of them; null if it has none. */
    private static @Nullable List<ObjectNode> claims(Path file, JsonParser parser)
            throws IOException, BadFileException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        List<ObjectNode> claims = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals("claims");
            if (parser.nextToken() == JsonToken.START_ARRAY && found) {
                claims = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    int line = line(parser);
                    claims.add(claim(MAPPER.readTree(parser), file, line));
                }
            } else {
                parser.skipChildren();
            }
        }
        return claims;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static ObjectNode claim(JsonNode claim, Path file, int line) throws BadFileException {
        ObjectNode copy = MAPPER.createObjectNode();
        for (String name : NAMES) {
            if (!claim.path(name).isTextual()) {
                throw new BadFileException(file.toString(), line, "this claim has no " + name);
            }
            copy.set(name, claim.get(name));
        }
        String found = claim.get("found").asText();
        if (Stream.of(Verdict.values()).noneMatch(verdict -> verdict.toString().equals(found))) {
            throw new BadFileException(file.toString(), line, "this claim's \"found\" is not a verdict: " + found);
        }
        for (String name : FIELDS) {
            JsonNode number = claim.path(name);
            if (!number.isNull() && !(number.isNumber() && number.asDouble() >= 0)) {
                throw new BadFileException(file.toString(), line, "this claim has no number " + name);
            }
            copy.set(name, number);
        }
        if (claim.path("id").isTextual()) {
            copy.set("id", claim.get("id"));
        }
        return copy;
    }

    /** What a verdict is about. */
    static String key(JsonNode claim) {
        return claim.path("id").asText() + " " + claim.path("system").asText() + "/"
                + claim.path("variant").asText() + " " + claim.path("property").asText() + " "
                + claim.path("scope").asText();
    }
}
