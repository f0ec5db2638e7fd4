/*
 * stalemate: system=ioreq-mapcache base=arm-v3
 * stalemate: says the thread's patch: the domain's flag, set for the current domain's own changes
 */
#include "ioreq-mapcache.h"

static void p2m_free_entry(struct p2m_domain *p2m, lpae_t entry, unsigned int level)
{
	lpae_t *table;
	unsigned int i;

	if (!p2m_is_valid(entry))
		return;

	if (p2m_is_superpage(entry, level) || level == 3) {
		if (domain_has_ioreq_server(p2m->domain) && p2m->domain == current->domain && p2m_is_ram(entry.p2m.type))
			p2m->domain->mapcache_invalidate = true;
		return;
	}

	/* A table that was to replace a superpage. */
	table = map_domain_page(lpae_get_mfn(entry));
	for (i = 0; i < XEN_PT_LPAE_ENTRIES; i++)
		p2m_free_entry(p2m, table[i], level + 1);
	unmap_domain_page(table);
}

/* The end of do_trap_hypercall(), also of a hypercall that is preempted. */
static void vcpu_end_of_hypercall(struct vcpu *curr)
{
	if (unlikely(curr->domain->mapcache_invalidate) && test_and_clear_bool(curr->domain->mapcache_invalidate)) {
		ioreq_signal_mapcache_invalidate();
		wait_for_ioreq_servers(curr->domain);
	}
}
