package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb trace: what it prints, and how it ends. */
class TraceCommandTest {
    private static final String TRACES = "src/test/resources/kvm-trace/";
    private static final String BOOT = TRACES + "boots/vmx-seabios-linux.trace.gz";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aBootsStaleLeavesAreReported() {
        Tool.Result result = Tool.mutex().run("trace", BOOT, "--kvm", "6.1");
        assertThat(result.code()).isEqualTo(ExitCode.VIOLATED.number());
        assertThat(result.out())
                .containsPattern("stale +0x1000, 0x2a00, 0x4800-0x4bff +2M +4 +WB\\+IPAT +WB: weaker +2571-2577"
                        + " +2578: vCPU 0 cleared CR0.CD +the end +K1")
                .contains("the rule of Linux 6.0 and 6.1 (linux-6.0) explains all of 3,167 lines, 3,155 of them events")
                .contains("there are 294: 290 as they would be installed now, 4 stale")
                .containsPattern("3,167 lines in .* s, .* a second");
    }

    @Test
    void aRunWithNothingStaleEndsWell() {
        String control = TRACES + "6.12-tdp/hotunplug_ncdma.trace.gz";
        assertThat(Tool.mutex()
                        .run("trace", TRACES + "6.1-tdp/thread_coherent.trace.gz", "--kvm", "6.1")
                        .code())
                .isEqualTo(ExitCode.OK.number());
        assertThat(Tool.mutex().run("trace", control, "--kvm", "6.1").code()).isEqualTo(ExitCode.DIFFERS.number());
    }

    @Test
    void anotherVersionsTraceDiffersFromTheFirstLeafThatItCannotHaveInstalled() {
        Tool.Result result = Tool.mutex().run("trace", BOOT, "--kvm", "6.12.43");
        assertThat(result.code()).isEqualTo(ExitCode.DIFFERS.number());
        assertThat(result.out()).contains("(linux-6.11) explains the first 26 lines of 3,167");
    }

    @Test
    void aTraceWithoutLeavesProvesNothing() {
        assertThat(Tool.mutex()
                        .run("trace", TRACES + "boots/svm-seabios-linux.trace.gz")
                        .code())
                .isEqualTo(ExitCode.VACUOUS.number());
        assertThat(Tool.mutex()
                        .run("trace", TRACES + "excerpts/07-perf-report-kvm-cr-histogram.txt")
                        .code())
                .isEqualTo(ExitCode.VACUOUS.number());
    }

    @Test
    void lostEventsEndTheAnswer() {
        Tool.Result result = Tool.mutex()
                .reading("kvm_entry: vcpu 0, rip 0xfff0\nCPU:0 [LOST 7 EVENTS]\nkvm_entry: vcpu 0, rip 0x1000\n")
                .run("trace", "-", "--kvm", "6.1");
        assertThat(result.code()).isEqualTo(ExitCode.BOUND.number());
        assertThat(result.out()).contains("unknown after line 2: events were lost here");
    }

    @Test
    void theGuestsWidthCanBeTold() {
        String trace =
                """
                kvm_entry: vcpu 0, rip 0xfff0
                kvm_cr: cr_write 0 = 0x31
                kvm_msr: msr_write 2ff = 0x806
                kvm_msr: msr_write 200 = 0x80000000
                kvm_msr: msr_write 201 = 0xf80000800
                kvm_tdp_mmu_spte_changed: as id 0 gfn 100000 level 1 old_spte 0 new_spte 600000040000b37
                """;
        assertThat(Tool.mutex()
                        .reading(trace)
                        .run("trace", "-", "--kvm", "6.1", "--maxphyaddr", "36")
                        .code())
                .isEqualTo(ExitCode.OK.number());
        assertThat(Tool.mutex()
                        .reading(trace)
                        .run("trace", "-", "--kvm", "6.1", "--maxphyaddr", "40")
                        .code())
                .isEqualTo(ExitCode.DIFFERS.number());
        assertThat(Tool.mutex()
                        .reading(trace)
                        .run("trace", "-", "--kvm", "6.1", "--maxphyaddr", "53")
                        .code())
                .isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void ctrlCEndsItWithoutAnAnswer() {
        Tool.Result result = Tool.mutex().interrupted().run("trace", BOOT, "--kvm", "6.1");
        assertThat(result.code()).isIn(ExitCode.BOUND.number(), ExitCode.BAD_INPUT.number());
    }

    /** The reader's buffer ends within a line, at "cr_write 0". */
    @Test
    void theLineThatCtrlCCutIsNoEvent() {
        String text =
                "#".repeat(15) + "\nkvm_entry: vcpu 0, rip 0x1000\n" + "kvm_cr: cr_write 0 = 0x80050033\n".repeat(9000);
        int stopped = 0;
        for (int look = 1; look < 12; look++) {
            Tool.Result result =
                    Tool.mutex().reading(text).interruptedAtLook(look).run("trace", "-", "--kvm", "6.1");
            if (result.out().contains("stopped before the end")) {
                stopped++;
                assertThat(result.code()).isEqualTo(ExitCode.BOUND.number());
                assertThat(result.out()).doesNotContain("could not be read").doesNotContain("unknown after");
            }
        }
        assertThat(stopped).isPositive();
    }

    @Test
    void aCutFileHasNoAnswer() throws IOException {
        Path file = directory.resolve("cut.trace");
        String events = "# entries-in-buffer/entries-written: 2/2   #P:1\nkvm_entry: vcpu 0, rip 0xfff0\n";
        for (String rest : List.of("", "kvm_entry: vcpu 0, rip 0x1000")) {
            Files.writeString(file, events + rest);
            assertThat(Tool.mutex().run("trace", file.toString()).code()).isEqualTo(ExitCode.BOUND.number());
        }
        Files.writeString(file, "kvm_entry: vcpu 0, rip 0x1000");
        Tool.Result only = Tool.mutex().run("trace", file.toString());
        assertThat(only.code()).isEqualTo(ExitCode.BOUND.number());
        assertThat(only.out()).contains("unknown after line 1: the last line has no line feed: it is cut");
    }

    @Test
    void jsonGoesToAFileOrToStandardOutputAlone() throws IOException {
        Path file = directory.resolve("trace.json");
        Tool.Result result = Tool.mutex().run("trace", BOOT, "--kvm", "6.1", "--json", file.toString());
        assertThat(result.out()).contains("explains all");
        String alone =
                Tool.mutex().run("trace", BOOT, "--kvm", "6.1", "--json", "-").out();
        assertThat(alone).isEqualTo(Files.readString(file));
        JsonNode json = new ObjectMapper().readTree(alone);
        assertThat(json.get("lost").isNull()).isTrue();
        assertThat(json.get("marks")).hasSize(1);
        JsonNode leaf = json.get("marks").get(0).get("leaves").get(0);
        assertThat(leaf)
                .hasToString(
                        "{\"gfn\":\"0xf5\",\"level\":1,\"emt\":\"WP\",\"ipat\":false,\"verdict\":\"ok\","
                                + "\"own\":[{\"vcpu\":0,\"emt\":\"WP\",\"ipat\":false},{\"vcpu\":1,\"emt\":\"WP\",\"ipat\":false}]}");
    }

    @Test
    void aPageIsWrittenBesideTheTableAndTheJson() throws IOException {
        Path html = directory.resolve("page.html");
        Path json = directory.resolve("trace.json");
        Tool.Result plain = Tool.mutex().run("trace", BOOT, "--kvm", "6.1");
        Tool.Result both =
                Tool.mutex().run("trace", BOOT, "--kvm", "6.1", "--html", html.toString(), "--json", json.toString());
        assertThat(both).isEqualTo(plain);
        assertThat(new ObjectMapper().readTree(json.toFile()).path("marks")).hasSize(1);
        assertThat(html)
                .content()
                .startsWith("<!doctype html>")
                .contains("\"kind\":\"trace\"", "[2578,\"", "kvm_cr: cr_write 0 = 0x80050033\"]");
        Tool.Result alone = Tool.mutex().run("trace", BOOT, "--kvm", "6.1", "--html", "-");
        assertThat(alone).isEqualTo(new Tool.Result(ExitCode.VIOLATED.number(), Files.readString(html), ""));
    }

    @Test
    void aPageKeepsTheExitCode() throws IOException {
        String differs = TRACES + "6.12-tdp/hotunplug_ncdma.trace.gz";
        String amd = TRACES + "boots/svm-seabios-linux.trace.gz";
        assertThat(List.of(
                        html(differs),
                        html(amd),
                        html(TRACES + "6.1-tdp/thread_coherent.trace.gz"),
                        html(TRACES + "excerpts/07-perf-report-kvm-cr-histogram.txt"),
                        html("README.md"),
                        html("no-such-file")))
                .containsExactly(
                        ExitCode.DIFFERS,
                        ExitCode.VACUOUS,
                        ExitCode.OK,
                        ExitCode.VACUOUS,
                        ExitCode.BAD_INPUT,
                        ExitCode.BAD_INPUT);
    }

    private ExitCode html(String file) throws IOException {
        Path html = directory.resolve("one.html");
        int code = Tool.mutex()
                .run("trace", file, "--kvm", "6.1", "--html", html.toString())
                .code();
        ExitCode found = Arrays.stream(ExitCode.values())
                .filter(each -> each.number() == code)
                .findFirst()
                .orElseThrow();
        assertThat(Files.exists(html)).isEqualTo(found != ExitCode.BAD_INPUT);
        Files.deleteIfExists(html);
        return found;
    }

    @Test
    void whatIsNoTraceIsBadInputAndNothingIsWritten() {
        Path json = directory.resolve("none.json");
        Tool.Result result = Tool.mutex().run("trace", "README.md", "--json", json.toString());
        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.err()).contains("README.md: none of its").contains("is an event of KVM's");
        assertThat(json).doesNotExist();
        assertThat(Tool.mutex().run("trace", "no-such-file").code()).isEqualTo(ExitCode.BAD_INPUT.number());
    }

    @Test
    void anUnknownVersionNamesThoseThatThereAre() {
        Tool.Result result = Tool.mutex().run("trace", BOOT, "--kvm", "3.10");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err())
                .contains("no design was compared with linux-3.10; there are 4.9.0 to 4.15.18 (linux-4.9)");
    }

    @Test
    void theGuestsOwnFileFillsInWhatTheTraceDoesNotTell() throws IOException {
        Path mtrr = directory.resolve("mtrr");
        Files.writeString(
                mtrr,
                """
                MTRR default type: write-back
                MTRR fixed ranges enabled:
                  00000-9FFFF write-back
                  A0000-BFFFF uncachable
                  C0000-FFFFF write-protect
                MTRR variable ranges enabled:
                  0 base 0080000000 mask FF80000000 uncachable
                  1 disabled
                  2 disabled
                  3 disabled
                  4 disabled
                  5 disabled
                  6 disabled
                  7 disabled
                """);
        String events =
                """
                 CPU 0/KVM-9 [000] d..1. 1.0: kvm_entry: vcpu 0, rip 0xffffffff81000000
                 CPU 0/KVM-9 [000] d..1. 1.1: kvm_tdp_mmu_spte_changed: as id 0 gfn 100 level 1 old_spte 0 new_spte 600000040000b37
                 CPU 0/KVM-9 [000] d..1. 1.2: kvm_tdp_mmu_spte_changed: as id 0 gfn c0 level 1 old_spte 0 new_spte 600000040100b37
                 CPU 0/KVM-9 [000] d..1. 1.3: kvm_entry: vcpu 0, rip 0xffffffff81000000
                """;
        Tool.Result without = Tool.mutex().reading(events).run("trace", "-", "--kvm", "6.1");
        assertThat(without.code()).isEqualTo(ExitCode.VACUOUS.number());
        assertThat(without.out())
                .contains("2 leaves were installed, and none was judged, because it is not known what they should be")
                .contains("MTRRs count as unknown");
        Tool.Result with =
                Tool.mutex().reading(events).run("trace", "-", "--kvm", "6.1", "--guest-mtrr", mtrr.toString());
        assertThat(with.code()).isEqualTo(ExitCode.DIFFERS.number());
        assertThat(with.out()).containsPattern("impossible +0xc0 +4K +1 +WB +WP");
    }

    @Test
    void aFileWithoutTheGuestsRegistersIsRefusedAndOneOfSeveralIsNamed() throws IOException {
        Path none = Files.writeString(directory.resolve("none"), "no register here\n");
        Tool.Result refused =
                Tool.mutex().reading("").run("trace", "-", "--kvm", "6.1", "--guest-mtrr", none.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(refused.err()).contains(none + ":1: ");

        String table = "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n";
        Path two = Files.writeString(directory.resolve("two"), table + "\n" + table);
        Tool.Result several =
                Tool.mutex().reading("").run("trace", "-", "--kvm", "6.1", "--guest-mtrr", two.toString());
        assertThat(several.err()).contains(two + " holds 2 recordings; the guest's is taken to be the first");
    }
}
