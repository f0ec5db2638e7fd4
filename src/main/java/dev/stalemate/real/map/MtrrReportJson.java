package dev.stalemate.real.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an {@link MtrrReport} as JSON. Addresses are strings such as "0xa0000", ends are inclusive, unknown types are null. */
final class MtrrReportJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MtrrReport report;
    private final ObjectNode root = MAPPER.createObjectNode();

    private MtrrReportJson(MtrrReport report) {
        this.report = report;
    }

    static ObjectNode tree(MtrrReport report) {
        MtrrReportJson json = new MtrrReportJson(report);
        json.registers();
        json.pat();
        json.maps();
        json.memory();
        json.remarks();
        return json.root;
    }

    static String text(MtrrReport report) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
    }

    private void registers() {
        root.put("file", report.name());
        MtrrReport.Place place = report.place();
        root.putObject("recording")
                .put("number", place.number())
                .put("of", place.of())
                .put("title", place.title())
                .put("line", place.line());
        root.put("enabled", report.enabled());
        line("hypervisor", report.content().linux().hypervisor());
        MemType defaultType = report.defaultType();
        root.put("default", name(defaultType));
        root.put("fixedEnabled", report.fixedEnabled());
        ArrayNode fixed = root.putArray("fixed");
        report.fixed().forEach(r -> addRange(fixed, Range.closedOpen(r.start(), r.last() + 1))
                .put("type", r.type().toString()));
        variable(root.putArray("variable"), report.variable());
        root.put("tom2", report.tom2().isPresent() ? Addresses.hex(report.tom2().getAsLong()) : null);
        ObjectNode width = root.putObject("maxPhyAddr")
                .put("bits", report.maxPhyAddr())
                .put("reason", report.width().reason());
        report.width().otherwise().ifPresent(bits -> width.put("otherwise", bits));
    }

    private static void variable(ArrayNode array, ImmutableList<VariableRange> ranges) {
        for (VariableRange range : ranges) {
            array.addObject()
                    .put("line", range.line())
                    .put("slot", range.slot())
                    .put("base", Addresses.hex(range.base()))
                    .put("mask", Addresses.hex(range.mask()))
                    .put("type", range.type().toString());
        }
    }

    private void pat() {
        types("pat", report.pat());
        types("patBefore", report.patBefore());
        line("patDisabled", report.content().pat().disabled());
    }

    private void line(String name, @Nullable LogLine line) {
        if (line == null) {
            root.putNull(name);
        } else {
            root.putObject(name).put("line", line.number()).put("text", line.text());
        }
    }

    private void types(String name, List<MemType> types) {
        ArrayNode array = root.putArray(name);
        types.forEach(type -> array.add(type.toString()));
    }

    private void maps() {
        map(root.putArray("map"), report.map());
        ArrayNode maps = root.putArray("maps");
        for (NamedMap named : report.maps()) {
            ObjectNode node = maps.addObject()
                    .put("name", named.name())
                    .put("line", named.line())
                    .put("complete", named.complete());
            variable(node.putArray("variable"), named.variable());
            map(node.putArray("map"), named.map());
        }
        LinuxMap.Summary summary = report.content().linux().map().summary();
        if (summary == null) {
            root.putNull("linuxMap");
        } else {
            root.putObject("linuxMap")
                    .put("line", summary.line().number())
                    .put("entries", summary.count())
                    .put("fixed", summary.fixed())
                    .put("slots", summary.slots())
                    .put("tom2", summary.tom2());
        }
    }

    private static void map(ArrayNode array, ImmutableRangeMap<Long, MapType> map) {
        map.asMapOfRanges().forEach((range, type) -> addRange(array, range)
                .put("type", type == MapType.UNKNOWN ? null : type.toString()));
    }

    private void memory() {
        ArrayNode ram = root.putArray("ram");
        report.facts().ram().asMapOfRanges().forEach((range, line) -> addRange(ram, range)
                .put("line", line));
        RamSize size = RamSize.of(report.facts().ram(), report.map());
        root.put("ramBytes", size.all());
        root.put("ramBytesOfUnknownType", size.unknown());
        ArrayNode memtypes = root.putArray("memtypes");
        for (Memtype memtype : report.memtypes()) {
            addRange(memtypes, memtype.range())
                    .put("type", memtype.type().toString())
                    .put("line", memtype.line())
                    .put("logged", memtype.logged());
        }
    }

    private void remarks() {
        ArrayNode findings = root.putArray("findings");
        for (Finding finding : report.findings()) {
            ObjectNode node =
                    findings.addObject().put("kind", finding.kind().toString()).put("line", finding.line());
            @Nullable Range<Long> range = finding.range();
            if (range != null) {
                put(node, range);
            }
            node.put("text", finding.text());
            Finding.Mapping mapping = finding.mapping();
            if (mapping != null) {
                node.put("process", mapping.process());
                node.put("pid", mapping.pid());
                node.put("wanted", name(mapping.wanted()));
                node.put("got", name(mapping.got()));
                node.put("times", mapping.times());
            }
        }
        ArrayNode problems = root.putArray("problems");
        report.problems()
                .forEach(problem ->
                        problems.addObject().put("line", problem.line()).put("text", problem.text()));
    }

    private static @Nullable String name(@Nullable MemType type) {
        return type == null ? null : type.toString();
    }

    private static ObjectNode addRange(ArrayNode ranges, Range<Long> range) {
        ObjectNode node = ranges.addObject();
        put(node, range);
        return node;
    }

    private static void put(ObjectNode node, Range<Long> range) {
        node.put("start", Addresses.hex(range.lowerEndpoint()));
        node.put("end", Addresses.hex(range.upperEndpoint() - 1));
    }
}
