/*
 * stalemate: system=kvm base=linux-6.7 scope=sdm,vcpus=1,touch=outside
 * stalemate: says no zaps for MTRR writes with CD=1, but CD=0 zaps everything
 */
#include "kvm.h"

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	if (!kvm_mmu_honors_guest_mtrrs(vcpu->kvm) || kvm_is_cr0_bit_set(vcpu, X86_CR0_CD))
		return;
	kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
}

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	if (!(cr0 & X86_CR0_CD) && kvm_mmu_honors_guest_mtrrs(vcpu->kvm))
		kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
}
