/* What a design of KVM can have done, and can ask for: the functions of kvm.h. */
#include "harness-kvm.h"

struct question stalemate_asked;

/* In a kernel it would fault, or change another VM. */
static void its_vm(const struct kvm *kvm, const char *does)
{
	if (kvm != &machine->kvm)
		fault("%s() %s a VM that is not vcpu->kvm", running(), does);
}

void kvm_zap_gfn_range(struct kvm *kvm, gfn_t start, gfn_t end)
{
	its_vm(kvm, "zaps pages of");
	if (asked.writing_again)
		return;
	if (!asked.event)
		fault("%s() zaps, though it is only asked what a leaf would be", running());
	if (end > start)
		item("zap %#lx %#lx", (unsigned long)start, (unsigned long)end);
	else if (asked.masks_written)
		fault("%s() zaps from gfn %#lx to gfn %#lx, which ends before it starts", running(), (unsigned long)start, (unsigned long)end);
	/* Else it is the range of a pair whose mask was never written: the kernel warns, and zaps nothing. */
}

u32 *stalemate_keep(struct kvm *kvm, const struct stalemate_kept *kept, u64 element)
{
	u64 at = element;
	its_vm(kvm, "uses kept numbers of");
	if (kept->per == 'g')
		for (at = 0; at < asked.frames && asked.gfns[at] != element; at++)
			;
	if (at >= (kept->per == 'v' ? 1 : kept->per == 'c' ? (u64)atomic_read(&kvm->online_vcpus) : asked.frames))
		fault("%s() uses %s of %s %#lx, which the machine does not have", running(), kept->name, kept->per == 'g' ? "gfn" : "vCPU",
			(unsigned long)element);
	return &asked.kept->values[kept - __start_stalemate_kept][at];
}

struct kvm_mtrr *kept_mtrrs(struct kvm *kvm, int copy)
{
	its_vm(kvm, "uses copies of the MTRRs of");
	if (copy < 0 || copy >= copies())
		fault("%s() uses copy %d of the MTRRs, and KEEPS_MTRR_COPIES(%d) is declared", running(), copy, copies());
	return &asked.kept->copies[copy];
}

/* What a function asks of a host's page, which has to be the one that the question is about. */
static const struct host_page *its_page(const char *asks, kvm_pfn_t pfn)
{
	if (!asked.page.known)
		fault("%s() calls %s(), which only kvm_is_mmio_pfn() can ask", running(), asks);
	if (pfn != asked.page.pfn)
		fault("%s() calls %s() for pfn %#lx, and is asked about pfn %#lx", running(), asks, (unsigned long)pfn, (unsigned long)asked.page.pfn);
	return &asked.page;
}

bool pfn_valid(kvm_pfn_t pfn)
{
	return its_page("pfn_valid", pfn)->valid;
}

struct page *pfn_to_page(kvm_pfn_t pfn)
{
	if (!its_page("pfn_to_page", pfn)->valid)
		fault("%s() calls pfn_to_page() for pfn %#lx, which has no struct page", running(), (unsigned long)pfn);
	return &asked.page.page;
}

bool pat_pfn_immune_to_uc_mtrr(kvm_pfn_t pfn)
{
	int pat = its_page("pat_pfn_immune_to_uc_mtrr", pfn)->pat;
	return pat == MTRR_TYPE_UNCACHABLE || pat == MTRR_TYPE_WRCOMB || pat == 7;
}

u8 mtrr_type_lookup(u64 start, u64 end, u8 *uniform)
{
	if (end > start)
		its_page("mtrr_type_lookup", (end - 1) >> PAGE_SHIFT);
	*uniform = 1;
	return (u8)its_page("mtrr_type_lookup", start >> PAGE_SHIFT)->mtrr;
}

bool e820__mapped_raw_any(u64 start, u64 end, enum e820_type type)
{
	its_page("e820__mapped_raw_any", end >> PAGE_SHIFT);
	return its_page("e820__mapped_raw_any", start >> PAGE_SHIFT)->e820 == (type == E820_TYPE_RAM);
}

bool stalemate_is_untracked(u64 start, u64 end)
{
	if (end > start)
		its_page("is_untracked_pat_range", (end - 1) >> PAGE_SHIFT);
	return !its_page("is_untracked_pat_range", start >> PAGE_SHIFT)->tracked;
}

const struct x86_platform_ops x86_platform = { .is_untracked_pat_range = stalemate_is_untracked };

bool stalemate_is_mmio(kvm_pfn_t pfn)
{
	if (!asked.page.told || pfn != asked.page.pfn)
		fault("%s() calls kvm_is_mmio_pfn() for another pfn than the one that it is asked about", running());
	return asked.page.mmio;
}

/* The pair that follows a pair on the list of valid pairs, by descending base; the first for NULL, and NULL at the end. */
static struct kvm_mtrr_range *next_pair(struct kvm_mtrr *mtrrs, struct kvm_mtrr_range *pair)
{
	struct kvm_mtrr_range *next = NULL;
	for (int i = 0; i < KVM_NR_VAR_MTRR; i++) {
		struct kvm_mtrr_range *at = &mtrrs->var_ranges[i];
		bool behind = !pair || at->base < pair->base || (at->base == pair->base && at > pair);
		if ((at->mask & BIT(11)) && behind && (!next || at->base > next->base))
			next = at;
	}
	return next;
}

static void range(const struct kvm_mtrr_range *pair, struct kvm_vcpu *vcpu, u64 *first, u64 *last)
{
	*first = pair->base & PAGE_MASK;
	*last = (*first | ~(pair->mask & PAGE_MASK)) & ~vcpu->arch.reserved_gpa_bits;
}

static int fixed_range(u64 address)
{
	return (int)(address < 0x80000 ? address >> 16 : address < 0xc0000 ? 8 + ((address - 0x80000) >> 14) : 24 + ((address - 0xc0000) >> 12));
}

/* As Linux 4.9 to 6.10 looks a type up: each pair is one range, and of several that overlap a UC range counts only if it comes last. */
u8 stalemate_mtrr_type(struct kvm_mtrr *mtrrs, struct kvm_vcpu *vcpu, gfn_t gfn)
{
	u64 page = gfn_to_gpa(gfn), first, last;
	int type = -1;
	if (!(mtrrs->deftype & IA32_MTRR_DEF_TYPE_E))
		return vcpu->arch.has_mtrr ? MTRR_TYPE_UNCACHABLE : MTRR_TYPE_WRBACK;
	if (page < 0x100000 && (mtrrs->deftype & IA32_MTRR_DEF_TYPE_FE))
		return mtrrs->fixed_ranges[fixed_range(page)];
	for (struct kvm_mtrr_range *pair = NULL; (pair = next_pair(mtrrs, pair));) {
		int here = pair->base & 0xff;
		range(pair, vcpu, &first, &last);
		if (first >= page + PAGE_SIZE || last < page)
			continue;
		if (type == -1 || type == here)
			type = here;
		else if (here == MTRR_TYPE_UNCACHABLE)
			return MTRR_TYPE_UNCACHABLE;
		else if (type + here == MTRR_TYPE_WRTHROUGH + MTRR_TYPE_WRBACK && (type == MTRR_TYPE_WRBACK || here == MTRR_TYPE_WRBACK))
			type = MTRR_TYPE_WRTHROUGH;
		else
			return MTRR_TYPE_WRBACK;
	}
	return type == -1 ? (u8)mtrrs->deftype : (u8)type;
}

OFFERED u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	return stalemate_mtrr_type(&vcpu->arch.mtrr_state, vcpu, gfn);
}

/* As Linux 4.9 to 6.10 has it: ranges are followed upwards on a list that runs downwards, so it says "mixed" too often. */
OFFERED bool kvm_mtrr_check_gfn_range_consistency(struct kvm_vcpu *vcpu, gfn_t gfn, int page_num)
{
	struct kvm_mtrr *mtrrs = &vcpu->arch.mtrr_state;
	u64 start = gfn_to_gpa(gfn), end = gfn_to_gpa(gfn + (u64)page_num), covered = start, first, last;
	unsigned int types = 0;
	bool partial = false;
	if (!(mtrrs->deftype & IA32_MTRR_DEF_TYPE_E))
		return true;
	if (start < 0x100000 && (mtrrs->deftype & IA32_MTRR_DEF_TYPE_FE)) {
		for (int i = fixed_range(start); i < KVM_NR_FIXED_MTRR_REGION && stalemate_fixed_start(i) < end; i++)
			types |= BIT(mtrrs->fixed_ranges[i]);
		if (end <= 0x100000)
			return (types & (types - 1)) == 0;
	}
	for (struct kvm_mtrr_range *pair = NULL; (pair = next_pair(mtrrs, pair));) {
		range(pair, vcpu, &first, &last);
		if (first >= end || last < start)
			continue;
		types |= BIT(pair->base & 0xff);
		partial |= covered < first;
		covered = max(covered, last + 1);
	}
	partial |= covered < end;
	if (types & (types - 1))
		return false;
	return !partial || types == 0 || types == BIT(mtrrs->deftype & 0xff);
}
