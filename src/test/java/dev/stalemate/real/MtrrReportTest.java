package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The two forms that a report is printed in. */
class MtrrReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void json_holds_strings_for_addresses_and_null_for_what_is_unknown() throws IOException {
        JsonNode json =
                MAPPER.readTree(MtrrReport.read(RealFiles.file("proc-mtrr/01")).toJson());

        assertThat(json)
                .isEqualTo(
                        MAPPER.readTree(
                                """
                                {"default": null, "fixed": [], "variable": [],
                                 "map": [{"start": "0x0", "end": "0xfffffffff", "type": null}],
                                 "pat": [],
                                 "problems": [{"line": 1, "text": "the size is no power of two, so that the mask is not known; the \
                                register is taken as unknown: \\"reg00: base=0x00000000 (   0MB), size=984064MB: write-back, count=1\\""}]}
                                """));
    }

    @Test
    void json_of_a_whole_log() throws IOException {
        JsonNode json = MAPPER.readTree(RealFiles.report("boot-logs/05").toJson());

        assertThat(json)
                .isEqualTo(
                        MAPPER.readTree(
                                """
                                {"default": "WB",
                                 "fixed": [{"start": "0x0", "end": "0x9ffff", "type": "WB"},
                                           {"start": "0xa0000", "end": "0xbffff", "type": "WC"},
                                           {"start": "0xc0000", "end": "0xfffff", "type": "WB"}],
                                 "variable": [{"slot": 0, "base": "0xf0000000", "mask": "0xfff8000000", "type": "UC"},
                                              {"slot": 1, "base": "0xf8000000", "mask": "0xfffc000000", "type": "UC"}],
                                 "map": [{"start": "0x0", "end": "0x9ffff", "type": "WB"},
                                         {"start": "0xa0000", "end": "0xbffff", "type": "WC"},
                                         {"start": "0xc0000", "end": "0xefffffff", "type": "WB"},
                                         {"start": "0xf0000000", "end": "0xfbffffff", "type": "UC"},
                                         {"start": "0xfc000000", "end": "0xffffffffff", "type": "WB"}],
                                 "pat": ["WB", "WC", "UC-", "UC", "WB", "WC", "UC-", "UC"],
                                 "problems": []}
                                """));
    }

    @Test
    void text_of_a_whole_log() {
        assertThat(RealFiles.report("boot-logs/05").toText())
                .isEqualTo(
                        """
                        text
                        MTRRs          enabled
                        default type   WB
                        MAXPHYADDR     40 bits (from the masks)
                        PAT            WB WC UC- UC WB WC UC- UC
                        fixed ranges   enabled
                          0x00000-0x9ffff  WB
                          0xa0000-0xbffff  WC
                          0xc0000-0xfffff  WB
                        variable ranges
                           0  base 0x00f0000000  mask 0xfff8000000  UC
                           1  base 0x00f8000000  mask 0xfffc000000  UC
                        map
                          0x0000000000-0x000009ffff  WB       640 KiB
                          0x00000a0000-0x00000bffff  WC       128 KiB
                          0x00000c0000-0x00efffffff  WB       3931392 KiB
                          0x00f0000000-0x00fbffffff  UC       192 MiB
                          0x00fc000000-0xffffffffff  WB       1044544 MiB
                        RAM            523903 KiB stated, 0 B of it of unknown type
                        RAM that is not WB none
                        """);
    }

    @Test
    void every_real_file_is_read_and_its_map_covers_the_address_space() throws IOException {
        for (Path file : RealFiles.all()) {
            MtrrReport report = MtrrReport.read(file);

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
    void a_file_that_cannot_be_opened_is_an_exception() {
        assertThatThrownBy(() -> MtrrReport.read(Path.of("no/such/file"))).isInstanceOf(NoSuchFileException.class);
    }
}
