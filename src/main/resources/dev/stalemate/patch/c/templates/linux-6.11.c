/*
 * stalemate: system=kvm base=linux-6.11
 * stalemate: says Linux 6.11, to be changed
 *
 * What decides about EPT memory types in KVM of Linux 6.11 to 6.15. Paste a patched body over one of these; a function that you delete is
 * the base's. Of 6.12 it is up to 6.12.77. Instead of base=linux-6.11 it can be linux-6.13, which differs in dirty logging.
 */
#include "kvm.h"

/* vmx/vmx.c: the type of a new leaf, and whether it ignores the guest's PAT */
u8 vmx_get_mt_mask(struct kvm_vcpu *vcpu, gfn_t gfn, bool is_mmio)
{
	u8 type = is_mmio ? MTRR_TYPE_UNCACHABLE : MTRR_TYPE_WRBACK;
	bool ipat = !is_mmio && !kvm_arch_has_noncoherent_dma(vcpu->kvm);

	return type << VMX_EPT_MT_EPTE_SHIFT | (ipat ? VMX_EPT_IPAT_BIT : 0);
}

/* mtrr.c: since 6.11 there is no update_mtrr(), because a write of an MTRR zaps nothing. */
static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
}

/* x86.c: a write of CR0 zaps nothing. */
void kvm_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long old_cr0, unsigned long cr0)
{
}

/* x86.c: the first device whose DMA does not snoop caches is attached, or the last one is detached. */
static void kvm_noncoherent_dma_assignment_start_or_stop(struct kvm *kvm)
{
	if (kvm_mmu_may_ignore_guest_pat())
		kvm_zap_gfn_range(kvm, 0, gpa_to_gfn(~0ULL));
}

void kvm_arch_register_noncoherent_dma(struct kvm *kvm)
{
	if (atomic_inc_return(&kvm->arch.noncoherent_dma_count) == 1)
		kvm_noncoherent_dma_assignment_start_or_stop(kvm);
}

void kvm_arch_unregister_noncoherent_dma(struct kvm *kvm)
{
	if (atomic_dec_and_test(&kvm->arch.noncoherent_dma_count))
		kvm_noncoherent_dma_assignment_start_or_stop(kvm);
}

/* mmu/mmu.c: a page may be as large as it is, because types do not depend on the guest's MTRRs. */
int kvm_tdp_page_fault(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	return direct_page_fault(vcpu, fault);
}
