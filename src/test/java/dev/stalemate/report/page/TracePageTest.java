package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.kvm.Excerpt;
import dev.stalemate.real.kvm.GuestFacts;
import dev.stalemate.real.kvm.KvmTrace;
import dev.stalemate.real.kvm.Timeline;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of a trace has its lines around what was found, and no more than it may. */
class TracePageTest {
    private static final Path BOOT = Path.of("src/test/resources/kvm-trace/boots/vmx-seabios-linux.trace.gz");

    private static JsonNode page(String text) throws IOException, BadFileException {
        Timeline timeline = new Timeline();
        TracePage page;
        try (TextFile file = open(text)) {
            page = new TracePage(
                    "a trace",
                    KvmTrace.read(file, "x", KvmVersion.of("6.1"), GuestFacts.NONE, null, timeline, n -> true),
                    timeline);
        }
        try (TextFile file = open(text)) {
            return PageData.of(page.html(Excerpt.of(file, page.lines(), () -> false)));
        }
    }

    private static TextFile open(String text) throws IOException {
        return TextFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void everyFindingAndEventOfABootHasItsLines() throws IOException, BadFileException {
        List<String> lines;
        try (TextFile text = TextFile.open(BOOT);
                BufferedReader reader = new BufferedReader(text)) {
            lines = reader.lines().toList();
        }
        JsonNode data = page(String.join("\n", lines) + "\n");
        ImmutableSortedMap.Builder<Integer, String> shown = ImmutableSortedMap.naturalOrder();
        data.path("excerpt").forEach(e -> shown.put(e.get(0).asInt(), e.get(1).asText()));
        ImmutableSortedMap<Integer, String> excerpt = shown.buildOrThrow();
        excerpt.forEach((number, text) ->
                assertThat(text).isEqualTo(lines.get(number - 1).replace('\t', ' ')));
        assertThat(data.path("rows")).hasSize(16);
        for (JsonNode row : data.path("rows")) {
            for (String which : List.of("installed", "since", "until")) {
                row.path(which).forEach(line -> assertThat(line.asInt() == 0 || excerpt.containsKey(line.asInt()))
                        .isTrue());
            }
        }
        data.path("events")
                .forEach(e -> assertThat(excerpt).containsKey(e.path("line").asInt()));
        assertThat(data.path("excerptLeftOut").asInt()).isZero();
        assertThat(excerpt).hasSizeLessThan(TracePage.MOST_LINES).containsKeys(2575, 2578, 2581);
    }

    @Test
    void aColumnOfCountsIsAType() throws IOException, BadFileException {
        String boot;
        try (TextFile text = TextFile.open(BOOT);
                BufferedReader reader = new BufferedReader(text)) {
            boot = String.join("\n", reader.lines().toList());
        }
        JsonNode samples = page(boot).path("samples");
        assertThat(samples.path("types").toString()).isEqualTo("[\"UC\",\"WB\",\"WB+IPAT\",\"WP\"]");
        assertThat(samples.path("counts")).hasSameSizeAs(samples.path("lines"));
        JsonNode end = samples.path("counts").get(samples.path("counts").size() - 1);
        int all = 0;
        for (JsonNode count : end) {
            all += count.asInt();
        }
        assertThat(all).isEqualTo(294);
    }

    @Test
    void whatALineHoldsIsShownAsText() throws IOException, BadFileException {
        String hostile = "</script><script>alert(1)</script><!--";
        String data = page("tracing_mark_write: # dump " + hostile + "\n" + hostile + "\u0007\u001b[2J\t"
                        + "y".repeat(3000) + "\nkvm_entry: vcpu 0, rip 0x1000\n")
                .toString();
        assertThat(data)
                .contains("\"label\":\"" + hostile)
                .contains("# dump " + hostile)
                .contains(hostile + "\\\\u0007\\\\u001b[2J yyy")
                .contains("yyy...\"")
                .doesNotContain("y".repeat(400));
    }

    @Test
    void aTraceOfManyFindingsKeepsItsPageSmallAndSaysSo() throws IOException, BadFileException {
        StringBuilder trace = new StringBuilder(
                """
                tracing_mark_write: # scenario s vcpus=1 ncdma=1 resetcr0=0 mb=16
                kvm_entry: vcpu 0, rip 0x1000
                kvm_msr: msr_write 2ff = 0x806
                """);
        int rounds = TracePage.MOST_ROWS + 200;
        for (int i = 0; i < rounds; i++) {
            trace.append("kvm_msr: msr_write 2ff = 0x806 (#GP)\n")
                    .append("kvm_exit: vcpu 0 reason CPUID rip 0x1000\n".repeat(20));
        }
        JsonNode data = page(trace.toString());
        assertThat(data.path("rows").size()).isEqualTo(TracePage.MOST_ROWS);
        assertThat(data.path("rowsLeftOut").asInt()).isEqualTo(200);
        assertThat(data.path("excerpt").size()).isBetween(TracePage.MOST_LINES - 10, TracePage.MOST_LINES);
        assertThat(data.path("excerptLeftOut").asInt()).isGreaterThan(500);
    }

    @Test
    void linesThatAreGoneAreMissing() throws IOException {
        try (TextFile file = open("one\ntwo\nthree")) {
            assertThat(Excerpt.of(file, ImmutableSortedSet.of(1L, 3L, 9L), () -> false))
                    .containsExactly(Map.entry(1L, "one"), Map.entry(3L, "three"));
        }
    }
}
