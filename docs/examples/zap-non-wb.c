/*
 * stalemate: system=kvm base=linux-6.7 scope=sdm,vcpus=1
 * stalemate: says no zaps for MTRR writes with CD=1, but CD=0 zaps what is not WB, register by register
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

/* From the lowest fixed range that is not WB to the highest, in one zap. */
static void zap_fixed(struct kvm_vcpu *vcpu)
{
	mtrr_type *fixed = vcpu->arch.mtrr_state.fixed_ranges;
	int low = 0, high = KVM_NR_FIXED_MTRR_REGION;

	while (low < high && fixed[low] == MTRR_TYPE_WRBACK)
		low++;
	while (low < high && fixed[high - 1] == MTRR_TYPE_WRBACK)
		high--;
	if (low < high)
		kvm_zap_gfn_range(vcpu->kvm, gpa_to_gfn(stalemate_fixed_start(low)), gpa_to_gfn(stalemate_fixed_start(high)));
}

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	struct kvm_mtrr *mtrr_state = &vcpu->arch.mtrr_state;
	struct kvm_mtrr_range *range;
	u64 start, end;

	if ((cr0 & X86_CR0_CD) || !kvm_mmu_honors_guest_mtrrs(vcpu->kvm))
		return;
	if (!mtrr_is_enabled(mtrr_state) || mtrr_default_type(mtrr_state) != MTRR_TYPE_WRBACK) {
		kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
		return;
	}
	if (fixed_mtrr_is_enabled(mtrr_state))
		zap_fixed(vcpu);
	list_for_each_entry(range, &mtrr_state->head, node) {
		if ((range->base & 0xff) == MTRR_TYPE_WRBACK)
			continue;
		var_mtrr_range(range, &start, &end);
		kvm_zap_gfn_range(vcpu->kvm, gpa_to_gfn(start), gpa_to_gfn(end));
	}
}
