package dev.stalemate.sources;

import dev.stalemate.model.Source.Reading;

/** Code and manuals from which claims were made that no thread and no fix makes. */
public final class Code {
    /** Which leaves follow a write of an MTRR, and which type a leaf gets. */
    public static final Reading KVM_MTRR = new Reading("arch/x86/kvm/mtrr.c of Linux 4.9 to 6.10");

    /** What of a guest's memory types counts on AMD. */
    public static final Reading LINUX_SVM = new Reading("arch/x86/kvm/svm/svm.c and mmu/spte.c of Linux 4.9 to 6.19");
    /** What a page fault looks at, and when, and what dirty logging does with large leaves. */
    public static final Reading KVM_MMU = new Reading("arch/x86/kvm/mmu of Linux 4.9 to 6.19");

    /** How a fault finds out that it is late, and what the host does with pages meanwhile. */
    public static final Reading KVM_INVALIDATIONS =
            new Reading("mmu_invalidate_retry() in include/linux/kvm_host.h and virt/kvm/kvm_main.c of Linux 6.3");

    /** What an invalidation of a page that no memory slot has leaves out. */
    public static final Reading KVM_PFNCACHE = new Reading("virt/kvm/pfncache.c and kvm_main.c of Linux 6.9 to 6.19");

    /** Which of the host's pages are MMIO. */
    public static final Reading KVM_IS_MMIO = new Reading(
            "kvm_is_mmio_pfn() and lookup_memtype() of Linux 4.9, 4.14, 4.19, 5.4, 5.10, 6.0, 6.7, 6.11, 6.16 and 6.19");

    /** VGA memory in a guest of KVM: comments by users and by a maintainer of KVM. */
    public static final Reading DOSEMU_VGA =
            new Reading("pull requests 2813 and 2815 of dosemu2, and the comments on them (April 2026)");

    /** When caches are flushed of encrypted guests' pages. */
    public static final Reading KVM_SEV =
            new Reading("arch/x86/kvm/svm/sev.c and virt/kvm/kvm_main.c of Linux 5.17, 5.19, 6.16 and 6.19");

    public static final Reading SDM_PRECEDENCE = new Reading("SDM 11.11.4.1, MTRR precedences");
    public static final Reading SDM_LARGE_PAGES = new Reading("SDM 11.11.9, large page size considerations");
    public static final Reading SDM_CACHED_MAPPINGS =
            new Reading("SDM 28.3.3, invalidating cached translation information");
    public static final Reading SDM_EFFECTIVE_TYPES = new Reading("SDM table 11-7, effective page-level memory types");
    public static final Reading SDM_MEMORY_TYPES =
            new Reading("SDM 11.3 and table 11-2, memory types and their properties");
    public static final Reading BOCHS = new Reading("resolve_memtype() of Bochs 783b58fd6d");

    /** What is done with the caches of memory that is handed to a device. */
    public static final Reading LINUX_VFIO =
            new Reading("drivers/vfio, drivers/iommu/iommufd and virt/kvm/vfio.c of Linux 6.19");

    /** Leaf types, their recalculation, and pins. */
    public static final Reading XEN_EPT = new Reading("xen/arch/x86/mm/p2m-ept.c and hvm/mtrr.c of Xen 4.13 to 4.22");

    public static final Reading XEN_IOMMU = new Reading("xen/drivers/passthrough/amd of Xen 4.12 and 4.13");
    public static final Reading XEN_IOREQ = new Reading("ioreq.c and p2m.c of Xen 4.14 and 4.15");

    private Code() {}
}
