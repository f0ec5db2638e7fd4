/*
 * stalemate: system=kvm base=linux-6.1
 * stalemate: says every change of CR0.CD zaps everything while there is non-coherent DMA, whether or not the quirk is on
 */
#include "kvm.h"

void kvm_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long old_cr0, unsigned long cr0)
{
	if (((cr0 ^ old_cr0) & X86_CR0_CD) && kvm_arch_has_noncoherent_dma(vcpu->kvm))
		kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL);
}
