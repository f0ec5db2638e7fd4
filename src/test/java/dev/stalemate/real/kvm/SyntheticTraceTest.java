package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.kvm.Traces.Read;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no recorded run has: the other MMU, splits, resets, registers that are only read, widths, hostile sizes. */
class SyntheticTraceTest {
    private static final String SCENARIO =
            "tracing_mark_write: # scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=16";
    private static final String WB = "600000040000b37";
    private static final String UC = "600000040000b07";
    private static final String LARGE_WB = "600000040000bb7";

    private final List<String> lines = new ArrayList<>();

    /** The MMU without TDP logs no zap of a single entry, so those of the version's rule are taken as done. */
    @Test
    void inTheOtherMmuTheRulesOwnZapsAreDone() {
        mark("# scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=16");
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_write 2ff = 0xc06");
        say("kvm_mmu_set_spte: gfn 80 spte " + UC + " (rwxu) level 1 at 6a69400");
        say("kvm_mmu_set_spte: gfn 200 spte " + WB + " (rwxu) level 1 at 6a69400");
        say("kvm_mmu_set_spte: gfn 400 spte " + WB + " (rwxu) level 1 at 6a69400");
        mark("# dump installed");
        say("kvm_msr: msr_write 258 = 0x606060606060606");
        mark("# dump zapped");
        say("kvm_mmu_prepare_zap_page: sp gen 0 gfn 200 l1 8-byte q0 direct wux nxe ad root 0 sync");
        mark("# dump table-gone");
        say("kvm_mmu_zap_all_fast: kvm-mmu-valid-gen 0 used_pages 0");
        Read read = read("6.1");
        assertThat(gfns(read, "installed")).containsExactly("0x80", "0x200", "0x400");
        assertThat(gfns(read, "zapped")).containsExactly("0x200", "0x400");
        assertThat(gfns(read, "table-gone")).containsExactly("0x400");
        assertThat(gfns(read, "end")).isEmpty();
        assertThat(read.trace().differs()).isFalse();
    }

    /** Only the change of the large entry is an event; its 512 parts come to be without any. */
    @Test
    void aLargeLeafThatIsSplitLeavesItsParts() {
        wb();
        say(changed("200", 2, "0", LARGE_WB));
        say(changed("200", 2, LARGE_WB, "6a69907"));
        say(changed("3ff", 1, "6000000401ffb37", "0"));
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(gfns(read, "end")).hasSize(511).contains("0x200").doesNotContain("0x3ff");
    }

    @Test
    void aLargeLeafOverMixedTypesIsImpossible() {
        wb();
        say("kvm_msr: msr_write 200 = 0x300000");
        say("kvm_msr: msr_write 201 = 0xfffff00800");
        say(changed("200", 2, "0", LARGE_WB));
        Read read = read("6.1");
        assertThat(read.findings("impossible")).hasSize(1);
        assertThat(read.findings("impossible").get(0).get("claim").asText()).isEqualTo("K18");
    }

    /** KVM warns, and zaps nothing: its range ends before it begins. */
    @Test
    void aBaseWrittenBeforeItsMaskEverWasZapsNothing() {
        wb();
        say(changed("200", 1, "0", WB));
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_write 200 = 0x200000");
        say("kvm_entry: vcpu 0, rip 0x1000");
        assertThat(read("6.1").trace().differs()).isFalse();
        lines.add(lines.size() - 4, "kvm_msr: msr_write 201 = 0x0");
        Read written = read("6.1");
        assertThat(written.findings("impossible")).hasSize(1);
        assertThat(written.findings("impossible").get(0).get("by").asText())
                .isEqualTo("vCPU 0 wrote PHYSBASE0 (0x200): the leaf should have been zapped");
    }

    /** K13: KVM zaps where a range is now, and not where it was. What that costs depends on both types. */
    @ParameterizedTest
    @CsvSource({
        "c06, 0, 07, stronger, speed, WB: stronger",
        "c06, 1, 0f, weaker, order, 'WB: weaker, costs order'",
        "c06, 4, 27, stronger, speed, WB: stronger",
        "c04, 6, 37, weaker, coherence, WT: weaker",
        "c00, 1, 0f, weaker, order, 'UC: weaker, costs order'",
        "c01, 0, 07, stronger, speed, WC: stronger",
    })
    void aStaleLeafCostsWhatTheTwoTypesCost(
            String defaultType, String type, String spte, String effect, String breaks, String row) {
        mark("# scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=16");
        say("kvm_msr: msr_write 2ff = 0x" + defaultType);
        say("kvm_msr: msr_write 201 = 0x7fffe00800");
        say("kvm_msr: msr_write 200 = 0x20000" + type);
        say(changed("200", 1, "0", "600000040000b" + spte));
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_write 200 = 0x40000" + type);
        say("kvm_entry: vcpu 0, rip 0x1000");
        Read read = read("6.1");
        assertThat(read.findings("stale")).singleElement().satisfies(finding -> {
            assertThat(finding.get("claim").asText()).isEqualTo("K13");
            assertThat(finding.get("effect").asText()).isEqualTo(effect);
            assertThat(finding.get("breaks").asText()).isEqualTo(breaks);
        });
        assertThat(read.trace().rows())
                .singleElement()
                .extracting(TraceRow::should)
                .isEqualTo(row);
    }

    /** Below the guest's MAXPHYADDR a mask leaves bits out, and KVM's range goes on to the end of the address space. */
    @Test
    void aShortMaskCatchesAllAboveItsBase() {
        wb();
        say("kvm_msr: msr_write 201 = 0x0");
        say("kvm_msr: msr_write 200 = 0x400000");
        say("kvm_msr: msr_write 201 = 0xfffe00800");
        say(changed("3ff", 1, "0", WB));
        say(changed("800", 1, "0", UC));
        assertThat(read("6.1").trace().differs()).isFalse();
        lines.add(1, "kvm_cpuid: func 80000008 idx 0 rax 24 rbx 0 rcx 0 rdx 0, cpuid entry found");
        assertThat(read("6.1").trace().differs()).as("with MAXPHYADDR 36").isTrue();
    }

    @Test
    void aHostThatWritesMsrsSaysSoByAMarker() {
        mark("# scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=16");
        mark("# op 1 vcpu 0 hmsr 2ff c06");
        say("kvm_entry: vcpu 0, rip 0x1000");
        say(changed("80", 1, "0", UC));
        say(changed("200", 1, "0", WB));
        say("kvm_entry: vcpu 0, rip 0x1000");
        mark("# op 2 vcpu 0 hmsr 258 0606060606060606");
        say(changed("80", 1, UC, "0"));
        mark("# op 3 vcpu 0 hmsr 201 mask:1000");
        mark("# dump end-of-host");
        assertThat(read("6.1").trace().differs()).isFalse();
        lines.removeIf(l -> l.contains("old_spte " + UC));
        assertThat(read("6.1").findings("impossible").get(0).get("by").asText())
                .isEqualTo("vCPU 0 wrote a fixed MTRR (0x258): the leaf should have been zapped");
    }

    @Test
    void aQuirkThatIsDisabledMidwayChangesTheRule() {
        wb();
        say("kvm_cr: cr_write 0 = 0x40000031");
        say(changed("200", 1, "0", "600000040000b77"));
        mark("# op 1 vcpu 0 quirk 2");
        say(changed("201", 1, "0", "600000040001b47"));
        say("kvm_cr: cr_write 0 = 0x31");
        say(changed("200", 1, "600000040000b77", "0"));
        say(changed("201", 1, "600000040001b47", "0"));
        say("kvm_entry: vcpu 0, rip 0x1000");
        assertThat(read("6.1").trace().differs()).isFalse();
    }

    @Test
    void aGuestThatIsResetStartsAgain() {
        say("kvm_entry: vcpu 0, rip 0xfff0");
        say("kvm_cr: cr_write 0 = 0x11");
        say("kvm_msr: msr_write 2ff = 0xc06");
        say(changed("200", 1, "0", WB));
        say("kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x1234 info1 0x0");
        say("kvm_mmu_zap_all_fast: kvm-mmu-valid-gen 0 used_pages 0");
        say(changed("200", 1, WB, "0"));
        say("kvm_entry: vcpu 0, rip 0xfff0");
        say("kvm_cr: cr_write 0 = 0x11");
        say(changed("200", 1, "0", UC));
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().hasFindings()).isFalse();
    }

    @Test
    void aHostsMmioIsNoDifferenceUnlessItsMemoryIsRam() {
        wb();
        lines.set(0, lines.get(0).replace(" mb=16", ""));
        say(changed("80000", 1, "0", "6000000fe000b07"));
        assertThat(read("6.1").trace().differs()).isFalse();
        say(changed("200", 1, "0", "6000000fe001b37"));
        assertThat(read("6.1").findings("impossible").get(0).get("by").asText()).contains("its host frame is RAM");
    }

    @Test
    void anRdmsrTellsARegisterThatNobodyWrote() {
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_read 2ff = 0x806");
        say(changed("200", 1, "0", WB));
        assertThat(read("6.1").mark("end").get("leaves").get(0).get("verdict").asText())
                .isEqualTo("unknown");
        for (int n = 0; n < 8; n++) {
            lines.add(1, "kvm_msr: msr_read " + Integer.toHexString(0x201 + 2 * n) + " = 0x0");
        }
        assertThat(read("6.1").mark("end").get("leaves").get(0).get("verdict").asText())
                .isEqualTo("ok");
    }

    @Test
    void anMtrrWriteByNobodyKnownEndsTheAnswer() {
        say("kvm_entry: vcpu 0, rip 0xfff0");
        lines.set(0, " qemu-7 [000] 1.0: " + lines.get(0));
        lines.add(" qemu-8 [000] 1.0: kvm_entry: vcpu 1, rip 0x1000");
        lines.add(" qemu-9 [000] 1.0: kvm_msr: msr_write 2ff = 0xc06");
        assertThat(read("6.1").trace().lost()).isEqualTo(3);
    }

    @Test
    void anEventThatCannotBeReadEndsTheAnswer() {
        wb();
        say("kvm_tdp_mmu_spte_changed: as id 0 gfn 200 level 1 old_spte 0 new_spte");
        say("kvm_entry: vcpu 0, rip 0x1000");
        Read read = read("6.1");
        assertThat(read.trace().lost()).isEqualTo(lines.size() - 1L);
        assertThat(read.trace().summary()).anyMatch(s -> s.contains("1 event could not be read"));
    }

    /** Megabytes without a line feed, NULs, and more of it than memory would hold. */
    @Test
    void longLinesAreReadInPart() {
        String blob = "\0\u00ff kvm_entry: vcpu 7, ".repeat(200_000);
        Read read = Traces.read(SCENARIO + "\n" + blob + "\n" + blob + "\n", "6.1");
        assertThat(read.trace().lines()).isEqualTo(3);
        assertThat(read.trace().summary())
                .anyMatch(s -> s.contains("only the first 4,096 characters of 2 lines were read"));
    }

    private void wb() {
        mark("# scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=16");
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_write 2ff = 0x806");
    }

    private void say(String event) {
        lines.add(event);
    }

    private void mark(String marker) {
        lines.add("tracing_mark_write: " + marker);
    }

    private static String changed(String gfn, int level, String old, String now) {
        return "kvm_tdp_mmu_spte_changed: as id 0 gfn " + gfn + " level " + level + " old_spte " + old + " new_spte "
                + now;
    }

    private Read read(String version) {
        return Traces.read(lines, version);
    }

    private static List<String> gfns(Read read, String mark) {
        List<String> gfns = new ArrayList<>();
        read.mark(mark).get("leaves").forEach(leaf -> gfns.add(leaf.get("gfn").asText()));
        return gfns;
    }
}
