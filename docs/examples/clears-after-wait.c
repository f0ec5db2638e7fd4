/*
 * stalemate: system=ioreq-mapcache base=xen-4.15-paused scope=vcpus=1,foreign=on
 * stalemate: says as Xen 4.15 with a paused guest, but the flag is cleared by a plain write after the servers have answered
 */
#include "ioreq-mapcache.h"

static void p2m_free_entry(struct p2m_domain *p2m, lpae_t entry, unsigned int level)
{
	struct domain *d = p2m->domain;
	struct vcpu *v;

	if (!p2m_is_valid(entry))
		return;
	if (level < 3 && !p2m_is_superpage(entry, level)) {
		p2m_free_entry(p2m, *map_domain_page(lpae_get_mfn(entry)), level + 1);
		return;
	}
	if (d == current->domain) {
		current->mapcache_invalidate = true;
	} else if (d->creation_finished) {
		for_each_vcpu(d, v)
			v->mapcache_invalidate = true;
	}
}

static void look(struct vcpu *v)
{
	if (!v->mapcache_invalidate)
		return;
	send_invalidate_ioreq(v->domain);
	wait_for_ioreq_servers(v->domain);
	/* Another domain may have set it again meanwhile. */
	v->mapcache_invalidate = false;
}

static void vcpu_end_of_hypercall(struct vcpu *curr)
{
	look(curr);
}

static void hvm_do_resume(struct vcpu *v)
{
	look(v);
}
