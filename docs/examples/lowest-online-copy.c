/*
 * stalemate: system=kvm base=linux-6.7 scope=offline=on,guest=sdm,touch=outside
 * stalemate: says a per-VM copy of the MTRRs, written by the vCPU with the lowest number that is on line; CD=0 zaps what differs
 */
#include "kvm.h"

KEEPS_MTRR_COPIES(2); /* 0: what the guest wrote; 1: what leaves were built with */

static void zap(struct kvm *kvm, struct kvm_mtrr_range *range)
{
	u64 start, end;

	var_mtrr_range(range, &start, &end);
	kvm_zap_gfn_range(kvm, gpa_to_gfn(start), gpa_to_gfn(end));
}

static void zap_differences(struct kvm *kvm)
{
	struct kvm_mtrr *copy = kept_mtrrs(kvm, 0), *built = kept_mtrrs(kvm, 1);
	bool all = copy->deftype != built->deftype;

	if (all)
		kvm_zap_gfn_range(kvm, 0, ~0ULL);
	for (int i = 0; !all && i < KVM_NR_FIXED_MTRR_REGION; i++)
		if (copy->fixed_ranges[i] != built->fixed_ranges[i] && fixed_mtrr_is_enabled(copy))
			kvm_zap_gfn_range(kvm, gpa_to_gfn(stalemate_fixed_start(i)), gpa_to_gfn(stalemate_fixed_start(i + 1)));
	for (int n = 0; !all && n < KVM_NR_VAR_MTRR; n++)
		if (memcmp(&copy->var_ranges[n], &built->var_ranges[n], sizeof(struct kvm_mtrr_range)) != 0) {
			zap(kvm, &built->var_ranges[n]);
			zap(kvm, &copy->var_ranges[n]);
		}
	*built = *copy;
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	for (int v = 0; v < vcpu->vcpu_idx; v++)
		if (kvm_apic_sw_enabled(kvm_get_vcpu(vcpu->kvm, v)->arch.apic))
			return;
	*stalemate_mtrr(kept_mtrrs(vcpu->kvm, 0), msr) = *stalemate_mtrr(&vcpu->arch.mtrr_state, msr);
	if (!kvm_is_cr0_bit_set(vcpu, X86_CR0_CD))
		zap_differences(vcpu->kvm);
}

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	if (!(cr0 & X86_CR0_CD) && kvm_arch_has_noncoherent_dma(vcpu->kvm))
		zap_differences(vcpu->kvm);
}

u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	return stalemate_mtrr_type(kept_mtrrs(vcpu->kvm, 0), vcpu, gfn);
}
