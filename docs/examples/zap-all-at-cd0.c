/*
 * stalemate: system=kvm base=linux-6.7 scope=sdm,vcpus=1
 * stalemate: says no zaps for MTRR writes with CD=1, but CD=0 zaps everything
 */
#include "kvm.h"

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	struct kvm_mtrr *mtrr_state = &vcpu->arch.mtrr_state;
	u64 start = 0, end = ~0ULL;

	if (!kvm_mmu_honors_guest_mtrrs(vcpu->kvm) || kvm_is_cr0_bit_set(vcpu, X86_CR0_CD))
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

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	if (!(cr0 & X86_CR0_CD) && kvm_mmu_honors_guest_mtrrs(vcpu->kvm))
		kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
}
