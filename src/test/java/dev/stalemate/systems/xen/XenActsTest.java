package dev.stalemate.systems.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What Xen's functions do in a run, as the model tells it. */
class XenActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new XenSystem());

    @Test
    void theGuardIsClosedOnceTheLastRangeHasGone() {
        assertThat(CHECKS.acts("X1b"))
                .containsExactly(
                        "(1) epte_get_entry_emt(): gives gfn 0x0-0x3 WB+IPAT (ram): guest types do not count",
                        "(2) do_domctl(): calls memory_type_changed()",
                        "(2) memory_type_changed(): marks every leaf and flushes the caches of all CPUs",
                        "(3) epte_get_entry_emt(): gives gfn 0x0-0x1 WB (ram): by the MTRRs of vCPU 0",
                        "(4) do_domctl(): calls memory_type_changed()",
                        "(4) memory_type_changed(): does nothing: the domain has no IOMMU, no device, and neither I/O memory nor ports");
    }

    @Test
    void assigningADeviceCallsNothing() {
        assertThat(CHECKS.acts("X5"))
                .containsExactly(
                        "(1) assign_device(): marks nothing",
                        "(2) epte_get_entry_emt(): gives gfn 0x0 WB (ram): by the MTRRs of vCPU 0",
                        "(3) epte_get_entry_emt(): gives gfn 0x0 WB+IPAT (ram): guest types do not count",
                        "(4) assign_device(): marks nothing");
    }

    @Test
    void aLeafWithIpatIgnoresThePatThatCacheDisableForces() {
        assertThat(CHECKS.acts("X11"))
                .last()
                .asString()
                .startsWith("(3) vmx_handle_cd(): makes the PAT of vCPU 0 all UC; leaves ")
                .endsWith(": IPAT ignores the PAT");
    }

    @Test
    void functionsAreThoseOfTheRelease() {
        assertThat(CHECKS.acts("X3")).endsWith("(2) iomem_permit_access(): marks nothing");
        assertThat(CHECKS.acts("H6c")).anyMatch(act -> act.startsWith("(1) do_domctl()"));
        assertThat(CHECKS.acts("H8")).containsExactly("(1) mtrr_def_type_msr_set(): marks nothing");
        assertThat(CHECKS.acts("H9b")).endsWith("(2) vmx_set_uc_mode(): types every leaf again");
        assertThat(CHECKS.acts("X6c")).allMatch(act -> act.startsWith("(1) p2m_type_to_flags()"));
    }
}
