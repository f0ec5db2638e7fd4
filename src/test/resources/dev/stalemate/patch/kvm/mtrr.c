/*
 * A file in the shape of the kernel's arch/x86/kvm/mtrr.c, written for the tests of --kernel: the same functions for the rest of KVM, the same
 * rules, and other code. Valid pairs stand on a list by descending base; each is one contiguous range.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <asm/mtrr.h>

#include "cpuid.h"
#include "mmu.h"
#include "x86.h"

#define E BIT_ULL(11)
#define FE BIT_ULL(10)
#define V BIT_ULL(11)

/* Never written, and not const, as the kernel's table. */
static struct segment {
	u32 msr;
	int count;
	u64 start;
	int shift;
} segments[] = {
	{ MSR_MTRRfix64K_00000, 1, 0, 16 },
	{ MSR_MTRRfix16K_80000, 2, 0x80000, 14 },
	{ MSR_MTRRfix4K_C0000, 8, 0xc0000, 12 },
	{ 0, 0, 0x100000, 0 },
};

static bool type_is_valid(unsigned int type)
{
	return type < 7 && type != 2 && type != 3;
}

static bool types_are_valid(u64 data)
{
	for (int i = 0; i < 8; i++, data >>= 8)
		if (!type_is_valid(data & 0xff))
			return false;
	return true;
}

/* Which of the 88 fixed ranges an MSR begins with, and which addresses it has; -1 for another MSR. */
static int fixed_index(u32 msr, u64 *start, u64 *end)
{
	int index = 0;

	for (struct segment *s = segments; s->count; index += 8 * s++->count) {
		if (msr < s->msr || msr >= s->msr + s->count)
			continue;
		*start = s->start + ((u64)(msr - s->msr) << (s->shift + 3));
		*end = *start + (8ULL << s->shift);
		return index + 8 * (int)(msr - s->msr);
	}
	return -1;
}

/* Which fixed range an address is in, and where that ends; -1 beyond them. */
static int fixed_at(u64 address, u64 *end)
{
	int index = 0;

	for (struct segment *s = segments; s->count; index += 8 * s++->count) {
		if (address >= s[1].start)
			continue;
		*end = s->start + ((((address - s->start) >> s->shift) + 1) << s->shift);
		return index + (int)((address - s->start) >> s->shift);
	}
	return -1;
}

static void range_of(struct kvm_mtrr_range *pair, u64 *start, u64 *end)
{
	*start = pair->base & PAGE_MASK;
	*end = (*start | ~(pair->mask & PAGE_MASK)) + 1;
}

static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	u64 start = 0, end = ~0ULL;

	if (!tdp_enabled || !kvm_arch_has_noncoherent_dma(vcpu->kvm))
		return;
	if (msr != MSR_MTRRdefType && !(mtrrs->deftype & E))
		return;
	if (fixed_index(msr, &start, &end) >= 0) {
		if (!(mtrrs->deftype & FE))
			return;
	} else if (msr != MSR_MTRRdefType) {
		range_of(&mtrrs->var_ranges[(msr - MTRRphysBase_MSR(0)) / 2], &start, &end);
	}
	kvm_zap_gfn_range(vcpu->kvm, gpa_to_gfn(start), gpa_to_gfn(end));
}

static bool write_pair(struct kvm_vcpu *vcpu, u32 msr, u64 data)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	struct kvm_mtrr_range *pair = &mtrrs->var_ranges[(msr - MTRRphysBase_MSR(0)) / 2], *at;
	u64 reserved = (~0ULL) << cpuid_maxphyaddr(vcpu);

	if (data & (reserved | (msr & 1 ? 0x7ff : 0xf00)))
		return false;
	if (!(msr & 1) && !type_is_valid(data & 0xff))
		return false;
	if (pair->mask & V)
		list_del(&pair->node);
	if (msr & 1)
		pair->mask = data | reserved;
	else
		pair->base = data;
	if (pair->mask & V) {
		list_for_each_entry(at, &mtrrs->head, node)
			if (pair->base >= at->base)
				break;
		list_add_tail(&pair->node, &at->node);
	}
	return true;
}

int kvm_mtrr_set_msr(struct kvm_vcpu *vcpu, u32 msr, u64 data)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	u64 start, end;
	int index = fixed_index(msr, &start, &end);

	if (index >= 0) {
		if (!types_are_valid(data))
			return 1;
		*(u64 *)&mtrrs->fixed_ranges[index] = data;
	} else if (msr == MSR_MTRRdefType) {
		if ((data & ~0xcffULL) || !type_is_valid(data & 0xff))
			return 1;
		mtrrs->deftype = data;
	} else if (msr < MTRRphysBase_MSR(0) || msr > MTRRphysMask_MSR(KVM_NR_VAR_MTRR - 1) || !write_pair(vcpu, msr, data)) {
		return 1;
	}
	update_mtrr(vcpu, msr);
	return 0;
}

int kvm_mtrr_get_msr(struct kvm_vcpu *vcpu, u32 msr, u64 *pdata)
{
	if (msr != MSR_MTRRcap)
		return 1;
	*pdata = 0x500 | KVM_NR_VAR_MTRR;
	return 0;
}

void kvm_vcpu_mtrr_init(struct kvm_vcpu *vcpu)
{
	INIT_LIST_HEAD(&vcpu->arch.mtrr_state.head);
}

u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	struct kvm_mtrr_range *pair;
	u64 page = gfn_to_gpa(gfn), start, end;
	int type = -1, index = fixed_at(page, &end);

	if (!(mtrrs->deftype & E))
		return guest_cpuid_has(vcpu, X86_FEATURE_MTRR) ? MTRR_TYPE_UNCACHABLE : MTRR_TYPE_WRBACK;
	if (index >= 0 && (mtrrs->deftype & FE))
		return mtrrs->fixed_ranges[index];
	list_for_each_entry(pair, &mtrrs->head, node) {
		int here = pair->base & 0xff;

		range_of(pair, &start, &end);
		if (start >= page + PAGE_SIZE || end <= page)
			continue;
		if (type == -1 || type == here)
			type = here;
		else if (here == MTRR_TYPE_UNCACHABLE)
			return MTRR_TYPE_UNCACHABLE;
		else if ((BIT(type) | BIT(here)) == (BIT(MTRR_TYPE_WRBACK) | BIT(MTRR_TYPE_WRTHROUGH)))
			type = MTRR_TYPE_WRTHROUGH;
		else
			return MTRR_TYPE_WRBACK;
	}
	return type == -1 ? mtrrs->deftype & 0xff : type;
}
EXPORT_SYMBOL_GPL(kvm_mtrr_get_guest_memory_type);

bool kvm_mtrr_check_gfn_range_consistency(struct kvm_vcpu *vcpu, gfn_t gfn, int page_num)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	struct kvm_mtrr_range *pair;
	u64 at = gfn_to_gpa(gfn), last = gfn_to_gpa(gfn + page_num), start, end;
	unsigned long types = 0;
	bool partial = false;
	int index;

	if (!(mtrrs->deftype & E))
		return true;
	if (mtrrs->deftype & FE) {
		for (start = at; start < last && (index = fixed_at(start, &end)) >= 0; start = end)
			types |= BIT(mtrrs->fixed_ranges[index]);
		if (start >= last)
			return (types & (types - 1)) == 0;
	}
	list_for_each_entry(pair, &mtrrs->head, node) {
		range_of(pair, &start, &end);
		if (start >= last || end <= gfn_to_gpa(gfn))
			continue;
		types |= BIT(pair->base & 0xff);
		partial |= at < start;
		at = max(at, end);
	}
	partial |= at < last;
	if (types & (types - 1))
		return false;
	return !partial || !types || types == BIT(mtrrs->deftype & 0xff);
}
