/*
 * stalemate: system=kvm base=linux-6.7 scope=guest=linux
 * stalemate: says a per-VM copy of the MTRRs; a write that differs from it marks the entry; CD=0 zaps what is marked
 */
#include "kvm.h"

KEEPS_MTRR_COPIES(1);
KEEPS_PER_VM(all, 2);
KEEPS_PER_VM(fixed, 2048); /* a bit for each fixed-range MSR */
KEEPS_PER_VM(pairs, 256); /* a bit for each pair */

static void zap_marked(struct kvm *kvm)
{
	struct kvm_mtrr *copy = kept_mtrrs(kvm, 0);
	u64 start, end;

	if (kept_vm(kvm, all))
		kvm_zap_gfn_range(kvm, 0, ~0ULL);
	for (int i = 0; i < 11; i++)
		if ((kept_vm(kvm, fixed) & BIT(i)) && fixed_mtrr_is_enabled(copy))
			kvm_zap_gfn_range(kvm, gpa_to_gfn(stalemate_fixed_start(i * 8)), gpa_to_gfn(stalemate_fixed_start(i * 8 + 8)));
	for (int n = 0; n < KVM_NR_VAR_MTRR; n++)
		if (kept_vm(kvm, pairs) & BIT(n)) {
			var_mtrr_range(&copy->var_ranges[n], &start, &end);
			kvm_zap_gfn_range(kvm, gpa_to_gfn(start), gpa_to_gfn(end));
		}
	kept_vm(kvm, all) = kept_vm(kvm, fixed) = kept_vm(kvm, pairs) = 0;
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	u64 *copy = stalemate_mtrr(kept_mtrrs(vcpu->kvm, 0), msr), data = *stalemate_mtrr(&vcpu->arch.mtrr_state, msr);

	if (*copy != data) {
		*copy = data;
		if (msr == MSR_MTRRdefType)
			kept_vm(vcpu->kvm, all) = 1;
		else if (stalemate_fixed(msr) >= 0)
			kept_vm(vcpu->kvm, fixed) |= BIT(stalemate_fixed(msr));
		else
			kept_vm(vcpu->kvm, pairs) |= BIT((msr - MTRRphysBase_MSR(0)) / 2);
	}
	if (!kvm_is_cr0_bit_set(vcpu, X86_CR0_CD))
		zap_marked(vcpu->kvm);
}

void kvm_mtrr_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long cr0)
{
	if (!(cr0 & X86_CR0_CD) && kvm_arch_has_noncoherent_dma(vcpu->kvm))
		zap_marked(vcpu->kvm);
}

u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	return stalemate_mtrr_type(kept_mtrrs(vcpu->kvm, 0), vcpu, gfn);
}
