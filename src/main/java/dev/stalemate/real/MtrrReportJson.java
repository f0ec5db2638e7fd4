package dev.stalemate.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.memtype.MemType;
import org.jspecify.annotations.Nullable;

/** Writes an {@link MtrrReport} as JSON. Addresses are strings such as "0xa0000", ends are inclusive, unknown types are null. */
final class MtrrReportJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MtrrReportJson() {}

    static String of(MtrrReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        MemType defaultType = report.defaultType();
        root.put("default", defaultType == null ? null : defaultType.toString());
        ArrayNode fixed = root.putArray("fixed");
        report.fixed()
                .forEach(r -> addRange(fixed, r.start(), r.last(), r.type().toString()));
        ArrayNode variable = root.putArray("variable");
        for (VariableRange range : report.variable()) {
            ObjectNode node = variable.addObject();
            node.put("slot", range.slot());
            node.put("base", Addresses.hex(range.base()));
            node.put("mask", Addresses.hex(range.mask()));
            node.put("type", range.type().toString());
        }
        ArrayNode map = root.putArray("map");
        report.map()
                .asMapOfRanges()
                .forEach((range, type) -> addRange(
                        map,
                        range.lowerEndpoint(),
                        range.upperEndpoint() - 1,
                        type == MapType.UNKNOWN ? null : type.toString()));
        ArrayNode pat = root.putArray("pat");
        report.pat().forEach(type -> pat.add(type.toString()));
        ArrayNode problems = root.putArray("problems");
        report.problems()
                .forEach(problem ->
                        problems.addObject().put("line", problem.line()).put("text", problem.text()));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
    }

    private static void addRange(ArrayNode ranges, long start, long last, @Nullable String type) {
        ranges.addObject()
                .put("start", Addresses.hex(start))
                .put("end", Addresses.hex(last))
                .put("type", type);
    }
}
