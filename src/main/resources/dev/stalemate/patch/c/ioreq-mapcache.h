/*
 * What a design of ioreq-mapcache may use: p2m_free_entry() and the way out of a hypercall, as the thread has them. Each access to a flag of
 * the guest is an atomic step, and so is each call that says so. Written for Stalemate; nothing of Xen's text is in it.
 */
#ifndef STALEMATE_IOREQ_MAPCACHE_H
#define STALEMATE_IOREQ_MAPCACHE_H

#include "stalemate.h"

#define CONFIG_IOREQ_SERVER 1

typedef uint64_t mfn_t;
typedef enum { p2m_invalid, p2m_ram_rw, p2m_ram_ro, p2m_mmio_direct_dev } p2m_type_t;

/* An entry of the p2m: it maps RAM, or is a table, of which all entries are alike; so one stands for all. */
typedef struct {
	struct {
		bool valid, table;
		p2m_type_t type;
		mfn_t base;
	} p2m;
} lpae_t;
#define XEN_PT_LPAE_ENTRIES 1
#define p2m_is_valid(entry) ((entry).p2m.valid)
#define p2m_is_superpage(entry, level) ((level) < 3 && (entry).p2m.valid && !(entry).p2m.table)
#define p2m_is_ram(type) ((type) == p2m_ram_rw || (type) == p2m_ram_ro)
#define lpae_get_mfn(entry) ((entry).p2m.base)
lpae_t *map_domain_page(mfn_t mfn);
#define unmap_domain_page(table) ((void)(table))

/* The vCPU's flag is part of the state of the guest's vCPUs, and the domain's of the guest: a design uses one of the two. */
struct vcpu {
	struct domain *domain;
	/* Whether the hypercall will be executed again. */
	bool hcall_preempted;
	bool mapcache_invalidate;
};
struct domain {
	bool creation_finished;
	bool mapcache_invalidate;
};
struct p2m_domain {
	struct domain *domain;
};

/* The vCPU that runs the function: of the guest, or of the domain that removes a page of the guest. */
struct vcpu *stalemate_current(void);
#define current stalemate_current()
/* Runs once, for all vCPUs of the guest: what is written to one is written to each, in one step. */
struct vcpu *stalemate_each(const struct domain *d);
#define for_each_vcpu(d, v) for ((v) = stalemate_each(d); (v); (v) = NULL)
#define domain_has_ioreq_server(d) ((d) != NULL)
/* Atomic: a step. */
bool stalemate_test_and_clear(bool *flag);
#define test_and_clear_bool(flag) stalemate_test_and_clear(&(flag))

/* A step: an invalidation is posted to all servers of the domain, those apart that have not answered the last one. */
void send_invalidate_ioreq(struct domain *d);
#define ioreq_signal_mapcache_invalidate() send_invalidate_ioreq(current->domain)
/* A step that is possible once all servers have answered; or one of them, which is the last. A vCPU of the guest is descheduled meanwhile. */
void wait_for_ioreq_servers(struct domain *d);
void wait_for_one_ioreq_server(struct domain *d);

#include "ioreq-mapcache-functions.h"

#endif
