/*
 * stalemate: system=kvm base=linux-6.7 scope=sdm,vcpus=3
 * stalemate: says a per-VM copy of the MTRRs, written by every vCPU; CD=0 zaps everything if it differs from what leaves were built with
 */
#include "kvm.h"

KEEPS_MTRR_COPIES(2); /* 0: what the guest wrote; 1: what leaves were built with */

static void zap_if_different(struct kvm *kvm)
{
	struct kvm_mtrr *copy = kept_mtrrs(kvm, 0), *built = kept_mtrrs(kvm, 1);
	bool zaps = copy->deftype != built->deftype || memcmp(copy->var_ranges, built->var_ranges, sizeof(copy->var_ranges)) != 0;
	bool differ = zaps || memcmp(copy->fixed_ranges, built->fixed_ranges, sizeof(copy->fixed_ranges)) != 0;

	/* Fixed ranges that are disabled change no leaf. */
	if (zaps || (differ && fixed_mtrr_is_enabled(copy)))
		kvm_zap_gfn_range(kvm, 0, ~0ULL);
	*built = *copy;
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	*stalemate_mtrr(kept_mtrrs(vcpu->kvm, 0), msr) = *stalemate_mtrr(&vcpu->arch.mtrr_state, msr);
	if (!kvm_is_cr0_bit_set(vcpu, X86_CR0_CD))
		zap_if_different(vcpu->kvm);
}

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	if (!(cr0 & X86_CR0_CD) && kvm_arch_has_noncoherent_dma(vcpu->kvm))
		zap_if_different(vcpu->kvm);
}

u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	return stalemate_mtrr_type(kept_mtrrs(vcpu->kvm, 0), vcpu, gfn);
}
