package dev.stalemate.sources;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Source.Commit;
import dev.stalemate.model.Version;

/** Commits of Xen that claims name, in the order of their years: subject, year, and the first release with a new minor number that has it. */
public final class XenCommits {
    /** A save record is made by a function for one vCPU. */
    public static final Commit SAVES_ONE_MSR =
            commit("343eb57023", "x86/hvm: introduce hvm_save_mtrr_msr_one()", 2018, "4.12.0");

    /** vCPUs share the shadow of an EPTP. */
    public static final Commit SHARED_NP2M =
            commit("6df4b481b0", "x86/np2m: implement sharing of np2m between vCPUs", 2017, "4.10.0");

    /** A frame without a page struct is UC, also in a BAR. */
    public static final Commit UC_WITHOUT_PAGE =
            commit("81fd0d3ca4", "x86/hvm: simplify 'mmio_direct' check in epte_get_entry_emt()", 2020, "4.15.0");

    /** A BAR does not need page structs. */
    public static final Commit NO_PAGE_NEEDED =
            commit("4fdd8d7556", "x86/EPT: drop questionable mfn_valid() from epte_get_entry_emt()", 2024, "4.19.0");

    /** memory_type_changed() does not ask for an IOMMU. */
    public static final Commit GUARD_WITHOUT_IOMMU =
            commit("2d779cabdd", "x86/hvm: reduce the need to flush caches in memory_type_changed()", 2025, "4.21.0");

    /** cache_flush_permitted() counts devices. */
    public static final Commit DEVICES_PERMIT_FLUSHES = commit(
            "8333e358e4", "xen/x86: account for assigned PCI devices in cache_flush_permitted()", 2025, "4.21.0");

    /** Most pins go through memory_type_changed(). */
    public static final Commit PINS_ASK_GUARD = commit(
            "d63b2c60f7",
            "x86/HVM: restrict use of pinned cache attributes as well as associated flushing",
            2025,
            "4.21.0");

    /** Quarantine tables have the levels of their domain. */
    public static final Commit QUARANTINE_LEVELS =
            commit("fe1e4668b3", "iommu/amd-vi: use correct level for quarantine domain page tables", 2023, "4.19.0");

    /** A context entry changes from one domain's to the other's, and is never absent. */
    public static final Commit VTD_REASSIGNS = commit("8f41e481b4", "VT-d: re-assign devices directly", 2022, "4.17.0");

    /** An EPT entry that links a table is stored at once. */
    public static final Commit EPT_AT_ONCE =
            commit("bc3d9f95d6", "x86/ept: atomically modify entries in ept_next_level", 2020, "4.14.0");

    /** An AMD IOMMU's entry is stored at once. */
    public static final Commit AMD_PTE_AT_ONCE =
            commit("3b055121c5", "AMD/IOMMU: update live PTEs atomically", 2020, "4.15.0");

    public static final ImmutableList<Commit> ALL = ImmutableList.of(
            commit("53a11bbde4", "x86: Fix shadow pinning logic (for PV live relo).", 2008, "3.3.0"),
            commit("44b9decf71", "VT-d: remove debug prints and turn on qinval read/write drains", 2009, "4.0.0"),
            commit("76bb33a03e", "amd iommu: dynamic page table depth adjustment.", 2011, "4.1.0"),
            commit("f56daba7cf", "PoD,hap: Fix logdirty mode when using hardware assisted paging", 2011, "4.1.0"),
            commit("c312ccdeaf", "vtd: Refactor iotlb flush code", 2011, "4.2.0"),
            commit(
                    "cf95b2a9fd",
                    "iommu: Introduce per cpu flag (iommu_dont_flush_iotlb) to avoid unnecessary iotlb flush",
                    2011,
                    "4.2.0"),
            commit(
                    "a8078b0235",
                    "passthrough: release assigned PCI devices earlier during domain shutdown",
                    2012,
                    "4.2.0"),
            commit("1c84d04673", "VMX: remove the problematic set_uc_mode logic", 2013, "4.4.0"),
            commit("86d60e855f", "VMX: flush cache when vmentry back to UC guest", 2013, "4.4.0"),
            commit("62652c00ef", "VMX: fix cr0.cd handling", 2013, "4.4.0"),
            commit("85c72f9fe7", "VT-d: fix TLB flushing in dma_pte_clear_one()", 2013, "4.4.0"),
            commit(
                    "4c5f4cb78c",
                    "xen/arm: p2m: Clean cache PT when the IOMMU doesn't support coherent walk",
                    2014,
                    "4.5.0"),
            commit("35d1c20b85", "x86/EPT: also force EMT re-evaluation if pinned ranges change", 2014, "4.5.0"),
            commit("3d90d6e69f", "x86/EPT: split super pages upon mismatching memory types", 2014, "4.5.0"),
            commit("8cb7f7d135", "x86/EPT: flush cache when (potentially) limiting cachability", 2014, "4.5.0"),
            commit("aa9114edd9", "x86/EPT: force re-evaluation of memory type as necessary", 2014, "4.5.0"),
            commit("aaef67041b", "x86/EPT: fix pinned cache attribute range checking", 2014, "4.5.0"),
            commit("8eb2235599", "x86/ept: invalidate guest physical mappings on VMENTER", 2015, "4.7.0"),
            commit("fd3102e5d2", "VT-d: make flush-all actually flush all", 2015, "4.7.0"),
            commit("5c23c760a8", "x86/HVM: correct page dirty marking in hvm_map_guest_frame_rw()", 2015, "4.7.0"),
            commit("09fc40ed30", "x86/ept: defer the invalidation until the p2m lock is released", 2016, "4.7.0"),
            commit("c61a6f74f8", "x86: enforce consistent cachability of MMIO mappings", 2016, "4.7.0"),
            commit("c1cee3ff93", "IOMMU: propagate IOMMU Device-TLB flush error (leaf ones)", 2016, "4.8.0"),
            commit("dca07f3002", "IOMMU: add a timeout parameter for device IOTLB invalidation", 2016, "4.8.0"),
            commit("30921dc2df", "x86/ept: allow write-combining on !mfn_valid() MMIO mappings again", 2017, "4.9.0"),
            commit("607ad85d85", "xen/arm: p2m: Perform local TLB invalidation on vCPU migration", 2017, "4.9.0"),
            commit("92790672de", "p2m: Always check to see if removing a p2m entry actually worked", 2017, "4.10.0"),
            commit("a0cce6048d", "guest_physmap_remove_page() needs its return value checked", 2017, "4.10.0"),
            commit("6b792e28bc", "vvmx: fix ept_sync() for nested p2m", 2017, "4.10.0"),
            commit("307c3be3cc", "mm: Don't scrub pages while holding heap lock in alloc_heap_pages()", 2017, "4.10.0"),
            SHARED_NP2M,
            SAVES_ONE_MSR,
            commit("2148a125b7", "xen/arm: Track page accessed between batch of Set/Way operations", 2018, "4.12.0"),
            commit("69f7643df6", "x86/vmx: Properly flush the TLB when an altp2m is modified", 2019, "4.12.0"),
            commit("1b00c16bdf", "AMD/IOMMU: pre-fill all DTEs right after table allocation", 2019, "4.13.0"),
            commit("3a7947b690", "amd-iommu: use a bitfield for DTE", 2019, "4.13.0"),
            commit("f3d880bf2b", "x86/mtrr: recalculate P2M type for domains with iocaps", 2019, "4.13.0"),
            commit("319f9a0ba9", "passthrough: quarantine PCI devices", 2019, "4.13.0"),
            commit("b4f042236a", "AMD/IOMMU: Cease using a dynamic height for the IOMMU pagetables", 2019, "4.14.0"),
            commit("ea38867831", "x86 / iommu: set up a scratch page in the quarantine domain", 2019, "4.14.0"),
            commit("c23274fd04", "x86/ept: flush cache when modifying PTEs and sharing page tables", 2020, "4.14.0"),
            EPT_AT_ONCE,
            commit("b75b3c62fe", "AMD/IOMMU: fix off-by-one in amd_iommu_get_paging_mode() callers", 2020, "4.14.0"),
            commit("15bc9a1ef5", "x86/iommu: add common page-table allocator", 2020, "4.15.0"),
            commit("0514a3a25f", "AMD/IOMMU: ensure suitable ordering of DTE modifications", 2020, "4.15.0"),
            commit(
                    "1745806a41",
                    "x86/HVM: fold both instances of looking up a hvm_ioreq_vcpu with a request pending",
                    2020,
                    "4.15.0"),
            commit(
                    "177cf860f0",
                    "x86/HVM: send mapcache invalidation request to qemu regardless of preemption",
                    2020,
                    "4.15.0"),
            commit("5777a3742d", "IOMMU: hold page ref until after deferred TLB flush", 2020, "4.15.0"),
            UC_WITHOUT_PAGE,
            AMD_PTE_AT_ONCE,
            commit("9b156bcc3f", "memory: fix off-by-one in XSA-346 change", 2020, "4.15.0"),
            commit("ca24b2ffdb", "x86/hvm: set 'ipat' in EPT for special pages", 2020, "4.15.0"),
            commit(
                    "dea460d869",
                    "IOMMU: suppress \"iommu_dont_flush_iotlb\" when about to free a page",
                    2020,
                    "4.15.0"),
            commit(
                    "1ef48c82e7",
                    "xen/x86: iommu: Ignore IOMMU mapping requests when a domain is dying",
                    2021,
                    "4.15.0"),
            commit(
                    "9bd9695a8b",
                    "xen/iommu: x86: Clear the root page-table before freeing the page-tables",
                    2021,
                    "4.15.0"),
            commit("546014e480", "xen/arm: Add mapcache invalidation handling", 2021, "4.15.0"),
            commit("588d961d15", "IOREQ: refine when to send mapcache invalidation request", 2021, "4.15.0"),
            commit("da20c93108", "IOREQ: fix waiting for broadcast completion", 2021, "4.15.0"),
            commit(
                    "3b1cc15f19",
                    "xen/page_alloc: Only flush the page to RAM once we know they are scrubbed",
                    2021,
                    "4.15.0"),
            commit("9617d5f9c1", "xen/arm: mm: flush_page_to_ram() only need to clean to PoC", 2021, "4.16.0"),
            commit(
                    "a33ad60cc3",
                    "Revert \"xen/arm: mm: flush_page_to_ram() only need to clean to PoC\"",
                    2021,
                    "4.16.0"),
            commit("7c893abc4e", "VT-d: eliminate flush related timeouts", 2021, "4.16.0"),
            commit("192aaf7e14", "VT-d: fix deassign of device with RMRR", 2021, "4.16.0"),
            commit("899272539c", "AMD/IOMMU: re-arrange/complete re-assignment handling", 2021, "4.16.0"),
            commit(
                    "f591755823",
                    "IOMMU/PCI: don't let domain cleanup continue when device de-assignment failed",
                    2021,
                    "4.16.0"),
            commit("8af4b47f06", "x86/ept: force WB cache attributes for grant and foreign maps", 2021, "4.16.0"),
            commit("c5c84e9766", "VT-d: fix caching mode IOTLB flushing", 2021, "4.16.0"),
            commit("e4fee66043", "AMD/IOMMU: drop command completion timeout", 2021, "4.16.0"),
            commit("e7059776f9", "VT-d: don't lose errors when flushing TLBs on multiple IOMMUs", 2021, "4.16.0"),
            commit("eb6bbf7b30", "gnttab: deal with status frame mapping race", 2021, "4.16.0"),
            commit("f147422bf9", "x86/mm: widen locked region in xenmem_add_to_physmap_one()", 2021, "4.16.0"),
            commit(
                    "a428b913a0",
                    "xen/arm: p2m: Always clear the P2M entry when the mapping is removed",
                    2022,
                    "4.17.0"),
            commit("1fa6e9aa36", "AMD/IOMMU: re-assign devices directly", 2022, "4.17.0"),
            VTD_REASSIGNS,
            commit("78a40f8b5d", "VT-d: fix (de)assign ordering when RMRRs are in use", 2022, "4.17.0"),
            commit("14dd241aad", "IOMMU/x86: use per-device page tables for quarantining", 2022, "4.17.0"),
            commit("4a59e6bb3a", "x86/EPT: squash meaningless TLB flush", 2022, "4.17.0"),
            commit("062868a5a8", "x86/amd: Work around CLFLUSH ordering on older parts", 2022, "4.17.0"),
            commit("ae09597da3", "x86: Don't change the cacheability of the directmap", 2022, "4.17.0"),
            commit("c1c9cae3a9", "x86/pv: Track and flush non-coherent mappings of RAM", 2022, "4.17.0"),
            commit("eac000978c", "x86/shadow: tolerate failure of sh_set_toplevel_shadow()", 2022, "4.17.0"),
            commit("c4e5cc2ccc", "x86/ept: limit calls to memory_type_changed()", 2022, "4.17.0"),
            commit(
                    "9a216e92de",
                    "xen/arm: page: Handle cache flush of an element at the top of the address space",
                    2023,
                    "4.18.0"),
            commit("ab2d47eb13", "x86/HVM: serialize pinned cache attribute list manipulation", 2023, "4.18.0"),
            commit("fb0ff49fe9f7", "x86/shadow: defer releasing of PV's top-level shadow reference", 2023, "4.18.0"),
            commit(
                    "94039d97e2",
                    "amd-vi: set IOMMU page table levels based on guest reported paddr width",
                    2023,
                    "4.19.0"),
            commit("cb4ecb3cc1", "pci: fail device assignment if phantom functions cannot be assigned", 2024, "4.19.0"),
            commit("beadd68b54", "x86/IOMMU: move tracking in iommu_identity_mapping()", 2024, "4.20.0"),
            QUARANTINE_LEVELS,
            NO_PAGE_NEEDED,
            commit("b0f8bf8605", "x86/pv: fix emulation of wb{,no}invd to flush all pCPU caches", 2025, "4.21.0"),
            commit("bbaea9878b", "x86/pv: fix MMUEXT_FLUSH_CACHE to flush all pCPU caches", 2025, "4.21.0"),
            GUARD_WITHOUT_IOMMU,
            DEVICES_PERMIT_FLUSHES,
            PINS_ASK_GUARD,
            commit("2275bf83a1", "Arm: adjust locking in p2m_get_page_from_gfn()", 2025, "4.21.0"),
            commit("3125ca0da2", "x86/hvm: limit memory type cache flush to running domains", 2025, "4.21.0"),
            commit("c5a6dd6850", "Arm: foreign page handling in p2m_get_page_from_gfn()", 2025, "4.21.0"),
            commit("7c502d7591", "xen/arm64: flushtlb: Optimize ARM64_WORKAROUND_REPEAT_TLBI", 2026, "4.22.0"),
            commit("161e8f61b5", "xen/arm: Mitigate TLBI errata on various Arm CPUs", 2026, "4.22.0"),
            commit("98fccdf0ac", "x86/mm: update log-dirty bitmap when manipulating P2M", 2025, "4.22.0"),
            commit(
                    "61b0a59ce2",
                    "gnttab: check values against active entry when copying an already-pinned one",
                    2026,
                    "4.23.0"),
            commit("96dfeb4177", "gnttab: cope with version changes racing other operations", 2026, "4.23.0"),
            commit("02708d3b51", "gnttab: split gnttab_map_frame()", 2026, "4.22.0"),
            commit("ac607edc2e", "x86/p2m: clarify foreign map handling in p2m_entry_modify()", 2026, "4.22.0"),
            commit("622c9a5ba9", "x86/mm: accurately track which vCPU page-tables are loaded", 2026, "4.22.0"),
            commit("4bc2e5333a", "x86/p2m: issue a sync flush before freeing paging pages", 2026, "4.22.0"));

    private XenCommits() {}

    private static Commit commit(String hash, String subject, int year, String version) {
        return new Commit("xen", hash, subject, year, Version.of(version));
    }
}
