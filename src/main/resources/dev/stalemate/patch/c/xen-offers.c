/* What a design of xen-ept can ask of the machine, and what it can have done: the functions of xen.h. */
#include "harness-xen.h"

struct page_info {
	bool special;
};
static const struct page_info ordinary = { false }, own = { true };

struct question stalemate_asked = {
	.iomem = { .name = "d->iomem_caps" },
	.ioport = { .name = "d->arch.ioport_caps" },
	.read_only = { .name = "mmio_ro_ranges" },
};
struct rangeset *mmio_ro_ranges = &stalemate_asked.read_only;
struct mtrr_state mtrr_state;
struct vcpu *stalemate_current;

bool rangeset_is_empty(const struct rangeset *r)
{
	return r->cover == NONE;
}

static int change(struct rangeset *r, bool may, int to)
{
	if (!may)
		fault("%s() changed %s, which only the functions that permit and revoke ranges may change", running(), r->name);
	r->cover = to;
	r->changed = true;
	asked.flush_permitted = asked.then;
	return 0;
}

int rangeset_add_range(struct rangeset *r, unsigned long s, unsigned long e)
{
	if (e < s)
		fault("%s() adds a range to %s that ends before it starts", running(), r->name);
	return change(r, r->may_add, ALL);
}

int rangeset_remove_range(struct rangeset *r, unsigned long s, unsigned long e)
{
	if (e < s)
		fault("%s() removes a range from %s that ends before it starts", running(), r->name);
	return change(r, r->may_remove, r->left ? ALL : NONE);
}

static void expect_block(const struct rangeset *r, unsigned long s, unsigned long e)
{
	if (r != &asked.read_only)
		fault("%s() asks for ranges of %s, and only whether it is empty is known", running(), r->name);
	if (!asked.typing || s > e || s >> asked.order != asked.mfn >> asked.order || e >> asked.order != asked.mfn >> asked.order)
		fault("%s() asks whether mfns %#lx to %#lx are in mmio_ro_ranges, which is known only of the block that is typed", running(),
			s, e);
}

bool rangeset_overlaps_range(struct rangeset *r, unsigned long s, unsigned long e)
{
	expect_block(r, s, e);
	return r->cover != NONE;
}

bool rangeset_contains_range(struct rangeset *r, unsigned long s, unsigned long e)
{
	expect_block(r, s, e);
	return r->cover == ALL;
}

bool mfn_valid(mfn_t mfn)
{
	(void)mfn;
	return asked.valid;
}

/* Where only a part of a asked is special, it is the first frame. */
struct page_info *mfn_to_page(mfn_t mfn)
{
	bool inside = asked.typing && mfn_x(mfn) >> asked.order == asked.mfn >> asked.order;
	bool special = inside && (asked.special == ALL || (asked.special == PART && mfn_x(mfn) == asked.mfn));
	return (struct page_info *)(special ? &own : &ordinary);
}

bool is_special_page(const struct page_info *page)
{
	return page->special;
}

bool p2m_memory_type_changed(struct domain *d)
{
	expect_domain(d, "marks the leaves of");
	item("mark");
	return true;
}

void flush_all(unsigned int flags)
{
	if (flags & FLUSH_CACHE)
		item("flush");
}

void ept_change_entry_emt_with_range(struct domain *d, unsigned long start_gfn, unsigned long end_gfn)
{
	expect_domain(d, "recomputes the leaves of");
	if (end_gfn < start_gfn)
		fault("%s() recomputes leaves from gfn %#lx to gfn %#lx, which ends before it starts", running(), start_gfn, end_gfn);
	item("recompute");
}

int hvm_get_mem_pinned_cacheattr(struct domain *d, gfn_t gfn, unsigned int order)
{
	expect_domain(d, "asks for pinned types of");
	if (!asked.typing || order != asked.order || gfn_x(gfn) >> order != asked.gfn >> order)
		fault("%s() asks for the pinned type of gfn %#lx at order %u, which is known only of the block that is typed", running(),
			gfn_x(gfn), order);
	return asked.pinned == NOT_PINNED ? -ENXIO : asked.pinned == PARTLY_PINNED ? -EADDRNOTAVAIL : asked.pinned;
}

void vmx_get_guest_pat(struct vcpu *v, u64 *pat)
{
	*pat = v->arch.hvm.pat_cr;
}

void vmx_set_guest_pat(struct vcpu *v, u64 pat)
{
	expect_domain(v->domain, "sets the PAT of a vCPU of");
	if (pat == 0)
		item("force-pat");
}

/* What the file does not define is the base's: the tool has its own answer. */
__attribute__((weak)) void memory_type_changed(struct domain *d)
{
	expect_domain(d, "changes memory types of");
	item("memory-type-changed");
}

__attribute__((weak)) bool cache_flush_permitted(struct domain *d)
{
	expect_domain(d, "asks for the right to flush caches of");
	return asked.flush_permitted;
}

/* The type of several variable ranges that match, as Xen has it. */
static int overlapping(unsigned int types, int last, unsigned int order)
{
	if (types == BIT(last))
		return last;
	if (order > 0)
		return -1;
	if (types & BIT(MTRR_TYPE_UNCACHABLE))
		return MTRR_TYPE_UNCACHABLE;
	return types == (BIT(MTRR_TYPE_WRTHROUGH) | BIT(MTRR_TYPE_WRBACK)) ? MTRR_TYPE_WRTHROUGH : last;
}

/* The type of a fixed range, or -1 if the asked is larger than it. */
static int fixed(const struct mtrr_state *m, u64 at, unsigned int order)
{
	unsigned int n = at < 0x80000 ? at >> 16 : at < 0xc0000 ? 8 + ((at - 0x80000) >> 14) : 24 + ((at - 0xc0000) >> 12);
	return order > (n < 8 ? 4 : n < 24 ? 2 : 0) ? -1 : m->fixed_ranges[n];
}

__attribute__((weak)) int mtrr_get_type(const struct mtrr_state *m, paddr_t pa, unsigned int order)
{
	u64 page = -(u64)PAGE_SIZE << order;
	unsigned int types = 0;
	int last = 0;
	if (!m->enabled)
		return MTRR_TYPE_UNCACHABLE;
	pa &= page;
	if (pa < 0x100000 && m->fixed_enabled)
		return fixed(m, pa, order);
	for (unsigned int n = 0; n < (m->mtrr_cap & MTRRcap_VCNT); n++) {
		const struct mtrr_var_range *range = &m->var_ranges[n];
		if ((range->mask & MTRR_PHYSMASK_VALID) && ((pa ^ range->base) & range->mask & page) == 0) {
			last = range->base & MTRR_PHYSBASE_TYPE_MASK;
			types |= BIT(last);
		}
	}
	return types ? overlapping(types, last, order) : m->def_type;
}
