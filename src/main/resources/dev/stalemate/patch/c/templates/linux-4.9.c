/*
 * stalemate: system=kvm base=linux-4.9
 * stalemate: says Linux 4.9 to 4.15, to be changed
 *
 * What decides about EPT memory types in KVM of Linux 4.9 to 5.19. Paste a patched body over one of these; a function that you delete is
 * the base's. Instead of base=linux-4.9 it can be linux-4.16, linux-5.2, linux-5.15 or linux-5.18: they differ in what is MMIO, in page
 * faults that go in steps, and in dirty logging. With base=linux-4.9-no-quirk the quirk KVM_X86_QUIRK_CD_NW_CLEARED is disabled. Up to 5.12
 * the end of kvm_set_cr0() is what kvm_post_set_cr0() is here.
 */
#include "kvm.h"

/* vmx/vmx.c: the type of a new leaf, and whether it ignores the guest's PAT */
static u8 vmx_get_mt_mask(struct kvm_vcpu *vcpu, gfn_t gfn, bool is_mmio)
{
	bool honoured = kvm_arch_has_noncoherent_dma(vcpu->kvm);
	u8 type = MTRR_TYPE_WRBACK, ipat = VMX_EPT_IPAT_BIT;

	if (is_mmio) {
		type = MTRR_TYPE_UNCACHABLE;
		ipat = 0;
	} else if (honoured && (kvm_read_cr0(vcpu) & X86_CR0_CD)) {
		if (!kvm_check_has_quirk(vcpu->kvm, KVM_X86_QUIRK_CD_NW_CLEARED))
			type = MTRR_TYPE_UNCACHABLE;
	} else if (honoured) {
		type = kvm_mtrr_get_guest_memory_type(vcpu, gfn);
		ipat = 0;
	}

	return type << VMX_EPT_MT_EPTE_SHIFT | ipat;
}

/* mtrr.c: a write of an MTRR, which the vCPU has already, zaps what the register covers. */
static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	struct kvm_mtrr *mtrr_state = &vcpu->arch.mtrr_state;
	u64 start = 0, end = ~0ULL;

	if (msr == MSR_IA32_CR_PAT || !tdp_enabled || !kvm_arch_has_noncoherent_dma(vcpu->kvm))
		return;

	if (msr != MSR_MTRRdefType) {
		if (!mtrr_is_enabled(mtrr_state))
			return;
		if (!fixed_msr_to_range(msr, &start, &end))
			var_mtrr_range(var_mtrr_msr_to_range(vcpu, msr), &start, &end);
		else if (!fixed_mtrr_is_enabled(mtrr_state))
			return;
	}

	kvm_zap_gfn_range(vcpu->kvm, gpa_to_gfn(start), gpa_to_gfn(end));
}

/* x86.c: after a write of CR0 */
void kvm_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long old_cr0, unsigned long cr0)
{
	if (!((cr0 ^ old_cr0) & X86_CR0_CD) || kvm_check_has_quirk(vcpu->kvm, KVM_X86_QUIRK_CD_NW_CLEARED))
		return;

	if (kvm_arch_has_noncoherent_dma(vcpu->kvm))
		kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
}

/* x86.c: a device whose DMA does not snoop caches is attached, and detached. */
void kvm_arch_register_noncoherent_dma(struct kvm *kvm)
{
	atomic_inc(&kvm->arch.noncoherent_dma_count);
}

void kvm_arch_unregister_noncoherent_dma(struct kvm *kvm)
{
	atomic_dec(&kvm->arch.noncoherent_dma_count);
}

/* mmu/mmu.c: how large a page may be, by the types of its 4 KiB pages */
int kvm_tdp_page_fault(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	while (fault->max_level > PG_LEVEL_4K) {
		gfn_t first = gfn_round_for_level(fault->gfn, fault->max_level);

		if (kvm_mtrr_check_gfn_range_consistency(vcpu, first, KVM_PAGES_PER_HPAGE(fault->max_level)))
			break;
		fault->max_level--;
	}

	return direct_page_fault(vcpu, fault);
}
