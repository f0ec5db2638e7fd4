package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.CharMatcher;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The two forms that a report is printed in. */
class MtrrReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void jsonOfAFileThatSaysLittleHasNullsAndEmptyArrays() throws IOException {
        JsonNode json = MAPPER.readTree(RealFiles.report("proc-mtrr/18").toJson());

        assertThat(json)
                .isEqualTo(
                        MAPPER.readTree(
                                """
                                {"file": "text", "recording": {"number": 1, "of": 1, "title": "nothing", "line": 0},
                                 "hypervisor": null, "enabled": null, "default": null, "fixedEnabled": null, "fixed": [], "variable": [],
                                 "tom2": null, "maxPhyAddr": {"bits": 36, "reason": "assumed: the file does not tell"},
                                 "pat": [], "patBefore": [], "patDisabled": null,
                                 "map": [{"start": "0x0", "end": "0xfffffffff", "type": null}], "maps": [], "linuxMap": null,
                                 "ram": [], "ramBytes": 0, "ramBytesOfUnknownType": 0, "memtypes": [], "findings": [],
                                 "problems": [{"line": 1, "text": "neither a boot log that shows the MTRRs nor a /proc/mtrr: \
                                \\"cat: /proc/mtrr: Input/output error\\""}]}
                                """));
    }

    @Test
    void jsonOfAWholeLog() throws IOException {
        JsonNode json = MAPPER.readTree(RealFiles.report("boot-logs/05").toJson());
        String registers =
                """
                [{"line": 24, "slot": 0, "base": "0xf0000000", "mask": "0xfff8000000", "type": "UC"},
                 {"line": 25, "slot": 1, "base": "0xf8000000", "mask": "0xfffc000000", "type": "UC"}]
                """;
        String map =
                """
                [{"start": "0x0", "end": "0x9ffff", "type": "WB"},
                 {"start": "0xa0000", "end": "0xbffff", "type": "WC"},
                 {"start": "0xc0000", "end": "0xefffffff", "type": "WB"},
                 {"start": "0xf0000000", "end": "0xfbffffff", "type": "UC"},
                 {"start": "0xfc000000", "end": "0xffffffffff", "type": "WB"}]
                """;

        assertThat(json)
                .isEqualTo(MAPPER.readTree(
                        """
                        {"file": "text", "recording": {"number": 1, "of": 1, "title": "boot log", "line": 1},
                         "hypervisor": null, "enabled": true, "default": "WB", "fixedEnabled": true,
                         "fixed": [{"start": "0x0", "end": "0x9ffff", "type": "WB"},
                                   {"start": "0xa0000", "end": "0xbffff", "type": "WC"},
                                   {"start": "0xc0000", "end": "0xfffff", "type": "WB"}],
                         "variable": REGISTERS,
                         "tom2": null, "maxPhyAddr": {"bits": 40, "reason": "from the masks"},
                         "pat": ["WB", "WC", "UC-", "UC", "WB", "WC", "UC-", "UC"],
                         "patBefore": ["WB", "WT", "UC-", "UC", "WB", "WT", "UC-", "UC"],
                         "patDisabled": null,
                         "map": MAP,
                         "maps": [{"name": "registers at boot", "line": 18, "complete": true, "variable": REGISTERS, "map": MAP}],
                         "linuxMap": null,
                         "ram": [{"start": "0x0", "end": "0x9fbff", "line": 2}, {"start": "0x100000", "end": "0x1fffffff", "line": 5}],
                         "ramBytes": 536476672, "ramBytesOfUnknownType": 0, "memtypes": [],
                         "findings": [{"kind": "mmio-wb", "line": 18, "start": "0xfec00000", "end": "0xfeefffff",
                                       "text": "the interrupt controllers' memory 0xfec00000-0xfeefffff (3 MiB) is WB"}],
                         "problems": []}
                        """
                                .replace("REGISTERS", registers)
                                .replace("MAP", map)));
    }

    @Test
    void textOfAWholeLog() {
        assertThat(RealFiles.report("boot-logs/05").toText())
                .isEqualTo(
                        """
                        text
                        MTRRs          enabled
                        default type   WB
                        MAXPHYADDR     40 bits (from the masks)
                        PAT            WB WC UC- UC WB WC UC- UC
                        PAT before     WB WT UC- UC WB WT UC- UC
                        fixed ranges   enabled
                          0x00000-0x9ffff  WB
                          0xa0000-0xbffff  WC
                          0xc0000-0xfffff  WB
                        variable ranges of line 18: registers at boot
                           0  base 0x00f0000000  mask 0xfff8000000  UC
                           1  base 0x00f8000000  mask 0xfffc000000  UC
                        map of line 18: registers at boot
                          (# WB   + WT   = WP   ~ WC   . UC   ! undefined   ? unknown)
                          0x0000000000-0x000009ffff |########|  WB            640 KiB  part RAM
                          0x00000a0000-0x00000bffff |~~~~~~~~|  WC            128 KiB
                          0x00000c0000-0x00efffffff |########|  WB        3931392 KiB  part RAM
                                                    |########|
                          0x00f0000000-0x00fbffffff |........|  UC            192 MiB
                          0x00fc000000-0xffffffffff |########|  WB        1044544 MiB
                                                    |########|
                        RAM            523903 KiB stated, 0 B of it of unknown type
                        findings
                          line 18: the interrupt controllers' memory 0xfec00000-0xfeefffff (3 MiB) is WB
                        """);
    }

    @Test
    void theDocumentationShowsWhatTheToolPrints() throws IOException {
        String text = RealFiles.report("boot-logs/05").toText().replaceFirst("text", "dmesg.txt");

        assertThat(Files.readString(Path.of("docs/how-to/real-machines.md")))
                .contains("$ ./stalemate mtrr dmesg.txt\n" + text + "```\n");
    }

    @Test
    void theDocumentationNamesEveryKeyAndEveryFinding() throws IOException {
        String page = Files.readString(Path.of("docs/how-to/real-machines.md"));

        assertThat(MAPPER.readTree(RealFiles.report("boot-logs/05").toJson()).fieldNames())
                .toIterable()
                .allMatch(key -> page.contains("`" + key + "`"));
        assertThat(Finding.Kind.values()).allMatch(kind -> page.contains("| `" + kind + "` |"));
    }

    @Test
    void noLineOfAMapIsWiderThanATerminal() throws IOException {
        List<MtrrReport> reports = new ArrayList<>();
        for (Path file : RealFiles.all()) {
            reports.add(MtrrFile.read(file).first());
        }
        reports.add(RealFiles.reportOf(
                "BIOS-e820: [mem 0x0-0xffefd] usable\nBIOS-e820: [mem 0x1000000000000-0xffffffffffffe] usable\n"));
        for (MtrrReport report : reports) {
            List<String> picture =
                    report.toText().lines().filter(line -> line.contains("|")).toList();

            assertThat(picture)
                    .isNotEmpty()
                    .allMatch(line -> line.length() <= 80 && CharMatcher.ascii().matchesAllOf(line));
        }
    }

    @Test
    void aMapOfManyPiecesIsDrawnInPart() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rows.append(String.format(
                    "reg%02d: base=0x0%02x000000 (%5dMB), size=    8MB, count=1: write-back%n", i, 2 * i, 32 * i));
        }

        assertThat(RealFiles.reportOf(rows.toString()).toText()).contains("\n  and 21 more, which --json lists\n");
    }

    @Test
    void everyRealFileIsReadAndItsMapCoversTheAddressSpace() throws IOException {
        for (Path file : RealFiles.all()) {
            MtrrReport report = MtrrFile.read(file).first();

            assertThat(report.name()).isEqualTo(file.toString());
            assertThat(report.map().span().upperEndpoint()).isEqualTo(1L << report.maxPhyAddr());
            boolean open = report.map().asMapOfRanges().containsValue(MapType.UNKNOWN);
            boolean table = !report.variable().isEmpty() && report.defaultType() == null;
            if (open && !table) {
                assertThat(report.problems())
                        .as("why something is open in %s", file)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAnException() {
        assertThatThrownBy(() -> MtrrFile.read(Path.of("no/such/file")).first())
                .isInstanceOf(NoSuchFileException.class);
    }
}
