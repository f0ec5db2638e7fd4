package dev.stalemate.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts that {@code check --json} wrote.
 *
 * @param claims one object for each, with the fields of {@link #FIELDS} alone
 */
public record CheckResult(List<ObjectNode> claims) {
    private static final long LARGEST = 64L << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();
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
        JsonNode claims;
        try {
            claims = MAPPER.readTree(file.toFile()).get("claims");
        } catch (JsonProcessingException e) {
            return null; // whoever reads counterexamples says what is wrong with it, and where
        }
        if (claims == null || !claims.isArray()) {
            return null;
        }
        List<ObjectNode> read = new ArrayList<>();
        for (JsonNode claim : claims) {
            read.add(claim(claim, file, read.size() + 1));
        }
        return new CheckResult(read);
    }

    private static ObjectNode claim(JsonNode claim, Path file, int number) throws BadFileException {
        ObjectNode kept = MAPPER.createObjectNode();
        for (String name : NAMES) {
            if (!claim.path(name).isTextual()) {
                throw new BadFileException(file.toString(), "claim " + number + " has no " + name);
            }
            kept.set(name, claim.get(name));
        }
        for (String name : FIELDS) {
            if (!claim.path(name).isNumber() && !claim.path(name).isNull()) {
                throw new BadFileException(file.toString(), "claim " + number + " has no number " + name);
            }
            kept.set(name, claim.get(name));
        }
        if (claim.path("id").isTextual()) {
            kept.set("id", claim.get("id"));
        }
        return kept;
    }

    /** What a verdict is about. */
    static String key(JsonNode claim) {
        return claim.path("id").asText() + " " + claim.path("system").asText() + "/"
                + claim.path("variant").asText() + " " + claim.path("property").asText() + " "
                + claim.path("scope").asText();
    }
}
