/*
 * stalemate: system=zap-list base=sketch scope=vcpus=2,ranges=1
 * stalemate: says the list is searched outside of the spinlock, which the thread considers
 */
#include "zap-list.h"

static bool is_listed(struct kvm *kvm, gfn_t start)
{
	struct mtrr_zap_range *at;

	list_for_each_entry(at, &kvm->arch.mtrr_zap_list, list) {
		if (at->start == start)
			return true;
	}
	return false;
}

static void zap_all(struct kvm *kvm)
{
	struct mtrr_zap_range *range;

	spin_lock(&kvm->arch.mtrr_zap_lock);
	while (!list_empty(&kvm->arch.mtrr_zap_list)) {
		range = list_first_entry(&kvm->arch.mtrr_zap_list, struct mtrr_zap_range, list);
		list_del(&range->list);
		spin_unlock(&kvm->arch.mtrr_zap_lock);
		kvm_zap_gfn_range(kvm, range->start, range->end);
		kfree(range);
		spin_lock(&kvm->arch.mtrr_zap_lock);
	}
	kvm->arch.mtrr_zapping = false;
	spin_unlock(&kvm->arch.mtrr_zap_lock);
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	struct kvm *kvm = vcpu->kvm;
	struct mtrr_zap_range *range;
	bool do_zap = false;

	for (int i = 0; i < vcpu->arch.nr_changed; i++) {
		if (is_listed(kvm, vcpu->arch.changed[i].start))
			continue;
		range = kmalloc(sizeof(*range), GFP_KERNEL);
		range->start = vcpu->arch.changed[i].start;
		range->end = vcpu->arch.changed[i].end;
		spin_lock(&kvm->arch.mtrr_zap_lock);
		list_add_tail(&range->list, &kvm->arch.mtrr_zap_list);
		if (!kvm->arch.mtrr_zapping)
			kvm->arch.mtrr_zapping = do_zap = true;
		spin_unlock(&kvm->arch.mtrr_zap_lock);
	}
	if (do_zap)
		zap_all(kvm);
	while (READ_ONCE(kvm->arch.mtrr_zapping))
		cpu_relax();
}
