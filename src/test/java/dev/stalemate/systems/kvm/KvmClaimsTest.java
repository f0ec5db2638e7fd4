package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.Claim;
import dev.stalemate.search.Outcome;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the thread claims, decided. */
class KvmClaimsTest {
    /** "attach, CD=1, touch, CD=0"; "UC frame touched, CD=1, MTRRs off, range to WB and MTRRs on, CD=0 leaves it UC"; and so on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            K1  | set-cd vcpu=0, touch vcpu=0 gpa=0x0, clear-cd vcpu=0
            K1b | touch vcpu=0 gpa=0x0, attach-device
            K2b | touch vcpu=0 gpa=0x0, attach-device
            K3  | touch vcpu=0 gpa=0x0, set-cd vcpu=0, wrmsr vcpu=0 msr=0x2ff value=0x0, \
            wrmsr vcpu=0 msr=0x250 value=0x606060606060606, wrmsr vcpu=0 msr=0x2ff value=0xc06, clear-cd vcpu=0
            K5  | set-cd vcpu=0, touch vcpu=0 gpa=0x0, wrmsr vcpu=0 msr=0x2ff value=0x0
            K6b | set-cd vcpu=0, touch vcpu=0 gpa=0x0, wrmsr vcpu=0 msr=0x2ff value=0x0, wrmsr vcpu=0 msr=0x2ff value=0xc06, \
            clear-cd vcpu=0
            K6f | set-cd vcpu=0, wrmsr vcpu=0 msr=0x2ff value=0x6, touch vcpu=1 gpa=0x100000, wrmsr vcpu=0 msr=0x2ff value=0xc06, \
            clear-cd vcpu=0
            K6q | online vcpu=1, touch vcpu=1 gpa=0x0, wrmsr vcpu=1 msr=0x2ff value=0xc06, clear-cd vcpu=1
            K7  | touch vcpu=0 gpa=0x0, offline vcpu=0, set-cd vcpu=1, wrmsr vcpu=1 msr=0x2ff value=0x0, \
            wrmsr vcpu=1 msr=0x250 value=0x606060606060606, wrmsr vcpu=1 msr=0x2ff value=0xc06, clear-cd vcpu=1
            K10 | touch vcpu=0 gpa=0x0, attach-device
            K10e| attach-device, online vcpu=1, touch vcpu=1 gpa=0x0, clear-cd vcpu=1
            K11b| set-cd vcpu=0, wrmsr vcpu=0 msr=0x2ff value=0x0, wrmsr vcpu=0 msr=0x2ff value=0xc06, touch vcpu=0 gpa=0x0, clear-cd vcpu=0
            K12d| touch vcpu=0 gpa=0x0, disable-quirk
            K12e| touch vcpu=0 gpa=0x0, disable-quirk, attach-device, wrmsr vcpu=0 msr=0x277 value=0x7040600070400
            K13c| touch vcpu=0 gpa=0x300000, wrmsr vcpu=0 msr=0x201 value=0xffff00800
            K13 | touch vcpu=0 gpa=0x100000, wrmsr vcpu=0 msr=0x200 value=0x200000
            K17d| touch vcpu=1 gpa=0x0, unmap gpa=0x0, flush-tlb vcpu=0, free mfn=0, give-to-another-guest mfn=0, other-guest-writes mfn=0
            K18 | wrmsr vcpu=0 msr=0x200 value=0x200000, wrmsr vcpu=0 msr=0x201 value=0xffff00800, touch vcpu=0 gpa=0x200000
            H37 | fault vcpu=0 gpa=0x200000, attach-device, finish-registration, look-up vcpu=0, install vcpu=0
            H37b| fault vcpu=0 gpa=0x200000, attach-device, finish-registration, look-up vcpu=0, install vcpu=0
            K20 | touch vcpu=0 gpa=0x200000, attach-device, start-logging
            K20i| touch vcpu=0 gpa=0x200000, disable-quirk, start-logging, stop-logging
            R1  | wrmsr vcpu=0 msr=0x202 value=0xb8000000, wrmsr vcpu=0 msr=0x203 value=0xff8000800
            """)
    void theShortestCounterexampleIsTheThreads(String id, String steps) {
        assertThat(KvmChecks.decide(KvmChecks.claim(id)).steps()).hasToString("[" + steps + "]");
    }

    /** A claim names a release; what it says is so of the later ones, but for the claims in which they differ. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            linux-4.9           | linux-4.16             | H34l H34m
            linux-4.16          | linux-5.2              | H34n
            linux-5.2           | linux-5.18             | none
            linux-4.9           | linux-5.18             | H34l H34m H34r
            linux-4.9-no-quirk  | linux-5.18-no-quirk    | none
            linux-4.9           | linux-6.0              | H34l H34m H34r H37c
            linux-4.9-no-quirk  | linux-6.0-no-quirk     | none
            linux-6.0           | linux-6.2              | K20m
            linux-6.11          | linux-6.13             | none
            linux-6.16          | linux-6.12.78          | K20i
            """)
    void whatIsClaimedOfAReleaseIsSoOfTheNext(String release, String next, String differ) {
        List<String> not = List.of(differ.split(" "));
        KvmDesign other = KvmChecks.KVM.design(next);
        int asked = 0;
        for (Claim claim : KvmChecks.KVM.claims()) {
            if (claim.design().name().equals(release)) {
                asked++;
                Outcome found = KvmChecks.decide(KvmChecks.KVM.model(other, claim.scope()), claim.law());
                assertThat(found.verdict() == claim.recorded())
                        .as("%s at %s: %s", claim.id(), next, found.verdict())
                        .isEqualTo(!not.contains(claim.id()));
                if (!not.contains(claim.id())) {
                    assertThat(found.steps())
                            .as(claim.id())
                            .hasToString(KvmChecks.decide(claim).steps().toString());
                }
            }
        }
        assertThat(asked).isPositive();
    }

    @Test
    void k3LeavesAnUncachedLeafWhereTheGuestMadeItWriteBack() {
        Claim claim = KvmChecks.claim("K3");
        Trace trace = Trace.replay(claim.model(), KvmChecks.decide(claim).steps());
        assertThat(claim.model().layout().describe(trace.state(1))).containsEntry("ept[0x0]", "UC");
        assertThat(claim.model().layout().describe(trace.end()))
                .containsEntry("ept[0x0]", "UC")
                .containsEntry("msr.0x250[0]", "0x606060606060606")
                .containsEntry("msr.0x2ff[0]", "0xc06")
                .containsEntry("cr0.cd[0]", "0");
    }

    @Test
    void k14ZapsTheVgaHoleInOneBatchAndThePciHoles() {
        TestVm vm = new TestVm()
                .enabled(6)
                .wrmsr(0x250, 0x0606060606060606L)
                .wrmsr(0x258, 0x0606060606060606L)
                .wrmsr(0x200, 0x80000000L)
                .wrmsr(0x201, 0xF80000800L);
        assertThat(precisely(vm))
                .containsExactly(Range.closedOpen(0xA0000L, 0x100000L), Range.closedOpen(0x80000000L, 0x100000000L));
        vm.wrmsr(0x202, 0x800000000L).wrmsr(0x203, 0x800000800L);
        assertThat(precisely(vm))
                .containsExactly(
                        Range.closedOpen(0xA0000L, 0x100000L),
                        Range.closedOpen(0x80000000L, 0x100000000L),
                        Range.closedOpen(0x800000000L, 0x1000000000L));
    }

    private static List<Range<Long>> precisely(TestVm vm) {
        ZapRanges zapped = new ZapRanges(TestVm.MAXPHYADDR);
        KvmDesigns.ZAP_PRECISELY.cdWritten(vm, 0, zapped);
        return zapped.calls();
    }

    @Test
    void r1IsAUcRangeInsideAWriteBackOneWithItsBaseAbove() {
        MtrrState registers = new MtrrState(36, 8);
        registers.wrmsr(0x2FF, 0xC06);
        registers.wrmsr(0x200, 0x6);
        registers.wrmsr(0x201, 0xF00000800L);
        registers.wrmsr(0x202, 0xB8000000L);
        registers.wrmsr(0x203, 0xFF8000800L);
        assertThat(Mtrrs.type(registers, 0xB8000000L)).isEqualTo(MemType.UC);
        assertThat(KvmMtrrLookup.type(registers, true, 0xB8000000L)).isEqualTo(MemType.WB);
    }

    /** One range listed first decides nothing by itself: a UC range of the same base as a WB one comes after it, and is seen. */
    @Test
    void kvmSeesAUcRangeWhoseBaseIsNotAbove() {
        MtrrState registers = new MtrrState(36, 8);
        registers.wrmsr(0x2FF, 0xC05);
        registers.wrmsr(0x200, 0x6);
        registers.wrmsr(0x201, 0xF00000800L);
        registers.wrmsr(0x202, 0);
        registers.wrmsr(0x203, 0xFF8000800L);
        assertThat(KvmMtrrLookup.type(registers, true, 0x200000)).isEqualTo(MemType.UC);
        // Two UC ranges above it don't, either: the fold compares with the type so far before it looks for UC.
        registers.wrmsr(0x202, 0x8000000L);
        registers.wrmsr(0x204, 0x8000000L);
        registers.wrmsr(0x205, 0xFFF000800L);
        assertThat(KvmMtrrLookup.type(registers, true, 0x8000000L)).isEqualTo(MemType.WB);
    }
}
