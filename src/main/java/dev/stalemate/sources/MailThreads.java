package dev.stalemate.sources;

import dev.stalemate.model.Source.Mail;
import java.time.LocalDate;

/** The threads that systems are about, each by the mail that argues most. */
public final class MailThreads {
    /** What has to be zapped when guests change MTRRs and CR0.CD, and how vCPUs could share that work. */
    public static final Mail KVM_MTRRS = new Mail(
            "kvm",
            "Re: [PATCH v2 5/6] KVM: x86: Keep a per-VM MTRR state",
            "Yan Zhao",
            LocalDate.of(2023, 5, 25),
            "ZG8z493pfPIOPAT2@yzhao56-desk.sh.intel.com");

    /** When Xen has to compute EPT memory types again. */
    public static final Mail XEN_TYPES = new Mail(
            "xen-devel",
            "Re: [PATCH] x86/ept: limit calls to memory_type_changed()",
            "Roger Pau Monné",
            LocalDate.of(2022, 9, 27),
            "YzLDdEPRqbUpQQUp@MacBook-Air-de-Roger.local");

    /** How the AMD IOMMU's page tables get another level. */
    public static final Mail IOMMU_MODE = new Mail(
            "xen-devel",
            "[PATCH v2 0/2] AMD/IOMMU: re-work mode updating",
            "Jan Beulich",
            LocalDate.of(2019, 11, 14),
            "8e8866de-33a8-68c0-3352-d6dfeec4a9b6@suse.com");

    /** When device models must drop what they have mapped of a guest. */
    public static final Mail MAPCACHE = new Mail(
            "xen-devel",
            "Re: [PATCH V3 21/23] xen/arm: Add mapcache invalidation handling",
            "Julien Grall",
            LocalDate.of(2020, 12, 11),
            "388a7e92-1881-c68e-dd7c-8c9c119c1be4@xen.org");

    /** Nested EPT. Its message-id is not known, and its date is that of the mail by Qing He that it answers. */
    public static final Mail NESTED_EPT = new Mail(
            "xen-devel",
            "Re: [PATCH 15/17] vmx: nest: virtual ept for nested",
            "Tim Deegan",
            LocalDate.of(2010, 5, 21),
            null);

    /** A refresh of KVM's map cache retries only for its own page; not merged. */
    public static final Mail PFNCACHE_RANGES = new Mail(
            "kvm",
            "[PATCH v3 2/5] KVM: pfncache: Implement range-based invalidation check for hva_to_pfn_retry()",
            "David Woodhouse",
            LocalDate.of(2024, 8, 21),
            "20240821202814.711673-2-dwmw2@infradead.org");

    /** The cache is marked invalid at the end of an invalidation; not merged. */
    public static final Mail PFNCACHE_AT_END = new Mail(
            "kvm",
            "[PATCH v3 4/5] KVM: pfncache: Move invalidation to invalidate_range_end hook",
            "David Woodhouse",
            LocalDate.of(2024, 8, 21),
            "20240821202814.711673-4-dwmw2@infradead.org");

    /** The same without a flag, with the counter; not merged. */
    public static final Mail PFNCACHE_REPLY = new Mail(
            "kvm",
            "Re: [PATCH v3 2/5] KVM: pfncache: Implement range-based invalidation check for hva_to_pfn_retry()",
            "Sean Christopherson",
            LocalDate.of(2024, 10, 15),
            "Zw8DINUkJJKDByXE@google.com");

    /** The guest's PAT where a virtio GPU's host device does not snoop, and KVM is not told of it. */
    public static final Mail VIRTIO_GPU = new Mail(
            "kvm",
            "[PATCH 0/4] KVM: Honor guest memory types for virtio GPU devices",
            "Yan Zhao",
            LocalDate.of(2024, 1, 5),
            "20240105091237.24577-1-yan.y.zhao@intel.com");

    /** Memory that a host's GPU driver maps WC. */
    public static final Mail WC_IS_MMIO = new Mail(
            "linux-kernel",
            "[PATCH] KVM: x86/mmu: treat WC memory as MMIO",
            "Francisco Flynn",
            LocalDate.of(2024, 3, 11),
            "tencent_4B50D08D2E6211E4F9B867F0531F2C05BA0A@qq.com");

    /** What is MMIO below 1 MiB. */
    public static final Mail UNTRACKED_BY_MTRR = new Mail(
            "kvm",
            "[PATCH 1/5] x86/pat: Let pat_pfn_immune_to_uc_mtrr() check MTRR for untracked PAT range",
            "Yan Zhao",
            LocalDate.of(2024, 5, 7),
            "20240507061924.20251-1-yan.y.zhao@intel.com");

    /** On which CPUs caches are flushed of an encrypted guest's pages: what was wrong with the version before. */
    public static final Mail SEV_MASK = new Mail(
            "kvm",
            "[PATCH v4 0/2] KVM: SVM: Flush cache only on CPUs running SEV guest",
            "Zheyun Shen",
            LocalDate.of(2024, 4, 11),
            "20240411140445.1038319-1-szy0127@sjtu.edu.cn");

    private MailThreads() {}
}
