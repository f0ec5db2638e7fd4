package dev.stalemate.systems.nested;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What the functions of L0 do in a run, as the model tells it. */
class NestedActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new NestedSystem());

    @Test
    void xenHandlesAnInveptOfOneEptpWithoutOneOfItsOwn() {
        assertThat(CHECKS.acts("N11g"))
                .containsExactly(
                        "(2) p2m_get_nestedp2m_locked(): takes slot 0 for EPTP 0",
                        "(3) nestedhvm_hap_nested_page_fault(): fills in mfn 0 for L2 frame 0",
                        "(5) np2m_flush_base(): handles an INVEPT of EPTP 0: empties slot 0, gives new VPIDs, and executes no INVEPT",
                        "(6) p2m_get_nestedp2m_locked(): takes slot 0 for EPTP 0");
    }

    @Test
    void whatIsMarkedWhatIsFlushedAndWhatIsFreedIsTold() {
        assertThat(CHECKS.acts("N11e"))
                .containsSequence(
                        "(5) p2m_flush_nestedp2m(): empties slot 0",
                        "(5) ept_sync_domain(): is to flush CPU 0, marks CPU 1")
                .containsSequence(
                        "(7) ept_sync_domain(): executes INVEPT of all contexts on CPU 0",
                        "(8) guest_remove_page(): frees mfn 0");
    }

    @Test
    void migrationFlushesTheActiveSlotAlone() {
        assertThat(CHECKS.acts("N3e"))
                .contains("(6) vmx_do_resume(): executes INVEPT of slot 1, the active one, only on CPU 0");
    }

    @Test
    void aViolationThatGoesToTheWrongLevelIsTold() {
        assertThat(CHECKS.acts("N8c"))
                .endsWith("(3) vept_ept_violation(): gives the violation to L1: L0's p2m has no page");
    }
}
