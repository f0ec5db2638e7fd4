package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.real.kvm.Traces.Read;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no event has to tell: leaves tell it, or it stays unknown; it is never a reason to call a trace impossible. */
class UntoldFactsTest {
    private static final String WB = "600000040000b37";
    private static final String UC = "600000040000b07";
    private static final String WB_IPAT = "600000040000b77";
    private static final String UC_IPAT = "600000040000b47";
    private static final String LARGE_WB = "600000040000bb7";
    private static final String SCENARIO = "# scenario s vcpus=1 ncdma=1 quirk_cd=1 resetcr0=0 mb=8192";

    private final List<String> lines = new ArrayList<>();

    /** UC from 2 to 4 GiB, by a mask of 36 bits: with more bits the range goes on to the end. */
    private void rangeOfThirtySixBits() {
        mark(SCENARIO);
        say("kvm_entry: vcpu 0, rip 0x1000");
        say("kvm_msr: msr_write 2ff = 0x806");
        say("kvm_msr: msr_write 201 = 0xf80000800");
        say("kvm_msr: msr_write 200 = 0x80000000");
    }

    @Test
    void aLeafAboveARangeTellsThatTheGuestHasJustTheBitsOfItsMask() {
        rangeOfThirtySixBits();
        say(changed("100000", 1, "0", WB));
        Read narrow = read("6.1");
        assertThat(narrow.trace().differs()).isFalse();
        assertThat(narrow.trace().summary()).contains("MAXPHYADDR is 36 bits: a leaf tells it");
        assertThat(verdict(narrow, "0x100000")).isEqualTo("ok");
        say(changed("100001", 1, "0", UC));
        assertThat(read("6.1").trace().differs())
                .as("it can't have more bits as well")
                .isTrue();
    }

    @Test
    void aLeafAboveARangeTellsThatTheGuestHasMoreBits() {
        rangeOfThirtySixBits();
        say(changed("100000", 1, "0", UC));
        say(changed("100001", 1, "0", UC));
        say("kvm_msr: msr_write 203 = 0xffc0000800");
        say("kvm_msr: msr_write 202 = 0x200000006");
        say(changed("200000", 1, "0", UC));
        assertThat(read("6.1").trace().differs()).isFalse();
        say(changed("100002", 1, "0", WB));
        assertThat(read("6.1").trace().differs()).isTrue();
    }

    /** The leaf is UC because of the range, or because it is MMIO. */
    @Test
    void aWidthThatNothingTellsLeavesLeavesUnknown() {
        rangeOfThirtySixBits();
        lines.set(0, lines.get(0).replace("mb=8192", "mb=16"));
        say(changed("100000", 1, "0", "6000000fe000b07"));
        Read open = read("6.1");
        assertThat(verdict(open, "0x100000")).isEqualTo("unknown");
        assertThat(open.trace().summary()).anyMatch(says -> says.startsWith("MAXPHYADDR is 36 to 52 bits"));
        for (int width : new int[] {36, 40}) {
            Read told = Traces.read(lines, "6.1", new GuestFacts(null, width));
            assertThat(verdict(told, "0x100000")).isEqualTo("ok");
        }
        say(changed("100001", 1, "0", WB));
        assertThat(Traces.read(lines, "6.1", new GuestFacts(null, 36)).trace().differs())
                .isFalse();
        assertThat(Traces.read(lines, "6.1", new GuestFacts(null, 40)).trace().differs())
                .isTrue();
    }

    /** With more bits the zap would reach further than it did. */
    @Test
    void whatAZapLeavesTellsTheWidth() {
        mark(SCENARIO);
        say("kvm_msr: msr_write 200 = 0x80000000");
        say("kvm_msr: msr_write 2ff = 0x806");
        say(changed("100000", 1, "0", WB));
        say(changed("80000", 1, "0", WB));
        say("kvm_entry: vcpu 0, rip 0x1000");
        say(changed("80000", 1, WB, "0"));
        say("kvm_msr: msr_write 201 = 0xf80000800");
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().summary()).contains("MAXPHYADDR is 36 bits: a leaf tells it");
        assertThat(Traces.read(lines, "6.1", new GuestFacts(null, 40))
                        .findings("impossible")
                        .get(0)
                        .get("by")
                        .asText())
                .isEqualTo("vCPU 0 wrote PHYSMASK0 (0x201): the leaf should have been zapped");
    }

    @ParameterizedTest
    @CsvSource({"0xff80000800, 40 to 52", "0xff80000800 (#GP), 36 to 39"})
    void aValueThatKvmTakesOrRefusesTellsBoundsOfTheWidth(String value, String bits) {
        rangeOfThirtySixBits();
        say("kvm_msr: msr_write 203 = " + value);
        assertThat(read("6.1").trace().summary()).anyMatch(says -> says.startsWith("MAXPHYADDR is " + bits));
    }

    @Test
    void aGuestWithoutMtrrsIsRecognizedByItsLeaves() {
        mark(SCENARIO);
        say("kvm_entry: vcpu 0, rip 0x1000");
        say(changed("200", 1, "0", WB));
        say(changed("201", 1, "0", WB));
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().hasFindings()).isFalse();
        assertThat(read.trace().summary())
                .contains("the guest has no MTRRs, as a leaf tells: with E=0 its memory is WB");
        say(changed("202", 1, "0", UC));
        assertThat(read("6.1").trace().differs()).as("it can't have them later").isTrue();
        lines.add(1, "kvm_cpuid: func 1 idx 0 rax 0 rbx 0 rcx 0 rdx 1000, cpuid entry found");
        assertThat(read("6.1").trace().explained()).as("CPUID says that it has").isEqualTo(3);
    }

    @Test
    void uncachedMemoryOfAGuestWithoutMtrrsIsMmio() {
        say("kvm_entry: vcpu 0, rip 0xfff0");
        say("kvm_cr: cr_write 0 = 0x31");
        say(changed("c0000", 1, "0", "6000000fe000b07"));
        say(changed("200", 1, "0", WB));
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().summary())
                .anyMatch(says -> says.startsWith("1 MiB of host memory with UC leaves that RAM would not have"));
        say(changed("201", 1, "0", "6000000fe001b37"));
        assertThat(read("6.1").trace().differs()).as("its frame is RAM").isTrue();
    }

    /** Without the quirk memory is UC+IPAT while CR0.CD=1, and nothing else makes it so. */
    @Test
    void aLeafTellsThatUserspaceSetCd() {
        say("kvm_entry: vcpu 0, rip 0x1000");
        for (int n = 0; n < 8; n++) {
            say("kvm_msr: msr_read " + Integer.toHexString(0x201 + 2 * n) + " = 0x0");
        }
        say("kvm_msr: msr_write 2ff = 0x806");
        say(changed("200", 1, "0", WB));
        say("kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x1000 info1 0x0 info2 0x0");
        say("kvm_entry: vcpu 0, rip 0x1000");
        say(changed("201", 1, "0", UC_IPAT));
        say("kvm_entry: vcpu 0, rip 0x1000");
        Read read = read("6.1-no-quirk");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.findings("stale")).singleElement().satisfies(f -> assertThat(
                        f.get("by").asText())
                .isEqualTo("userspace set CR0.CD of vCPU 0, as a leaf tells"));
        lines.add(0, "tracing_mark_write: # scenario s vcpus=1 ncdma=1 quirk_cd=0 resetcr0=0 mb=16");
        assertThat(read("6.1-no-quirk").trace().differs())
                .as("a VMM with markers would have said so")
                .isTrue();
        lines.add(lines.size() - 2, "tracing_mark_write: # op 1 vcpu 0 hcr0 40000031");
        assertThat(read("6.1-no-quirk").trace().differs()).isFalse();
    }

    /** WB+IPAT means CR0.CD=1, or that the device is gone: the trace tells neither. */
    @Test
    void aLeafThatIsRightForSeveralReasonsStaysUnknown() {
        say("kvm_entry: vcpu 0, rip 0xfff0");
        say("kvm_cr: cr_write 0 = 0x31");
        say(changed("200", 1, "0", UC));
        say(changed("201", 1, "0", WB_IPAT));
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().undecided()).isEqualTo(1);
        assertThat(verdict(read, "0x201")).isEqualTo("unknown");
        assertThat(read.trace().summary())
                .anyMatch(says -> says.contains("which it is, is not known, the first at line 4"));
    }

    @Test
    void aLargeLeafWhosePartsDifferIsJudgedByParts() {
        mark(SCENARIO);
        say("kvm_msr: msr_write 2ff = 0x806");
        say(changed("200", 2, "0", LARGE_WB));
        say("kvm_msr: msr_write 200 = 0x300000");
        // That the leaf is not zapped is impossible; here it counts how its parts are told.
        say("kvm_msr: msr_write 201 = 0xfffff00800");
        mark("# dump parts");
        Read read = read("6.1");
        JsonNode leaf = leaf(read, "parts", "0x200");
        assertThat(leaf.get("verdict").asText()).isEqualTo("stale");
        assertThat(leaf.get("parts"))
                .extracting(part -> part.get("gfn").asText() + " " + part.get("pages") + " "
                        + part.get("verdict").asText() + " "
                        + part.get("own").get(0).get("emt").asText())
                .containsExactly("0x200 256 ok WB", "0x300 256 stale UC");
        say("kvm_entry: vcpu 0, rip 0x1000");
        assertThat(read("6.1").findings("stale")).singleElement().satisfies(f -> assertThat(
                        f.get("should").asText() + " " + f.get("effect").asText())
                .isEqualTo("0x300-0x3ff UC weaker"));
    }

    /** Registered between the check whether a large page has one type and the look-up of its type: the kernel does that. */
    @Test
    void aLeafThatIsMadeWhileADeviceIsRegisteredIsStaleNotImpossible() {
        mark("# scenario s vcpus=1 ncdma=0 quirk_cd=1 resetcr0=0 mb=16");
        thread(7, "kvm_entry: vcpu 0, rip 0x1000");
        thread(7, "kvm_msr: msr_write 2ff = 0x806");
        thread(7, "kvm_msr: msr_write 201 = 0xfffff00800");
        thread(7, "kvm_msr: msr_write 200 = 0x300000");
        thread(7, "kvm_exit: vcpu 0 reason EPT_VIOLATION rip 0x1002 info1 0x0 info2 0x0");
        thread(8, "tracing_mark_write: # op 1 vcpu 0 reg");
        thread(7, changed("200", 2, "0", LARGE_WB));
        thread(7, "kvm_entry: vcpu 0, rip 0x1002");
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.findings("stale")).singleElement().satisfies(f -> assertThat(
                        f.get("claim").asText() + " " + f.get("should").asText())
                .isEqualTo("K18 0x300-0x3ff UC"));
        lines.add(7, " vmm-7 [000] 1.0: kvm_exit: vcpu 0 reason EPT_VIOLATION rip 0x1002 info1 0x0 info2 0x0");
        assertThat(read("6.1").trace().differs())
                .as("its fault begins after that")
                .isTrue();
    }

    /** K12b of a page that is not the leaf's first. */
    @Test
    void aLargeLeafIsWeakerIfAnyOfItsPagesIs() {
        mark(SCENARIO);
        say("kvm_msr: msr_write 2ff = 0x806");
        say("kvm_msr: msr_write 201 = 0xfffff00800");
        say("kvm_msr: msr_write 200 = 0x300000");
        say(changed("200", 2, "0", LARGE_WB));
        say("kvm_entry: vcpu 0, rip 0x1000");
        assertThat(read("6.12.43").findings("weaker"))
                .singleElement()
                .satisfies(f -> assertThat(f.get("should").asText()).isEqualTo("UC at 0x300"));
    }

    @Test
    void inTheOtherMmuALargeLeafReplacesThoseBelowItAndTheOtherWayRound() {
        mark(SCENARIO);
        say("kvm_msr: msr_write 2ff = 0x806");
        say(set("200", 1, WB));
        say(set("3ff", 1, WB));
        say(set("400", 1, WB));
        say(set("200", 2, LARGE_WB));
        mark("# dump large");
        say(set("2ff", 1, WB));
        mark("# dump small");
        Read read = read("6.1");
        assertThat(gfns(read, "large")).containsExactly("0x200/2", "0x400/1");
        assertThat(gfns(read, "small")).containsExactly("0x2ff/1", "0x400/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kvm_unmap_hva_range: mmu notifier unmap range: 0x7f0000000000 -- 0x7f0000001000",
                "kvm_set_spte_hva: mmu notifier set pte hva: 0x7f0000000000"
            })
    void inTheOtherMmuWhatTheHostTakesAwayIsUnknownUntilItIsInstalledAgain(String event) {
        mark(SCENARIO);
        say("kvm_msr: msr_write 2ff = 0x806");
        say(set("200", 1, WB));
        say(set("201", 1, WB));
        mark("# dump before");
        say(event);
        mark("# dump after");
        say("kvm_msr: msr_write 2ff = 0x800");
        say(set("200", 1, UC));
        mark("# dump again");
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(verdicts(read, "before")).containsExactly("0x200 ok", "0x201 ok");
        assertThat(verdicts(read, "after")).containsExactly("0x200 unknown", "0x201 unknown");
        assertThat(verdicts(read, "again")).containsExactly("0x200 ok");
        lines.add(3, changed("300", 1, "0", WB));
        assertThat(verdicts(read("6.1"), "after"))
                .as("the TDP MMU logs each zap")
                .contains("0x300 ok")
                .doesNotContain("0x200 unknown");
    }

    /** The lab's micro-VMM writes to the trace what it says: only the line that begins a scenario has a sign before it. */
    @Test
    void theMarkersOfTheLabAreRead() {
        mark("# scenario s vcpus=1 ncdma=0 quirk_cd=1 resetcr0=0 mb=16 maxphy=40 mtrrs=1");
        mark("scenario s");
        mark("cr0 0 31");
        mark("op 1 vcpu 0 hmsr 2ff 806");
        mark("op 2 vcpu 0 touch 200000 1");
        say(changed("200", 1, "0", WB_IPAT));
        mark("dump before 1");
        mark("leaf 200 1 600000040000b77");
        mark("op 3 vcpu 0 reg");
        mark("op 4 vcpu 0 touch 201000 1");
        say(changed("201", 1, "0", WB));
        mark("dump after 2");
        Read read = read("6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(verdicts(read, "before")).containsExactly("0x200 ok");
        assertThat(verdicts(read, "after")).containsExactly("0x200 stale", "0x201 ok");
        lines.remove(0);
        assertThat(Traces.read(lines, "6.1").json().get("marks"))
                .as("a program that is not the lab's may say so, too")
                .hasSize(1);
    }

    /** The vCPU leaves the guest on one thread and goes on where it was on another, and comes back. */
    @Test
    void aVcpuMayRunOnSeveralThreadsOneAfterTheOther() {
        thread(7, "kvm_entry: vcpu 0, rip 0xfff0");
        thread(7, "kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x1000 info1 0x0 info2 0x0");
        thread(8, "kvm_entry: vcpu 0, rip 0x1002");
        thread(8, "kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x2000 info1 0x0 info2 0x0");
        thread(7, "kvm_entry: vcpu 0, rip 0x2002");
        assertThat(read("6.1").trace().lost()).isZero();
        lines.set(4, lines.get(4).replace("0x2002", "0x1002"));
        assertThat(read("6.1").trace().lost())
                .as("it goes on where it was on this thread: that is another vCPU 0")
                .isEqualTo(5);
    }

    @Test
    void aVcpuWhoseVmmWritesMarkersIsOne() {
        mark(SCENARIO);
        for (int pid : List.of(7, 8, 7, 8)) {
            thread(pid, "kvm_entry: vcpu 0, rip 0x1000");
            thread(pid, "kvm_exit: vcpu 0 reason IO_INSTRUCTION rip 0x1002 info1 0x0 info2 0x0");
        }
        assertThat(read("6.1").trace().lost()).isZero();
        lines.remove(4);
        assertThat(read("6.1").trace().lost())
                .as("nobody runs one vCPU on two threads at once")
                .isEqualTo(5);
    }

    private void say(String event) {
        lines.add(event);
    }

    private void thread(int pid, String event) {
        lines.add(" vmm-" + pid + " [000] 1.0: " + event);
    }

    private void mark(String marker) {
        lines.add("tracing_mark_write: " + marker);
    }

    private static String changed(String gfn, int level, String old, String now) {
        return "kvm_tdp_mmu_spte_changed: as id 0 gfn " + gfn + " level " + level + " old_spte " + old + " new_spte "
                + now;
    }

    private static String set(String gfn, int level, String spte) {
        return "kvm_mmu_set_spte: gfn " + gfn + " spte " + spte + " (rwxu) level " + level + " at 6a69400";
    }

    private Read read(String version) {
        return Traces.read(lines, version);
    }

    private static JsonNode leaf(Read read, String mark, String gfn) {
        for (JsonNode leaf : read.mark(mark).get("leaves")) {
            if (leaf.get("gfn").asText().equals(gfn)) {
                return leaf;
            }
        }
        throw new IllegalArgumentException("no leaf at " + gfn);
    }

    private static String verdict(Read read, String gfn) {
        return leaf(read, "end", gfn).get("verdict").asText();
    }

    private static List<String> verdicts(Read read, String mark) {
        List<String> verdicts = new ArrayList<>();
        read.mark(mark)
                .get("leaves")
                .forEach(l -> verdicts.add(
                        l.get("gfn").asText() + " " + l.get("verdict").asText()));
        return verdicts;
    }

    private static List<String> gfns(Read read, String mark) {
        List<String> gfns = new ArrayList<>();
        read.mark(mark).get("leaves").forEach(l -> gfns.add(l.get("gfn").asText() + "/" + l.get("level")));
        return gfns;
    }
}
