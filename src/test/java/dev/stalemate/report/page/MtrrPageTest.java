package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Range;
import dev.stalemate.real.MtrrFile;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of machines' MTRRs has what the reports have. */
class MtrrPageTest {
    private static final Path REAL = Path.of("src/test/resources/real");

    @Test
    void everyRangeOfEveryMachineIsThere() throws IOException {
        List<MtrrReport> reports = new ArrayList<>();
        try (Stream<Path> files = Files.walk(REAL)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                reports.add(MtrrFile.read(file).first());
            }
        }
        JsonNode machines = PageData.of(MtrrPage.of(reports)).path("machines");
        assertThat(reports).hasSizeGreaterThan(50);
        assertThat(machines).hasSameSizeAs(reports);
        for (int i = 0; i < reports.size(); i++) {
            MtrrReport report = reports.get(i);
            JsonNode machine = machines.get(i);
            assertThat(machine.path("file").asText()).isEqualTo(report.name());
            if (report.maps().isEmpty()) {
                assertThat(ranges(machine)).isEqualTo(ranges(report.map().asMapOfRanges()));
            }
            for (int k = 0; k < report.maps().size(); k++) {
                assertThat(ranges(machine.path("maps").get(k)))
                        .as("%s, map %d", report.name(), k)
                        .isEqualTo(ranges(report.maps().get(k).map().asMapOfRanges()));
            }
            assertThat(machine.path("findings")).hasSameSizeAs(report.findings());
            assertThat(machine.path("problems")).hasSameSizeAs(report.problems());
        }
    }

    private static List<String> ranges(JsonNode map) {
        List<String> ranges = new ArrayList<>();
        map.path("map")
                .forEach(r -> ranges.add(r.path("start").asText() + "-"
                        + r.path("end").asText() + " " + r.path("type").asText("unknown")));
        return ranges;
    }

    private static List<String> ranges(Map<Range<Long>, MapType> map) {
        return map.entrySet().stream()
                .map(entry -> String.format(
                        "0x%x-0x%x %s",
                        entry.getKey().lowerEndpoint(), entry.getKey().upperEndpoint() - 1, entry.getValue()))
                .toList();
    }

    @Test
    void aLogDoesNotEndTheElementThatHoldsIt() throws IOException {
        String hostile = "</script><script>alert(1)</script><!--<script>";
        MtrrReport report =
                read("MTRR variable ranges enabled:\n  0 base " + hostile + "\nx86/PAT: " + hostile, hostile);
        String page = MtrrPage.of(List.of(report));
        JsonNode machine = PageData.of(page).path("machines").get(0);
        assertThat(machine.path("file").asText()).isEqualTo(hostile);
        assertThat(machine.path("problems").toString()).contains(hostile);
        assertThat(page).doesNotContain("alert(1)</script>").doesNotContain("<!--");
    }

    @Test
    void aNameDoesNotTurnThePageAround() throws IOException {
        JsonNode data = MtrrPage.data(List.of(read("", "a\u202Eb\nc" + "x".repeat(400))));
        assertThat(data.path("title").asText())
                .startsWith("MTRRs of a\\u202eb\\u000acxxx")
                .hasSizeLessThan(330);
        assertThat(data.path("machines").get(0).path("file").asText()).startsWith("a\\u202eb\\u000acx");
    }

    private static MtrrReport read(String log, String name) throws IOException {
        return MtrrFile.read(new StringReader(log), name).first();
    }
}
