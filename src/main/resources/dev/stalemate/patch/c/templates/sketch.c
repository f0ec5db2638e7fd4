/*
 * stalemate: system=zap-list base=sketch scope=vcpus=2
 * stalemate: says the thread's sketch: queue under the lock, one vCPU zaps, the others wait
 */
#include "zap-list.h"

static bool is_listed(struct kvm *kvm, gfn_t start, gfn_t end)
{
	struct mtrr_zap_range *at;

	list_for_each_entry(at, &kvm->arch.mtrr_zap_list, list) {
		if (at->start == start && at->end == end)
			return true;
	}
	return false;
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	struct kvm *kvm = vcpu->kvm;
	struct mtrr_zap_range *range = NULL;
	bool do_zap = false;
	int i;

	for (i = 0; i < vcpu->arch.nr_changed; i++) {
		if (!range)
			range = kmalloc(sizeof(*range), GFP_KERNEL);
		range->start = vcpu->arch.changed[i].start;
		range->end = vcpu->arch.changed[i].end;

		spin_lock(&kvm->arch.mtrr_zap_lock);
		if (!is_listed(kvm, range->start, range->end)) {
			list_add_tail(&range->list, &kvm->arch.mtrr_zap_list);
			range = NULL;
			if (!kvm->arch.mtrr_zapping) {
				kvm->arch.mtrr_zapping = true;
				do_zap = true;
			}
		}
		spin_unlock(&kvm->arch.mtrr_zap_lock);
	}
	kfree(range);

	if (do_zap) {
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

	while (READ_ONCE(kvm->arch.mtrr_zapping))
		cpu_relax();
}
