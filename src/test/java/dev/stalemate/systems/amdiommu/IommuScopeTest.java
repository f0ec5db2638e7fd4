package dev.stalemate.systems.amdiommu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes: what they leave of the machine, and what is said of impossible ones; and the runs that the thread argues by. */
class IommuScopeTest {
    private static final IommuSystem SYSTEM = new IommuSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            dfns=0x10000000000000     | '0x10000000000000' is not a dfn below 2^52 such as 0x40000
            dfns=40000                | '40000' is not a dfn below 2^52
            dfns=0x0+0x0              | a dfn is named twice
            callers=ram+pod           | 'pod' is not one of ram, mmio, unity, nor none
            levels=7                  | 7 is not within 1 to 6
            quarantine=7              | 7 is not within 0 to 6
            next-level=guessed        | 'guessed' is not one of checked, ignored
            devices=1,assigned=2      | scope setting assigned: there are only 1 devices
            lock=on                   | no scope setting 'lock'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.model(IommuDesign.XEN_4_12_1, SYSTEM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tooManyDfnsAreRefused() {
        String many = IntStream.rangeClosed(0, 512)
                .mapToObj(i -> "0x" + Integer.toHexString(i))
                .collect(Collectors.joining("+"));
        assertThatThrownBy(() -> SYSTEM.scope("dfns=" + many)).hasMessageContaining("at most 512 dfns");
    }

    @Test
    void aScopeLeavesOutWhatItTurnsOff() {
        assertThat(CHECKS.actions("four-levels", "callers=none,reassign=off")).isEqualTo("dma evict-entry");
        assertThat(CHECKS.actions("four-levels", "callers=ram,reassign=off,tables=8"))
                .isEqualTo("dma evict-entry map lock-mapping install return");
        assertThat(CHECKS.actions("four-levels", "callers=none"))
                .isEqualTo(
                        "dma evict-entry reassign lock-pcidevs flush-entry disable-entry move-device setup-entry return");
        assertThat(CHECKS.actions("xen-4.12.1", "callers=ram,reassign=off"))
                .isEqualTo(
                        "dma evict-entry map lock-mapping allocate link publish write-id write-root-high write-root-low"
                                + " flush-pages flush-entry install return");
        assertThat(CHECKS.actions("notify-atomic-entry", "callers=ram,reassign=off,dfns=0x0"))
                .isEqualTo("dma evict-entry map lock-pcidevs lock-mapping unlock install return");
    }

    @Test
    void aScopeGrowsByADeviceAndACpu() {
        Scope scope = SYSTEM.scope("small,cpus=4");
        assertThat(SYSTEM.larger(scope)).extracting(g -> g.of(scope).toString()).containsExactly("cpus=4,devices=2");
        assertThat(SYSTEM.larger(SYSTEM.scope("small"))).hasSize(2);
    }

    @Test
    void aScopeAboutParticularDfnsIsNotWidened() {
        for (String scope : List.of("dfns=0x0+0x200", "callers=none")) {
            assertThat(SYSTEM.widen(SYSTEM.scope(scope)))
                    .hasToString(SYSTEM.scope(scope).toString());
        }
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(IommuSettings.DFNS)).hasSizeGreaterThan(30);
    }

    /** The shortest run of each is the one that the thread, or the advisory, describes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A1  | map cpu=0 caller=ram dfn=0x40000 mfn=0, lock-mapping cpu=0, allocate cpu=0, link cpu=0
            A1b | map cpu=0 caller=ram dfn=0x0 mfn=0, lock-mapping cpu=0
            A2  | map cpu=0 caller=ram dfn=0x0 mfn=0, lock-mapping cpu=0, install cpu=0, return cpu=0
            A4  | map cpu=0 caller=mmio dfn=0x40000 mfn=0, lock-mapping cpu=0, install-fails cpu=0, return cpu=0
            A6  | map cpu=0 caller=ram dfn=0x40000 mfn=0, lock-pcidevs cpu=0, lock-mapping cpu=0, allocate cpu=0, link cpu=0, \
            publish cpu=0, write-root cpu=0
            A8  | map cpu=0 caller=ram dfn=0x8000000 mfn=0, lock-mapping cpu=0, allocate cpu=0, link cpu=0, allocate-fails cpu=0
            A7b | map cpu=0 caller=ram dfn=0x0 mfn=0, lock-mapping cpu=0, install cpu=0, dma device=0 dfn=0x0, return cpu=0, \
            unmap cpu=0 dfn=0x0, give-to-another-guest mfn=0, other-guest-writes mfn=0
            """)
    void theShortestCounterexampleIsTheThreads(String id, String steps) {
        assertThat(CHECKS.shortest(id).steps()).hasToString("[" + steps + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A1   | CPU 0 is at publish; the PCI-devices lock is free
            A1b  | CPU 0 is at install; the PCI-devices lock is free
            A1e  | CPU 0, at rewrite, stands on device 0, which is quarantine's
            A1g  | device 0 is quarantine's, and its entry translates by table 1 under the id of the guest
            A2   | a map has returned to a caller without the PCI-devices lock, and the assertion was not reached: no levels were updated
            A2b  | a map has returned to a caller without the PCI-devices lock, and the assertion was satisfied: another CPU held the lock
            A4   | the p2m has mfn 0 for dfn 0x40000; device 0's DMA to it: no translation
            A6   | the entry of device 0 has table 1, the root of 3 levels, and mode 2
            A7b  | device 0's DMA to dfn 0x0 ends in mfn 0, which another guest has written to
            A8   | table 1, of level 3, is allocated, and no root leads to it
            R8d  | device 0's DMA to dfn 0x0 ends in table 6
            H11  | the IOTLB has scratch for dfn 0x0 under the id of the guest
            H11b | the IOTLB has mfn 0 for dfn 0x0 under the id of the quarantine domain
            H11d | DMA of device 0 is refused: its entry is off
            """)
    void anExplanationNamesWhoIsAtFaultAndWhereTheDmaGoes(String id, String line) {
        assertThat(CHECKS.details(id)).containsExactly(line);
    }

    @Test
    void anExplanationHasALineForEachDevice() {
        assertThat(CHECKS.details("A9"))
                .containsExactly(
                        "the guest has root table 2 of 4 levels; device 0's entry has table 0 and mode 2",
                        "the guest has root table 2 of 4 levels; device 1's entry has table 0 and mode 2");
    }

    @Test
    void levelsThatHaveGrownAreExplained() {
        Model model = SYSTEM.model(IommuDesign.NOTIFY, SYSTEM.scope("small,reassign=off"));
        assertThat(SystemChecks.details(SystemChecks.shortest(model, "levels-fixed"), "levels-fixed"))
                .containsExactly("the domain's tables have 3 levels, and had 2");
    }
}
