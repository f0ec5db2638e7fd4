package dev.stalemate.systems.iotlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What Xen's functions do about flushes in a run, as the model tells it. */
class IotlbActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new IotlbSystem());

    @Test
    void aMoveThatHoldsNoPagePutsItsFlushOff() {
        assertThat(CHECKS.acts("H21"))
                .containsExactly(
                        "(1) xenmem_add_to_physmap_one(): takes the p2m lock",
                        "(2) guest_remove_page(): unmaps dfn 0x1",
                        "(3) iommu_iotlb_flush(): flushes dfn 0x1 in IOMMU 0",
                        "(4) guest_remove_page(): frees mfn 1",
                        "(6) xenmem_add_to_physmap_one(): moves mfn 0 from dfn 0x0 to dfn 0x1, puts the flush off, and does not hold it",
                        "(7) xenmem_add_to_physmap_one(): releases the p2m lock",
                        "(8) guest_remove_page(): takes the p2m lock",
                        "(9) guest_remove_page(): unmaps dfn 0x1",
                        "(10) iommu_iotlb_flush(): flushes dfn 0x1 in IOMMU 0",
                        "(11) guest_remove_page(): frees mfn 0");
    }

    @Test
    void aCompletionThatWasGivenUpEndsTheNextWait() {
        assertThat(CHECKS.acts("H27b"))
                .contains(
                        "(4) flush_command_buffer(): gives up, and reports an error",
                        "(12) flush_command_buffer(): finds its completion signalled, by an earlier one: its own is still queued");
    }

    @Test
    void functionsAreThoseOfTheRelease() {
        assertThat(CHECKS.acts("H19"))
                .contains("(3) dma_pte_clear_one(): says that the entry was absent: flushes nothing");
        assertThat(CHECKS.acts("H19e"))
                .contains(
                        "(7) intel_iommu_iotlb_flush_all(): passes page 0, as an entry that was absent: flushes nothing");
        assertThat(CHECKS.acts("H27e")).contains("(5) iommu_flush_iotlb(): returns the result of the last IOMMU alone");
    }
}
