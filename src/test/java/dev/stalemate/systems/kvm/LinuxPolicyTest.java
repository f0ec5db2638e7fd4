package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each version of Linux installs (vmx_get_mt_mask()) and zaps, cell by cell. */
class LinuxPolicyTest {
    private static final long ANYWHERE = 0x40000000L;
    private static final String ALL = "0-fffffffff";
    private static final int FIXED_80000 = 0x258;
    private static final long ALL_WB = 0x0606060606060606L;
    private static final long VALID_1M = 0xFFFF00800L;
    private static final List<String> WITH_MTRRS = List.of(
            "linux-4.9",
            "linux-4.9-no-quirk",
            "linux-4.16",
            "linux-5.2",
            "linux-5.15",
            "linux-5.18",
            "linux-6.0",
            "linux-6.0-no-quirk",
            "linux-6.2",
            "linux-6.7",
            "linux-6.7-no-quirk");
    private static final List<String> WITHOUT_MTRRS = List.of("linux-6.11", "linux-6.16", "linux-6.16-no-quirk");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            useHeadersInDisplayName = true,
            textBlock =
                    """
            version,             mmio, no DMA,  no DMA CD=1, DMA CD=1, DMA MTRRs off, DMA MTRR WC, DMA no MTRR feature
            linux-4.9,           UC,   WB+IPAT, WB+IPAT,     WB+IPAT,  UC,            WC,          WB
            linux-4.9-no-quirk,  UC,   WB+IPAT, WB+IPAT,     UC+IPAT,  UC,            WC,          WB
            linux-6.0,           UC,   WB+IPAT, WB+IPAT,     WB+IPAT,  UC,            WC,          WB
            linux-6.0-no-quirk,  UC,   WB+IPAT, WB+IPAT,     UC+IPAT,  UC,            WC,          WB
            linux-6.7,           UC,   WB+IPAT, WB+IPAT,     WB,       UC,            WC,          WB
            linux-6.7-no-quirk,  UC,   WB+IPAT, WB+IPAT,     UC+IPAT,  UC,            WC,          WB
            linux-6.11,          UC,   WB+IPAT, WB+IPAT,     WB,       WB,            WB,          WB
            linux-6.16,          UC,   WB+IPAT, WB+IPAT,     WB,       WB,            WB,          WB
            linux-6.16-no-quirk, UC,   WB,      WB,          WB,       WB,            WB,          WB
            """)
    void eachVersionInstallsItsLeaves(
            String version,
            String mmio,
            String noDma,
            String noDmaCd,
            String dmaCd,
            String dmaOff,
            String dmaWc,
            String dmaNoFeature) {
        KvmDesign design = design(version);
        TestVm vm = new TestVm().enabled(1);
        assertThat(leaf(design, vm, ANYWHERE)).isEqualTo(dmaWc);
        assertThat(leaf(design, vm, TestVm.MMIO)).isEqualTo(mmio);
        vm.cd = true;
        assertThat(leaf(design, vm, ANYWHERE)).isEqualTo(dmaCd);
        assertThat(leaf(design, vm, TestVm.MMIO)).as("MMIO comes before CD").isEqualTo(mmio);
        vm.noncoherentDma = false;
        assertThat(leaf(design, vm, ANYWHERE)).as("no DMA comes before CD").isEqualTo(noDmaCd);
        assertThat(leaf(design, vm, TestVm.MMIO)).as("MMIO comes before no DMA").isEqualTo(mmio);
        vm.cd = false;
        assertThat(leaf(design, vm, ANYWHERE)).isEqualTo(noDma);
        TestVm off = new TestVm();
        assertThat(leaf(design, off, ANYWHERE)).isEqualTo(dmaOff);
        off.hasMtrrs = false;
        assertThat(leaf(design, off, ANYWHERE)).isEqualTo(dmaNoFeature);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            useHeadersInDisplayName = true,
            nullValues = "-",
            textBlock =
                    """
            version,             CD changes, first or last device
            linux-4.9,           nothing,    nothing
            linux-4.9-no-quirk,  everything, nothing
            linux-6.0,           nothing,    nothing
            linux-6.0-no-quirk,  everything, nothing
            linux-6.7,           nothing,    everything
            linux-6.7-no-quirk,  everything, everything
            linux-6.11,          nothing,    everything
            linux-6.16,          nothing,    everything
            linux-6.16-no-quirk, nothing,    nothing
            """)
    void eachVersionZapsForCdAndForDevices(String version, String cd, String device) {
        KvmDesign design = design(version);
        TestVm vm = new TestVm();
        for (boolean value : new boolean[] {true, false}) {
            vm.cd = value;
            vm.noncoherentDma = true;
            assertThat(zaps(z -> design.cdWritten(vm, 0, z))).isEqualTo(ranges(cd));
            assertThat(zaps(z -> design.noncoherentDmaChanged(vm, z))).isEqualTo(ranges(device));
            vm.noncoherentDma = false;
            assertThat(zaps(z -> design.cdWritten(vm, 0, z))).isEmpty();
            assertThat(zaps(z -> design.noncoherentDmaChanged(vm, z))).isEqualTo(ranges(device));
        }
    }

    /** Zaps that nothing needs leave nothing stale, so that only this test sees them. */
    @ParameterizedTest
    @ValueSource(strings = {"cd0-zaps-all", "cd0-zaps-non-wb", "cd0-zaps-precisely", "cd0-zaps-from-zero"})
    void aProposalZapsAsCdClearsAndOnlyWithADevice(String name) {
        KvmDesign design = design(name);
        TestVm vm = new TestVm();
        assertThat(zaps(z -> design.cdWritten(vm, 0, z))).as("CD=0").isNotEmpty();
        vm.cd = true;
        assertThat(zaps(z -> design.cdWritten(vm, 0, z))).as("CD=1").isEmpty();
        assertThat(wrmsr(vm, design, MtrrMsr.DEF_TYPE, MtrrMsr.E | 6))
                .as("CD=1")
                .isEmpty();
        vm.cd = false;
        vm.noncoherentDma = false;
        assertThat(zaps(z -> design.cdWritten(vm, 0, z))).as("no device").isEmpty();
    }

    @Test
    void linuxTo610ZapsWhatAnMtrrWriteIsAbout() {
        for (String version : WITH_MTRRS) {
            KvmDesign design = design(version);
            TestVm on = new TestVm().enabled(6);
            assertThat(wrmsr(on, design, FIXED_80000, ALL_WB)).isEqualTo("80000-9ffff");
            assertThat(wrmsr(on, design, 0x250, ALL_WB)).isEqualTo("0-7ffff");
            assertThat(wrmsr(on, design, 0x26F, ALL_WB)).isEqualTo("f8000-fffff");
            assertThat(wrmsr(on, design, 0x201, 0)).as("V=0 is a range too").isEqualTo(ALL);
            assertThat(wrmsr(on, design, 0x200, 0x200000)).isEqualTo("200000-fffffffff");
            assertThat(wrmsr(on, design, 0x201, VALID_1M)).isEqualTo("200000-2fffff");
            assertThat(wrmsr(on, design, 0x200, 0x700000))
                    .as("the new range alone")
                    .isEqualTo("700000-7fffff");
            assertThat(wrmsr(on, design, 0x201, VALID_1M & ~MtrrMsr.V)).isEqualTo("700000-7fffff");
            assertThat(wrmsr(on, design, Pat.MSR, 0)).isEmpty();
            assertThat(wrmsr(on, design, MtrrMsr.DEF_TYPE, 0)).as("disabling").isEqualTo(ALL);
        }
    }

    @Test
    void linuxTo610ZapsNothingForWritesThatMeanNothing() {
        for (String version : WITH_MTRRS) {
            KvmDesign design = design(version);
            TestVm off = new TestVm();
            assertThat(wrmsr(off, design, FIXED_80000, ALL_WB)).as("E=0").isEmpty();
            assertThat(wrmsr(off, design, 0x201, VALID_1M)).as("E=0").isEmpty();
            assertThat(wrmsr(off, design, MtrrMsr.DEF_TYPE, 6)).as("E=0 still").isEqualTo(ALL);
            TestVm noFixed = new TestVm().wrmsr(MtrrMsr.DEF_TYPE, MtrrMsr.E | 6);
            assertThat(wrmsr(noFixed, design, FIXED_80000, ALL_WB)).as("FE=0").isEmpty();
            assertThat(wrmsr(noFixed, design, 0x203, VALID_1M)).as("FE=0").isEqualTo("0-fffff");
            TestVm feAlone = new TestVm().wrmsr(MtrrMsr.DEF_TYPE, MtrrMsr.FE | 6);
            assertThat(wrmsr(feAlone, design, FIXED_80000, ALL_WB))
                    .as("FE=1, E=0")
                    .isEmpty();
            TestVm coherent = new TestVm().enabled(6);
            coherent.noncoherentDma = false;
            assertThat(wrmsr(coherent, design, FIXED_80000, ALL_WB)).isEmpty();
            assertThat(wrmsr(coherent, design, MtrrMsr.DEF_TYPE, 0)).isEmpty();
        }
    }

    @Test
    void linuxFrom611ZapsForNoMsr() {
        for (String version : WITHOUT_MTRRS) {
            TestVm on = new TestVm().enabled(6);
            assertThat(wrmsr(on, design(version), FIXED_80000, ALL_WB)).isEmpty();
            assertThat(wrmsr(on, design(version), 0x201, VALID_1M)).isEmpty();
            assertThat(wrmsr(on, design(version), MtrrMsr.DEF_TYPE, 0)).isEmpty();
            assertThat(wrmsr(on, design(version), Pat.MSR, 0)).isEmpty();
        }
    }

    @Test
    void largePagesAreSplitWhereTheGuestsTypesDifferAndMeanSomething() {
        TestVm vm = new TestVm().enabled(6).wrmsr(0x200, 0x200000).wrmsr(0x201, VALID_1M);
        for (String version : WITH_MTRRS) {
            vm.noncoherentDma = true;
            assertThat(design(version).installsLarge(vm, 0, 0x3FF000)).isFalse();
            assertThat(design(version).installsLarge(vm, 0, 0x400000)).isTrue();
            vm.noncoherentDma = false;
            assertThat(design(version).installsLarge(vm, 0, 0x3FF000))
                    .as("%s: checked without a device", version)
                    .isEqualTo(version.startsWith("linux-6."));
        }
        vm.noncoherentDma = true;
        for (String version : WITHOUT_MTRRS) {
            assertThat(design(version).installsLarge(vm, 0, 0x3FF000)).isTrue();
        }
    }

    private interface Event {
        void zapsInto(Zap zap);
    }

    private static KvmDesign design(String version) {
        return KvmChecks.KVM.design(version);
    }

    private static String leaf(KvmDesign design, TestVm vm, long gpa) {
        return EptLeaf.text(design.leaf(vm, 0, gpa));
    }

    private static String ranges(String words) {
        return words.equals("everything") ? ALL : "";
    }

    private static String wrmsr(TestVm vm, KvmDesign design, int msr, long value) {
        return zaps(zap -> vm.wrmsr(design, msr, value, zap));
    }

    private static String zaps(Event event) {
        ZapRanges zapped = new ZapRanges(TestVm.MAXPHYADDR);
        event.zapsInto(zapped);
        return zapped.calls().stream().map(LinuxPolicyTest::text).collect(Collectors.joining(" "));
    }

    private static String text(Range<Long> range) {
        return Long.toHexString(range.lowerEndpoint()) + "-" + Long.toHexString(range.upperEndpoint() - 1);
    }
}
