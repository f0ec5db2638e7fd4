package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import dev.stalemate.real.kvm.Traces.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The same run says the same, whatever program printed it; and what people posted is read for what it is. */
class TraceFormatsTest {
    private static final Path RUN = Traces.file("6.1-tdp/linux_aps_init_2cpu.trace.gz");
    private static final Pattern EVENT =
            Pattern.compile("\\s*(\\S+)-(\\d+)\\s+\\[(\\d+)\\] \\S+\\s+([0-9.]+): (\\w+): (.*)");

    private final List<String> lines = Traces.lines(RUN);
    private final List<String> expected = leaves(Traces.read(lines, "6.1"));

    @Test
    void traceCmdPrintsNoFlagsAndPadsNames() {
        assertSame(m -> String.format(
                "%16s-%-5s [%s] %12s: %-20s %s",
                m.group(1),
                m.group(2),
                m.group(3),
                m.group(4),
                (isMark(m) ? "print" : m.group(5)) + ":",
                isMark(m) ? "tracing_mark_write: " + m.group(6) : m.group(6)));
    }

    @Test
    void perfScriptPrintsGroupsAndNoDash() {
        assertSame(m -> String.format(
                "%16s %6s [%s] %14s: %26s %s",
                m.group(1),
                m.group(2),
                m.group(3),
                m.group(4),
                (isMark(m) ? "ftrace:print" : (m.group(5).contains("mmu") ? "kvmmmu:" : "kvm:") + m.group(5)) + ":",
                isMark(m) ? "tracing_mark_write: " + m.group(6) : m.group(6)));
    }

    @Test
    void perfScriptMayPrintTheProcessTooAndNoCpu() {
        assertSame(m -> String.format(
                "%s %s/%s %s: %s: %s", m.group(1), m.group(2), m.group(2), m.group(4), m.group(5), m.group(6)));
    }

    @Test
    void ftraceMayPrintTheProcessTooAndCountInsteadOfTime() {
        assertSame(m -> String.format(
                "  %s-%s ( %s) [%s] d..1. %s: %s: %s",
                m.group(1), m.group(2), m.group(2), m.group(3), m.group(4).replace(".", ""), m.group(5), m.group(6)));
    }

    @Test
    void eventsAloneAreEnough() {
        assertSame(m -> m.group(5) + ": " + m.group(6));
    }

    @Test
    void mailProgramsBreakLines() {
        List<String> broken = new ArrayList<>();
        for (String line : lines) {
            int at = line.startsWith("#") || line.length() < 100 ? -1 : line.lastIndexOf(' ', 100);
            int name = line.indexOf(": ", 60);
            if (at > name + 2 && name > 0) {
                broken.add(line.substring(0, at));
                broken.add(line.substring(at + 1));
            } else {
                broken.add(line);
            }
        }
        assertThat(broken.size()).isGreaterThan(lines.size() + 100);
        assertThat(leaves(Traces.read(broken, "6.1"))).isEqualTo(expected);
    }

    @Test
    void linesMayEndAsOnWindowsAndCompressionIsUndone() throws IOException {
        byte[] text = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write(text);
        }
        for (byte[] bytes : List.of(
                text,
                gz.toByteArray(),
                Zstd.compress(text),
                new String(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_16))) {
            assertThat(leaves(Traces.read(bytes, "6.1"))).isEqualTo(expected);
        }
    }

    @Test
    void aCutFileSaysUpToWhereItIsKnown() throws IOException {
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write(String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1));
        }
        Read cut = Traces.read(Arrays.copyOf(gz.toByteArray(), gz.size() / 2), "6.1");
        assertThat(cut.trace().lost()).isBetween(50L, lines.size() - 50L);
        assertThat(cut.trace().differs()).isFalse();
        assertThat(cut.json().get("lost").asLong()).isEqualTo(cut.trace().lost());
    }

    /** Wherever the last line is cut: what is left of it is no event, however well it reads. */
    @Test
    void aLastLineWithoutItsLineFeedIsCut() {
        List<String> some = lines.subList(0, 200);
        int length = some.get(199).length();
        for (int cut = 0; cut < length; cut++) {
            String text = String.join("\n", some);
            Read read = Traces.read(text.substring(0, text.length() - cut), "6.1");
            assertThat(read.trace().lost()).isEqualTo(200);
            assertThat(read.trace().differs()).isFalse();
            assertThat(read.json().get("lostBecause").asText()).contains("has no line feed: it is cut");
            assertThat(read.trace().summary()).noneMatch(s -> s.contains("could not be read"));
        }
        assertThat(Traces.read(some, "6.1").trace().lost()).isZero();
    }

    @Test
    void theLastLineOfABrokenEventIsCutWithTheWholeEvent() {
        String text =
                "kvm_entry: vcpu 0, rip 0x1000\nkvm_tdp_mmu_spte_changed: as id 0 gfn 200 level 1\n old_spte 0 new_sp";
        Read read = Traces.read(text, "6.1");
        assertThat(read.trace().lost()).isEqualTo(3);
        assertThat(read.trace().summary())
                .noneMatch(s -> s.contains("could not be read"))
                .anyMatch(s -> s.contains("all of 3 lines, 1 of them an event"));
    }

    @Test
    void theHeaderSaysHowManyEventsThereMustBe() {
        String header = "# entries-in-buffer/entries-written: ";
        String events = "kvm_entry: vcpu 0, rip 0x1000\ntracing_mark_write: hello\n";
        assertThat(Traces.read(header + "2/2   #P:2\n" + events, "6.1").trace().lost())
                .isZero();
        assertThat(Traces.read(header + "1/1   #P:2\n" + events, "6.1").trace().lost())
                .isZero();
        Read fewer = Traces.read(header + "3/3   #P:2\n" + events, "6.1");
        assertThat(fewer.trace().lost()).isEqualTo(3);
        assertThat(fewer.json().get("marks")).isEmpty();
        assertThat(fewer.trace().summary())
                .contains(
                        "unknown after line 3: lines are missing: the header in line 1 tells of 3 events, and 2 follow it");
        String two = header + "3/3 #P:2\n" + events + header + "2/2 #P:2\n" + events;
        assertThat(Traces.read(two, "6.1").trace().lost()).isEqualTo(4);
        String whole = header + "2/2 #P:2\n" + events + header + "2/2 #P:2\n" + events;
        assertThat(Traces.read(whole, "6.1").trace().lost()).isZero();
    }

    @Test
    void theHeaderSaysWhatWasWrittenOver() {
        String header = "# entries-in-buffer/entries-written: ";
        String events = "kvm_entry: vcpu 0, rip 0x1000\n";
        Read read = Traces.read(header + "1/5000000000   #P:2\n" + events, "6.1");
        assertThat(read.trace().lost()).isZero();
        assertThat(read.json().get("overwritten").asLong()).isEqualTo(4_999_999_999L);
        assertThat(read.trace().summary())
                .contains(
                        "the buffer had no room for all: 4,999,999,999 events are missing before the first, as ftrace's"
                                + " header says");
        Read later = Traces.read(header + "1/1 #P:2\n" + events + header + "1/2 #P:2\n" + events, "6.1");
        assertThat(later.trace().lost()).isEqualTo(3);
    }

    @Test
    void afterLostEventsNothingIsKnown() {
        for (String gap : List.of(
                "CPU:0 [LOST 12 EVENTS]", "CPU:1 [EVENTS DROPPED]", "CPU:3 [4711 EVENTS DROPPED]", "....", "[...]")) {
            List<String> with = new ArrayList<>(lines);
            with.add(200, gap);
            Read read = Traces.read(with, "6.1");
            assertThat(read.trace().lost()).as(gap).isEqualTo(201);
            assertThat(read.json().get("lost").asLong()).as(gap).isEqualTo(201);
            assertThat(read.trace().summary()).as(gap).anyMatch(s -> s.startsWith("unknown after line 201"));
            assertThat(read.json().get("marks"))
                    .as(gap)
                    .allMatch(m -> m.get("line").asLong() < 201);
        }
    }

    @Test
    void whatWasLostBeforeTheFirstEventOnlyHidesTheBeginning() {
        List<String> with = new ArrayList<>(lines);
        with.add(0, "CPU:0 [LOST 12 EVENTS]");
        assertThat(leaves(Traces.read(with, "6.1"))).isEqualTo(expected);
    }

    @Test
    void vcpusOfTwoGuestsAreNotMixed() {
        List<String> two = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int pid = 100; pid < 102; pid++) {
                two.add(" qemu-" + pid + " [000] d..1. 1.0: kvm_entry: vcpu 0, rip 0x1000");
            }
        }
        assertThat(Traces.read(two, "6.1").trace().lost()).isEqualTo(3);
    }

    @Test
    void whatPeoplePostedIsRead() {
        assertThat(summary("01-nested-vmx-cr0-efer-msr-tdp-mmu-zap"))
                .contains("no leaf was installed, so none was judged");
        assertThat(summary("02-upm-2mb-coalesce-set-spte-wrapped"))
                .contains(
                        "the second-level tables are no EPT: their entries have no memory type, so nothing was judged")
                .contains("unknown after line 17: lines were left out here");
        assertThat(summary("05-msr-gp-fault-suffix")).anyMatch(s -> s.contains("all of 5 lines, 5 of them events"));
        assertThat(summary("06-perf-script-kvm-prefix-twice")).anyMatch(s -> s.contains("all of 4 lines, 4 of them"));
        assertThat(summary("07-perf-report-kvm-cr-histogram"))
                .contains("a perf report counts events and has no order: nothing can be rebuilt from it");
        Read gtt = Traces.read(Traces.file("excerpts/09-ept-gtt-head-page-vs-tail-no-timestamp.txt"), "6.1");
        assertThat(leaves(gtt)).containsExactly("end: 0x32319fe00/1 WB+IPAT ok");
    }

    @Test
    void whatIsNoTraceIsRefused() {
        assertThatThrownBy(() -> Traces.read("hello\nworld\n", "6.1"))
                .hasMessageContaining("a trace: none of its 2 lines is an event of KVM's");
    }

    private static List<String> summary(String excerpt) {
        Read read = Traces.read(Traces.file("excerpts/" + excerpt + ".txt"), "6.1");
        assertThat(read.trace().differs()).isFalse();
        return read.trace().summary();
    }

    private void assertSame(Function<Matcher, String> printed) {
        UnaryOperator<String> line = text -> {
            Matcher m = EVENT.matcher(text);
            return m.matches() ? printed.apply(m) : text;
        };
        List<String> other = lines.stream().map(line).toList();
        assertThat(other).isNotEqualTo(lines);
        assertThat(leaves(Traces.read(other, "6.1"))).isEqualTo(expected);
    }

    private static boolean isMark(Matcher event) {
        return event.group(5).equals("tracing_mark_write");
    }

    /** Every leaf at every mark, and every finding, without lines' numbers. */
    private static List<String> leaves(Read read) {
        List<String> all = new ArrayList<>();
        for (JsonNode mark : read.json().get("marks")) {
            for (JsonNode leaf : mark.get("leaves")) {
                all.add(mark.get("label").asText() + ": " + leaf.get("gfn").asText() + "/" + leaf.get("level") + " "
                        + Traces.type(leaf) + " " + leaf.get("verdict").asText());
            }
        }
        for (String kind : List.of("stale", "impossible")) {
            read.findings(kind)
                    .forEach(f -> all.add(kind + " " + f.get("gfn") + " " + f.get("by") + " " + f.get("claim")));
        }
        return all;
    }
}
