/*
 * KVM's memory types, as far as they are decided in functions: what a body of Linux 4.9 to 6.16 uses, under the kernel's names. The machine
 * (struct kvm, struct kvm_vcpu) is the guest's and is filled before each call; a design reads it, zaps, and keeps what it declares to keep.
 */
#ifndef STALEMATE_KVM_H
#define STALEMATE_KVM_H

#include "stalemate.h"

/* Addresses. gfn_t is a number of 4 KiB pages, gpa_t an address in bytes. */
typedef u64 gfn_t;
typedef u64 gpa_t;
typedef u64 kvm_pfn_t;
typedef u64 hpa_t;
#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PG_LEVEL_4K 1
#define PG_LEVEL_2M 2
#define PG_LEVEL_1G 3
#define PT_PAGE_TABLE_LEVEL 1
#define PT_DIRECTORY_LEVEL 2
#define PT_PDPE_LEVEL 3
#define KVM_HPAGE_GFN_SHIFT(level) (((level)-1) * 9)
#define KVM_PAGES_PER_HPAGE(level) (1UL << KVM_HPAGE_GFN_SHIFT(level))
#define gfn_round_for_level(gfn, level) ((gfn) & -KVM_PAGES_PER_HPAGE(level))
static inline gpa_t gfn_to_gpa(gfn_t gfn)
{
	return gfn << PAGE_SHIFT;
}
static inline gfn_t gpa_to_gfn(gpa_t gpa)
{
	return gpa >> PAGE_SHIFT;
}

/* MSRs, types and EPT bits by the SDM. */
#define MSR_MTRRcap 0xfe
#define MTRRphysBase_MSR(n) (0x200 + 2 * (n))
#define MTRRphysMask_MSR(n) (0x201 + 2 * (n))
#define MSR_MTRRfix64K_00000 0x250
#define MSR_MTRRfix16K_80000 0x258
#define MSR_MTRRfix16K_A0000 0x259
#define MSR_MTRRfix4K_C0000 0x268
#define MSR_MTRRfix4K_C8000 0x269
#define MSR_MTRRfix4K_D0000 0x26a
#define MSR_MTRRfix4K_D8000 0x26b
#define MSR_MTRRfix4K_E0000 0x26c
#define MSR_MTRRfix4K_E8000 0x26d
#define MSR_MTRRfix4K_F0000 0x26e
#define MSR_MTRRfix4K_F8000 0x26f
#define MSR_IA32_CR_PAT 0x277
#define MSR_MTRRdefType 0x2ff
#define MTRR_TYPE_UNCACHABLE 0
#define MTRR_TYPE_WRCOMB 1
#define MTRR_TYPE_WRTHROUGH 4
#define MTRR_TYPE_WRPROT 5
#define MTRR_TYPE_WRBACK 6
#define VMX_EPT_MT_EPTE_SHIFT 3
#define VMX_EPT_MT_MASK (7ULL << VMX_EPT_MT_EPTE_SHIFT)
#define VMX_EPT_IPAT_BIT (1ULL << 6)
#define shadow_memtype_mask (VMX_EPT_MT_MASK | VMX_EPT_IPAT_BIT)
#define X86_CR0_PE BIT(0)
#define X86_CR0_WP BIT(16)
#define X86_CR0_NW BIT(29)
#define X86_CR0_CD BIT(30)
#define X86_CR0_PG BIT(31)

/* The guest's MTRRs. Masks have the bits beyond MAXPHYADDR set, once they were written; head lists the valid pairs by descending base. */
#ifndef KVM_NR_VAR_MTRR
#define KVM_NR_VAR_MTRR 8
#endif
#define KVM_NR_FIXED_MTRR_REGION 88
typedef u8 mtrr_type;
struct kvm_mtrr_range {
	u64 base;
	u64 mask;
	struct list_head node;
};
struct kvm_mtrr {
	struct kvm_mtrr_range var_ranges[KVM_NR_VAR_MTRR];
	mtrr_type fixed_ranges[KVM_NR_FIXED_MTRR_REGION] __attribute__((aligned(8)));
	u64 deftype;
	struct list_head head;
};

/* A vCPU and the machine, with the fields that memory types depend on. */
struct kvm_lapic {
	bool sw_enabled; /* whether the vCPU is on line */
};
struct kvm_vcpu_arch {
	unsigned long cr0;
	u64 pat;
	struct kvm_mtrr mtrr_state;
	int maxphyaddr;
	u64 reserved_gpa_bits;
	bool has_mtrr; /* CPUID.01H:EDX.MTRR */
	struct kvm_lapic *apic;
	struct kvm_lapic lapic;
};
struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id;
	int vcpu_idx;
	struct kvm_vcpu_arch arch;
};
struct kvm_arch {
	atomic_t noncoherent_dma_count;
	u64 disabled_quirks;
};
struct kvm {
	atomic_t online_vcpus;
	struct kvm_vcpu *vcpus[8]; /* not the last field, whose bounds sanitizers do not know */
	struct kvm_arch arch;
};
static inline struct kvm_vcpu *kvm_get_vcpu(struct kvm *kvm, int i)
{
	return kvm->vcpus[i];
}
#define kvm_for_each_vcpu(i, vcpu, kvm) \
	for (i = 0; i < (__typeof__(i))atomic_read(&(kvm)->online_vcpus) && ((vcpu) = kvm_get_vcpu(kvm, (int)(i)), true); i++)
static inline bool kvm_apic_sw_enabled(struct kvm_lapic *apic)
{
	return apic->sw_enabled;
}

/* CPUID, CR0, quirks. */
#define X86_FEATURE_MTRR 12
static inline bool guest_cpuid_has(struct kvm_vcpu *vcpu, unsigned int feature)
{
	return feature == X86_FEATURE_MTRR && vcpu->arch.has_mtrr;
}
#define guest_cpu_cap_has(vcpu, feature) guest_cpuid_has(vcpu, feature)
#define guest_cpuid_has_mtrr(vcpu) guest_cpuid_has(vcpu, X86_FEATURE_MTRR)
static inline int cpuid_maxphyaddr(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.maxphyaddr;
}
static inline u64 kvm_vcpu_reserved_gpa_bits_raw(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.reserved_gpa_bits;
}
static inline unsigned long kvm_read_cr0(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.cr0;
}
static inline unsigned long kvm_read_cr0_bits(struct kvm_vcpu *vcpu, unsigned long mask)
{
	return vcpu->arch.cr0 & mask;
}
static inline bool kvm_is_cr0_bit_set(struct kvm_vcpu *vcpu, unsigned long bit)
{
	return (vcpu->arch.cr0 & bit) != 0;
}
#define KVM_X86_QUIRK_CD_NW_CLEARED (1 << 1)
#define KVM_X86_QUIRK_IGNORE_GUEST_PAT (1 << 9)
static inline bool kvm_check_has_quirk(struct kvm *kvm, u64 quirk)
{
	return !(kvm->arch.disabled_quirks & quirk);
}

/* Devices whose DMA does not snoop caches, and what depends on there being one. */
#define tdp_enabled true
static inline bool kvm_arch_has_noncoherent_dma(struct kvm *kvm)
{
	return atomic_read(&kvm->arch.noncoherent_dma_count) != 0;
}
static inline bool __kvm_mmu_honors_guest_mtrrs(bool vm_has_noncoherent_dma)
{
	return vm_has_noncoherent_dma;
}
static inline bool kvm_mmu_honors_guest_mtrrs(struct kvm *kvm)
{
	return kvm_arch_has_noncoherent_dma(kvm);
}
/* kvm_mmu_may_ignore_guest_pat() has no parameter up to Linux 6.15, and the VM from 6.16 on. */
#define kvm_mmu_may_ignore_guest_pat(...) stalemate_may_ignore_guest_pat((struct kvm *)(uintptr_t)(__VA_ARGS__ + 0))
static inline bool stalemate_may_ignore_guest_pat(struct kvm *kvm)
{
	return !kvm || kvm_check_has_quirk(kvm, KVM_X86_QUIRK_IGNORE_GUEST_PAT);
}
static inline bool vmx_ignore_guest_pat(struct kvm *kvm)
{
	return !kvm_arch_has_noncoherent_dma(kvm) && kvm_check_has_quirk(kvm, KVM_X86_QUIRK_IGNORE_GUEST_PAT);
}

/* Zaps the leaves of gfns from start on and before end, and what TLBs have of them. An end beyond the guest's memory means all of the rest. */
void kvm_zap_gfn_range(struct kvm *kvm, gfn_t start, gfn_t end);

/*
 * The host's page that kvm_is_mmio_pfn() is asked about, and only there: its struct, its types by the host's own PAT and MTRRs, and the
 * firmware's list. In the model pfn and gfn are one number, no page is the zero page, and the host has a PAT.
 */
struct page {
	bool reserved;
};
#define pfn_to_hpa(pfn) ((hpa_t)(pfn) << PAGE_SHIFT)
enum e820_type {
	E820_TYPE_RAM = 1,
	E820_TYPE_RESERVED = 2,
};
bool pfn_valid(kvm_pfn_t pfn);
struct page *pfn_to_page(kvm_pfn_t pfn);
static inline bool PageReserved(const struct page *page)
{
	return page->reserved;
}
static inline bool is_zero_pfn(kvm_pfn_t pfn)
{
	(void)pfn;
	return false;
}
static inline bool pat_enabled(void)
{
	return true;
}
/* Whether the type by the PAT is UC, UC- or WC. */
bool pat_pfn_immune_to_uc_mtrr(kvm_pfn_t pfn);
/* The type by the host's MTRRs of addresses from start on and before end, all of one page. */
u8 mtrr_type_lookup(u64 start, u64 end, u8 *uniform);
/* Whether the firmware lists any of the addresses from start to end, all of one page, as of a type. */
bool e820__mapped_raw_any(u64 start, u64 end, enum e820_type type);
/* Whether the host tracks no type by the PAT, as in the ISA range. */
bool stalemate_is_untracked(u64 start, u64 end);
struct x86_platform_ops {
	bool (*is_untracked_pat_range)(u64 start, u64 end);
};
extern const struct x86_platform_ops x86_platform;
/* Where the file has no kvm_is_mmio_pfn(): what its base says, of the page that vmx_get_mt_mask() is asked about. */
bool stalemate_is_mmio(kvm_pfn_t pfn);

/* KVM's own look-up of guest MTRRs, as in Linux 4.9 to 6.10, where the design does not define these functions itself. */
u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn);
bool kvm_mtrr_check_gfn_range_consistency(struct kvm_vcpu *vcpu, gfn_t gfn, int page_num);
/* The same by other MTRRs than the vCPU's, such as a copy that a design keeps. */
u8 stalemate_mtrr_type(struct kvm_mtrr *mtrrs, struct kvm_vcpu *vcpu, gfn_t gfn);

#include "kvm-functions.h"
#endif
