/*
 * The functions that a design of KVM may define, and the helpers of the kernel's mtrr.c that it may replace. The tool defines the macro
 * STALEMATE_DEFINES_name for each function that the user's file defines, and writes STALEMATE_CALL(name) behind the file for each that
 * kvm.functions lists: a function through which the harness calls it, whichever of the kernel's types it returns and whether or not it is
 * static. A function that is not there is NULL for the harness.
 */
#define IA32_MTRR_DEF_TYPE_E (1ULL << 11)
#define IA32_MTRR_DEF_TYPE_FE (1ULL << 10)
#define IA32_MTRR_DEF_TYPE_TYPE_MASK 0xff

#ifndef STALEMATE_DEFINES_mtrr_is_enabled
static inline bool mtrr_is_enabled(struct kvm_mtrr *mtrrs)
{
	return (mtrrs->deftype & IA32_MTRR_DEF_TYPE_E) != 0;
}
#endif
#ifndef STALEMATE_DEFINES_fixed_mtrr_is_enabled
static inline bool fixed_mtrr_is_enabled(struct kvm_mtrr *mtrrs)
{
	return (mtrrs->deftype & IA32_MTRR_DEF_TYPE_FE) != 0;
}
#endif
#ifndef STALEMATE_DEFINES_mtrr_default_type
static inline u8 mtrr_default_type(struct kvm_mtrr *mtrrs)
{
	return mtrrs->deftype & IA32_MTRR_DEF_TYPE_TYPE_MASK;
}
#endif
#ifndef STALEMATE_DEFINES_mtrr_disabled_type
static inline u8 mtrr_disabled_type(struct kvm_vcpu *vcpu)
{
	return guest_cpuid_has(vcpu, X86_FEATURE_MTRR) ? MTRR_TYPE_UNCACHABLE : MTRR_TYPE_WRBACK;
}
#endif
#ifndef STALEMATE_DEFINES_is_mtrr_base_msr
static inline bool is_mtrr_base_msr(unsigned int msr)
{
	return (msr & 1) == 0;
}
#endif
#ifndef STALEMATE_DEFINES_var_mtrr_msr_to_range
static inline struct kvm_mtrr_range *var_mtrr_msr_to_range(struct kvm_vcpu *vcpu, unsigned int msr)
{
	return &vcpu->arch.mtrr_state.var_ranges[(msr - MTRRphysBase_MSR(0)) / 2];
}
#endif
#ifndef STALEMATE_DEFINES_var_mtrr_range_is_valid
static inline bool var_mtrr_range_is_valid(struct kvm_mtrr_range *range)
{
	return (range->mask & BIT(11)) != 0;
}
#endif
#ifndef STALEMATE_DEFINES_var_mtrr_range
/* One contiguous range, whatever the mask: from the base to the last address that the mask does not compare. */
static inline void var_mtrr_range(struct kvm_mtrr_range *range, u64 *start, u64 *end)
{
	*start = range->base & PAGE_MASK;
	*end = (*start | ~(range->mask & PAGE_MASK)) + 1;
}
#endif

/* Of a fixed-range MSR: which one it is, from 0 for the lowest to 10, and -1 for another MSR. */
static inline int stalemate_fixed(u32 msr)
{
	switch (msr) {
	case MSR_MTRRfix64K_00000:
		return 0;
	case MSR_MTRRfix16K_80000 ... MSR_MTRRfix16K_A0000:
		return 1 + (int)(msr - MSR_MTRRfix16K_80000);
	case MSR_MTRRfix4K_C0000 ... MSR_MTRRfix4K_F8000:
		return 3 + (int)(msr - MSR_MTRRfix4K_C0000);
	default:
		return -1;
	}
}
/* The first address of one of the 88 fixed ranges; of 88, the end of them all. */
static inline u64 stalemate_fixed_start(int range)
{
	return range < 8 ? (u64)range << 16 : range < 24 ? 0x80000 + ((u64)(range - 8) << 14) : 0xc0000 + ((u64)(range - 24) << 12);
}
#ifndef STALEMATE_DEFINES_fixed_msr_to_range
static inline bool fixed_msr_to_range(u32 msr, u64 *start, u64 *end)
{
	int fixed = stalemate_fixed(msr);
	if (fixed < 0)
		return false;
	*start = stalemate_fixed_start(fixed * 8);
	*end = stalemate_fixed_start(fixed * 8 + 8);
	return true;
}
#endif
#ifndef STALEMATE_DEFINES_fixed_msr_to_range_index
static inline int fixed_msr_to_range_index(u32 msr)
{
	int fixed = stalemate_fixed(msr);
	return fixed < 0 ? -1 : fixed * 8;
}
#endif

/* A register of a set of MTRRs, by the MSR's number; NULL if that is no MTRR. */
static inline u64 *stalemate_mtrr(struct kvm_mtrr *mtrrs, u32 msr)
{
	int fixed = stalemate_fixed(msr);
	if (fixed >= 0)
		return (u64 *)&mtrrs->fixed_ranges[fixed * 8];
	if (msr == MSR_MTRRdefType)
		return &mtrrs->deftype;
	if (msr < MTRRphysBase_MSR(0) || msr > MTRRphysMask_MSR(KVM_NR_VAR_MTRR - 1))
		return NULL;
	struct kvm_mtrr_range *range = &mtrrs->var_ranges[(msr - MTRRphysBase_MSR(0)) / 2];
	return msr & 1 ? &range->mask : &range->base;
}

/* State of a design's own: a number per VM, per vCPU or per frame, and copies of the MTRRs, as they are at reset at the start. */
#define KEEPS_PER_VM(name, bound) STALEMATE_KEEPS('v', vm, name, bound)
#define KEEPS_PER_VCPU(name, bound) STALEMATE_KEEPS('c', vcpu, name, bound)
#define KEEPS_PER_GFN(name, bound) STALEMATE_KEEPS('g', gfn, name, bound)
#define KEEPS_MTRR_COPIES(number) const int stalemate_mtrr_copies = (number)
#define kept_vm(kvm, name) (*stalemate_keep(kvm, &stalemate_vm_##name, 0))
#define kept_vcpu(vcpu, name) (*stalemate_keep((vcpu)->kvm, &stalemate_vcpu_##name, (u64)(vcpu)->vcpu_idx))
#define kept_gfn(kvm, gfn, name) (*stalemate_keep(kvm, &stalemate_gfn_##name, gfn))
u32 *stalemate_keep(struct kvm *kvm, const struct stalemate_kept *kept, u64 element);
/* A copy, from 0 on. Its registers may be written; its list (head) is not kept. */
struct kvm_mtrr *kept_mtrrs(struct kvm *kvm, int copy);

/* What a page fault is to the large-page check, and what the rest of it does: nothing here. */
struct kvm_page_fault {
	const gpa_t addr;
	const gfn_t gfn;
	u8 max_level;
};
#define direct_page_fault(vcpu, fault) 0
#define kvm_tdp_mmu_page_fault(vcpu, fault) 0
#define tdp_mmu_enabled false
#define is_tdp_mmu_enabled(kvm) false

/* What else kvm_post_set_cr0() does has no bearing on memory types. */
#define KVM_MMU_CR0_ROLE_BITS (X86_CR0_PG | X86_CR0_WP)
#define KVM_REQ_TLB_FLUSH_GUEST 0
#define KVM_REQ_APF_READY 0
#define kvm_make_request(request, vcpu) ((void)(vcpu))
#define kvm_mmu_reset_context(vcpu) ((void)(vcpu))
#define kvm_init_mmu(vcpu) ((void)(vcpu))
#define kvm_clear_async_pf_completion_queue(vcpu) ((void)(vcpu))
#define kvm_async_pf_hash_reset(vcpu) ((void)(vcpu))
#define kvm_pv_async_pf_enabled(vcpu) false

#ifndef STALEMATE_DEFINES_kvm_is_mmio_pfn
static inline bool kvm_is_mmio_pfn(kvm_pfn_t pfn)
{
	return stalemate_is_mmio(pfn);
}
#endif

/* What the tool writes behind the user's file: one STALEMATE_CALL(name) for each function that the file defines and kvm.functions lists. */
#define STALEMATE_CALL(name) STALEMATE_CALL_##name
#define STALEMATE_AS(type, name, parameters, body) \
	type stalemate_##name parameters; \
	type stalemate_##name parameters \
	{ \
		body; \
	} \
	_Static_assert(1, "")
#define STALEMATE_CALL_vmx_get_mt_mask \
	STALEMATE_AS(u64, vmx_get_mt_mask, (struct kvm_vcpu * vcpu, gfn_t gfn, bool is_mmio), return vmx_get_mt_mask(vcpu, gfn, is_mmio));
#define STALEMATE_CALL_get_mt_mask \
	STALEMATE_AS(u64, get_mt_mask, (struct kvm_vcpu * vcpu, gfn_t gfn, bool is_mmio), return get_mt_mask(vcpu, gfn, is_mmio));
#define STALEMATE_CALL_update_mtrr \
	STALEMATE_AS(void, update_mtrr, (struct kvm_vcpu * vcpu, u32 msr), update_mtrr(vcpu, msr));
#define STALEMATE_CALL_kvm_mtrr_set_msr \
	STALEMATE_AS(int, kvm_mtrr_set_msr, (struct kvm_vcpu * vcpu, u32 msr, u64 data), return kvm_mtrr_set_msr(vcpu, msr, data));
#define STALEMATE_CALL_kvm_vcpu_mtrr_init \
	STALEMATE_AS(void, kvm_vcpu_mtrr_init, (struct kvm_vcpu * vcpu), kvm_vcpu_mtrr_init(vcpu));
#define STALEMATE_CALL_kvm_post_set_cr0 \
	STALEMATE_AS(void, kvm_post_set_cr0, (struct kvm_vcpu * vcpu, unsigned long old_cr0, unsigned long cr0), \
		kvm_post_set_cr0(vcpu, old_cr0, cr0));
#define STALEMATE_CALL_kvm_mtrr_post_set_cr0 \
	STALEMATE_AS(void, kvm_mtrr_post_set_cr0, (struct kvm_vcpu * vcpu, unsigned long cr0), kvm_mtrr_post_set_cr0(vcpu, cr0));
#define STALEMATE_CALL_kvm_arch_register_noncoherent_dma \
	STALEMATE_AS(void, kvm_arch_register_noncoherent_dma, (struct kvm * kvm), kvm_arch_register_noncoherent_dma(kvm));
#define STALEMATE_CALL_kvm_arch_unregister_noncoherent_dma \
	STALEMATE_AS(void, kvm_arch_unregister_noncoherent_dma, (struct kvm * kvm), kvm_arch_unregister_noncoherent_dma(kvm));
#if defined(STALEMATE_DEFINES_kvm_arch_register_noncoherent_dma) != defined(STALEMATE_DEFINES_kvm_arch_unregister_noncoherent_dma)
#error "kvm_arch_register_noncoherent_dma() and kvm_arch_unregister_noncoherent_dma(): a file that defines one of the two has to define both"
#endif
#define STALEMATE_CALL_kvm_noncoherent_dma_assignment_start_or_stop \
	STALEMATE_AS(void, kvm_noncoherent_dma_assignment_start_or_stop, (struct kvm * kvm), \
		kvm_noncoherent_dma_assignment_start_or_stop(kvm));
#define STALEMATE_CALL_kvm_disabled_quirks \
	STALEMATE_AS(void, kvm_disabled_quirks, (struct kvm * kvm, u64 quirks), kvm_disabled_quirks(kvm, quirks));
#define STALEMATE_CALL_kvm_tdp_page_fault \
	STALEMATE_AS(void, kvm_tdp_page_fault, (struct kvm_vcpu * vcpu, struct kvm_page_fault * fault), (void)kvm_tdp_page_fault(vcpu, fault));
#define STALEMATE_CALL_check_hugepage_cache_consistency \
	STALEMATE_AS(bool, check_hugepage_cache_consistency, (struct kvm_vcpu * vcpu, gfn_t gfn, int level), \
		return check_hugepage_cache_consistency(vcpu, gfn, level));
#define STALEMATE_CALL_kvm_mtrr_get_guest_memory_type \
	STALEMATE_AS(u8, kvm_mtrr_get_guest_memory_type, (struct kvm_vcpu * vcpu, gfn_t gfn), \
		return kvm_mtrr_get_guest_memory_type(vcpu, gfn));
#define STALEMATE_CALL_kvm_mtrr_check_gfn_range_consistency \
	STALEMATE_AS(bool, kvm_mtrr_check_gfn_range_consistency, (struct kvm_vcpu * vcpu, gfn_t gfn, int page_num), \
		return kvm_mtrr_check_gfn_range_consistency(vcpu, gfn, page_num));
/* From Linux 6.17 on it has a second parameter, which remembers the answer, from -1. */
static inline bool stalemate_mmio_of(void *is_mmio, kvm_pfn_t pfn)
{
	return ((bool (*)(kvm_pfn_t))is_mmio)(pfn);
}
static inline bool stalemate_mmio_remembered(void *is_mmio, kvm_pfn_t pfn)
{
	int is_host_mmio = -1;
	return ((bool (*)(kvm_pfn_t, int *))is_mmio)(pfn, &is_host_mmio);
}
#define STALEMATE_CALL_kvm_is_mmio_pfn \
	STALEMATE_AS(bool, kvm_is_mmio_pfn, (kvm_pfn_t pfn), return _Generic(&kvm_is_mmio_pfn, \
		bool (*)(kvm_pfn_t): stalemate_mmio_of, \
		bool (*)(kvm_pfn_t, int *): stalemate_mmio_remembered)((void *)kvm_is_mmio_pfn, pfn));
