package dev.stalemate.systems.amdiommu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Act;
import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What Xen's functions do about levels and entries in a run, as the model tells it. */
class IommuActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new IommuSystem());

    @Test
    void theRootIsWrittenBeforeTheMode() {
        assertThat(CHECKS.acts("A6"))
                .containsExactly(
                        "(1) guest_physmap_add_entry(): announces dfn 0x40000, and takes the PCI-devices lock for it",
                        "(2) pcidevs_lock(): takes the PCI-devices lock",
                        "(3) notify_dfn(): takes the mapping lock with the PCI-devices lock held: can't reach dfn 0x40000 with 2 levels",
                        "(4) alloc_amd_iommu_pgtable(): allocates table 1",
                        "(5) update_paging_mode(): puts table 1 above the root, and is to publish it with the PCI-devices lock held",
                        "(6) update_paging_mode(): makes table 1 the root, of 3 levels",
                        "(7) amd_iommu_set_root_page_table(): writes domain id guest, root table 1 (of 3 levels) to the entry of device 0,"
                                + " before the mode");
    }

    @Test
    void whoHoldsTheLockIsTold() {
        assertThat(CHECKS.acts("A1b"))
                .endsWith(
                        "(2) amd_iommu_map_page(): takes the mapping lock without the PCI-devices lock: reaches dfn 0x0 with 2 levels");
        assertThat(CHECKS.acts("A2b"))
                .contains("(4) update_paging_mode(): asserts that the PCI-devices lock is held, as it is by CPU 1");
    }

    @Test
    void locksAndReturnsAreToldAndAreNoDecisions() {
        assertThat(CHECKS.acts("A2")).endsWith("(4) amd_iommu_map_page(): releases the mapping lock");
        assertThat(CHECKS.shortest("A2").acts(3)).allMatch(Act::routine);
        assertThat(CHECKS.shortest("A2").acts(1)).noneMatch(Act::routine);
    }

    @Test
    void growthAndNotificationAreOfTheReleasesThatHaveThem() {
        assertThat(CHECKS.acts("A5c"))
                .containsExactly(
                        "(1) guest_physmap_add_entry(): maps dfn 0x1000000000",
                        "(2) amd_iommu_map_page(): takes the mapping lock",
                        "(3) iommu_pde_from_dfn(): finds no place in 4 levels for dfn 0x1000000000: the domain is crashed",
                        "(4) amd_iommu_map_page(): releases the mapping lock");
    }

    @Test
    void whatIsNotFlushedIsTold() {
        assertThat(CHECKS.acts("A6f"))
                .contains("(9) update_paging_mode(): does not flush the IOMMU's copy of the entry of device 0");
        assertThat(CHECKS.acts("A7c"))
                .endsWith("(7) amd_iommu_flush_pages(): flushes dfn 0x0 under the id of quarantine");
    }
}
