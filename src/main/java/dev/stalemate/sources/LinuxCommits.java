package dev.stalemate.sources;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Source.Commit;
import dev.stalemate.model.Version;

/** Commits of Linux that claims name, in the order of their years: subject, year, and the first release of the main line that has it. */
public final class LinuxCommits {
    /** Leaves that are made while CR0.CD=1 follow the guest's PAT. */
    public static final Commit CD_WITH_PAT = commit(
            "c9f65a3f2d92", "KVM: VMX: drop IPAT in memtype when CD=1 for KVM_X86_QUIRK_CD_NW_CLEARED", 2023, "6.7.0");

    /** The first and the last device with non-coherent DMA zap everything. */
    public static final Commit DEVICES_ZAP = commit(
            "362ff6dca541", "KVM: x86/mmu: Zap KVM TDP when noncoherent DMA assignment starts/stops", 2023, "6.7.0");

    /** Guest MTRRs and CR0.CD have no effect on leaves. */
    public static final Commit NO_GUEST_MTRRS =
            commit("0a7b73559b39", "KVM: x86: Remove VMX support for virtualizing guest MTRR memtypes", 2024, "6.11.0");

    /** Whether the guest's PAT counts is a quirk. */
    public static final Commit PAT_QUIRK = commit(
            "c9c1e20b4c7d", "KVM: x86: Introduce Intel specific quirk KVM_X86_QUIRK_IGNORE_GUEST_PAT", 2025, "6.16.0");

    /** On AMD, WRMSR of the PAT reaches the VMCB. */
    public static final Commit GUEST_PAT_ON_SVM = commit("15038e147247", "KVM: SVM: obey guest PAT", 2017, "4.15.0");

    /** A page without a struct is RAM if the e820 says so. */
    public static final Commit MMIO_BY_E820 =
            commit("0c55671f84ff", "kvm, x86: Properly check whether a pfn is an MMIO or not", 2019, "5.2.0");

    /** The guest's PAT always counts; gone again before the release. */
    public static final Commit PAT_ALWAYS =
            commit("377b2f359d1f", "KVM: VMX: Always honor guest PAT on CPUs that support self-snoop", 2024, "6.11.0");

    /** The end of that. */
    public static final Commit PAT_ALWAYS_REVERTED = commit(
            "9d70f3fec144",
            "Revert \"KVM: VMX: Always honor guest PAT on CPUs that support self-snoop\"",
            2024,
            "6.11.0");

    /** A PASID entry's present bit is cleared and flushed before the rest. */
    public static final Commit PASID_PRESENT_FIRST =
            commit("75ed00055c05", "iommu/vt-d: Clear Present bit before tearing down PASID entry", 2026, "7.0.0");

    /** A context entry's present bit is cleared and flushed before the rest. */
    public static final Commit CONTEXT_PRESENT_FIRST =
            commit("c1e4f1dccbe9", "iommu/vt-d: Clear Present bit before tearing down context entry", 2026, "7.0.0");

    /** A PASID entry is torn down before another one takes its place. */
    public static final Commit PASID_REPLACED_ABSENT =
            commit("c3b1edea3791", "iommu/vt-d: Fix race condition during PASID entry replacement", 2026, "7.0.0");

    /** A table of PASID entries is in RAM before it is linked. */
    public static final Commit PASID_TABLE_FLUSHED =
            commit("22d169bdd284", "iommu/vt-d: Flush cache for PASID table before using it", 2026, "7.0.0");

    /** A device-table entry is stored by 128 bits. */
    public static final Commit DTE_IN_PAIRS =
            commit("8b3f78733814", "iommu/amd: Introduce helper function to update 256-bit DTE", 2024, "6.14.0");

    /** A stream-table entry is stored in an order that it computes. */
    public static final Commit STE_WRITER =
            commit("7da51af9125c", "iommu/arm-smmu-v3: Make STE programming independent of the callers", 2024, "6.9.0");

    /** An SPTE of a 32-bit host is stored half by half. */
    public static final Commit SPTE_HALVES =
            commit("603e0651cfc8", "KVM: MMU: do not need atomicly to set/clear spte", 2011, "3.1.0");

    /** SPTEs are read without a lock, with a count of clears on 32-bit hosts. */
    public static final Commit SPTE_COUNT =
            commit("c2a2ac2b563c", "KVM: MMU: lockless walking shadow page table", 2011, "3.1.0");

    public static final ImmutableList<Commit> ALL = ImmutableList.of(
            commit(
                    "f5f48ee15c2e",
                    "KVM: VMX: Execute WBINVD to keep data consistency with assigned devices",
                    2010,
                    "2.6.36"),
            commit("edde99ce0529", "KVM: Write protect memory after slot swap", 2010, "2.6.37"),
            SPTE_HALVES,
            SPTE_COUNT,
            commit("6dbf79e7164e", "KVM: Fix write protection race during dirty logging", 2012, "3.3.0"),
            commit("ee3d1570b586", "kvm: fix potentially corrupt mmio cache", 2014, "3.17.0"),
            commit("198c74f43f0f", "KVM: MMU: flush tlb out of mmu lock when write-protect the sptes", 2014, "3.16.0"),
            commit(
                    "0f0a327fa12c",
                    "mmu_notifier: add the callback for mmu_notifier_invalidate_range()",
                    2014,
                    "3.19.0"),
            commit("9d218a1fcf4c", "arm64: KVM: flush VM pages before letting the guest enable caches", 2014, "3.15.0"),
            commit("363ef89f8e9b", "arm/arm64: KVM: Invalidate data cache on unmap", 2014, "4.0.0"),
            commit(
                    "94d0e5980d67",
                    "arm/arm64: KVM: Perform local TLB invalidation when multiplexing vcpus on a single CPU",
                    2016,
                    "4.9.0"),
            commit("256e4621c21a", "iommu/amd: Make use of the generic IOVA allocator", 2016, "4.8.0"),
            GUEST_PAT_ON_SVM,
            commit(
                    "1438921c6dc1",
                    "KVM: nVMX: Flush TLB entries tagged by dest EPTP on L1<->L2 transitions",
                    2018,
                    "4.20.0"),
            commit("dff11abe280b", "hugetlb: take PMD sharing into account when flushing tlb/caches", 2018, "4.19.0"),
            MMIO_BY_E820,
            commit("754265bcab78", "iommu/amd: Fix race in increase_address_space()", 2019, "5.3.0"),
            commit("46ac18c347b0", "iommu/amd: Check PM_LEVEL_SIZE() condition in locked section", 2019, "5.4.0"),
            commit("eb791aa70b90", "iommu/amd: Fix race in increase_address_space()/fetch_pte()", 2020, "5.7.0"),
            commit("19c6978fba68", "iommu/amd: Update Device Table in increase_address_space()", 2020, "5.7.0"),
            commit("6eedb59c18a3", "iommu/amd: Remove amd_iommu_domain_get_pgtable", 2021, "5.12.0"),
            commit(
                    "a835429cda91",
                    "KVM: x86/mmu: Ensure TLBs are flushed when yielding during GFN range zap",
                    2021,
                    "5.12.0"),
            commit(
                    "048f49809c52",
                    "KVM: x86/mmu: Ensure TLBs are flushed for TDP MMU during NX zapping",
                    2021,
                    "5.12.0"),
            commit(
                    "a955cad84cda",
                    "KVM: x86/mmu: Retry page fault if root is invalidated by memslot update",
                    2021,
                    "5.16.0"),
            commit(
                    "40e5f9080472",
                    "KVM: nVMX: Abide to KVM_REQ_TLB_FLUSH_GUEST request on nested vmentry/vmexit",
                    2021,
                    "5.16.0"),
            commit(
                    "712494de96f3",
                    "KVM: nVMX: Emulate guest TLB flush on nested VM-Enter with new vpid12",
                    2021,
                    "5.16.0"),
            commit(
                    "8798d3641119",
                    "iommu/vt-d: Fix incomplete cache flush in intel_pasid_tear_down_entry()",
                    2021,
                    "5.14.0"),
            commit("e649b3f0188f", "KVM: x86: Fix APIC page invalidation race", 2020, "5.8.0"),
            commit("d62007edf01f", "KVM: x86/mmu: Zap _all_ roots when unmapping gfn range in TDP MMU", 2022, "5.18.0"),
            commit("7c8a4742c4ab", "KVM: x86/mmu: Fix write-protection of PTs mapped by the TDP MMU", 2022, "5.17.0"),
            commit("683412ccf612", "KVM: SEV: add cache flush to solve SEV cache incoherency issues", 2022, "5.18.0"),
            commit(
                    "d45829b351ee",
                    "KVM: SVM: Flush when freeing encrypted pages even on SME_COHERENT CPUs",
                    2022,
                    "5.18.0"),
            commit("b64d740ea7dd", "kvm: x86: mmu: Always flush TLBs when enabling dirty logging", 2022, "6.0.0"),
            commit("93984f19e7bc", "KVM: Fully serialize gfn=>pfn cache refresh via mutex", 2022, "6.0.0"),
            commit("58cd407ca4c6", "KVM: Fix multiple races in gfn=>pfn cache refresh", 2022, "6.0.0"),
            commit("f268f6cf875f", "mm/khugepaged: invoke MMU notifiers in shmem/file collapse paths", 2022, "6.1.0"),
            commit("194b3348bdbb", "iommu/vt-d: Fix PASID directory pointer coherency", 2023, "6.3.0"),
            commit("ba6e3fe25543", "KVM: x86/mmu: Grab mmu_invalidate_seq in kvm_faultin_pfn()", 2023, "6.3.0"),
            commit("13ec9308a857", "KVM: arm64: Retry fault if vma_lookup() results become invalid", 2023, "6.3.0"),
            commit("2ed90cb0938a", "KVM: RISC-V: Retry fault if vma_lookup() results become invalid", 2023, "6.4.0"),
            commit(
                    "878940b33d76",
                    "KVM: VMX: Retry APIC-access page reload if invalidation is in-progress",
                    2023,
                    "6.5.0"),
            commit(
                    "0a8a5f2c8c26",
                    "KVM: x86: Use standard mmu_notifier invalidate hooks for APIC access page",
                    2023,
                    "6.5.0"),
            commit("dcf40ed3a20d", "iommu: Make __iommu_group_set_domain() handle error unwind", 2023, "6.5.0"),
            commit("6bbd42e2df8f", "mmu_notifiers: call invalidate_range() when invalidating TLBs", 2023, "6.6.0"),
            commit(
                    "721f5b0dda78",
                    "KVM: pfncache: allow a cache to be activated with a fixed (userspace) HVA",
                    2024,
                    "6.9.0"),
            STE_WRITER,
            commit("7543ee63e811", "iommu/vt-d: Add pasid replace helpers", 2024, "6.13.0"),
            DTE_IN_PAIRS,
            DEVICES_ZAP,
            CD_WITH_PAT,
            NO_GUEST_MTRRS,
            PAT_ALWAYS,
            PAT_ALWAYS_REVERTED,
            PAT_QUIRK,
            commit("d6581b6f2e26", "KVM: SVM: Flush cache only on CPUs running SEV guest", 2025, "6.17.0"),
            commit(
                    "93de2a6a4b91",
                    "KVM: SEV: Do cache maintenance on the source VM during intra-host migration",
                    2026,
                    "7.3.0"),
            commit(
                    "973ea70393e8",
                    "KVM: SEV: Do cache maintenance on the source VM *before* clearing SEV state",
                    2026,
                    "7.3.0"),
            commit(
                    "cb1fa2e99955",
                    "arm64, tlbflush: don't TLBI broadcast if page reused in write fault",
                    2025,
                    "6.19.0"),
            commit(
                    "1e56310b40fd",
                    "iommu/amd/pgtbl: Fix possible race while increase page table level",
                    2025,
                    "6.17.0"),
            commit("789a5913b29c", "iommu/amd: Use the generic iommu page table", 2025, "6.19.0"),
            commit(
                    "97c5550b7631",
                    "arm64: contpte: fix set_access_flags() no-op check for SMMU/ATS faults",
                    2026,
                    "7.0.0"),
            PASID_PRESENT_FIRST,
            CONTEXT_PRESENT_FIRST,
            PASID_REPLACED_ABSENT,
            PASID_TABLE_FLUSHED,
            commit(
                    "f46452c3df7a",
                    "iommu/vt-d: Clear Present bit before tearing down scalable-mode context entry",
                    2026,
                    "7.2.0"),
            commit("4b83e4ba836e", "KVM: x86: nSVM: Cache and validate vmcb12 g_pat", 2026, "7.2.0"),
            commit("02233c73f8ae", "KVM: x86: nSVM: Set vmcb02.g_pat correctly for nested NPT", 2026, "7.2.0"),
            commit("573321b945af", "KVM: x86: nSVM: Redirect IA32_PAT accesses to either hPAT or gPAT", 2026, "7.2.0"),
            commit("d65cf222b899", "KVM: x86: nSVM: Save gPAT to vmcb12.g_pat on VMEXIT", 2026, "7.2.0"),
            commit("4f256d5770fe", "KVM: x86: nSVM: Save/restore gPAT with KVM_{GET,SET}_NESTED_STATE", 2026, "7.2.0"));

    private LinuxCommits() {}

    private static Commit commit(String hash, String subject, int year, String version) {
        return new Commit("linux", hash, subject, year, Version.of(version));
    }
}
