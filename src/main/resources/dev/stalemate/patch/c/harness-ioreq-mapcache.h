/* What harness-ioreq-mapcache.c and ioreq-mapcache-offers.c have of each other. */
#ifndef STALEMATE_HARNESS_IOREQ_MAPCACHE_H
#define STALEMATE_HARNESS_IOREQ_MAPCACHE_H

#include "harness-steps.h"
#include "ioreq-mapcache.h"

/* Whose flag a step is about. */
enum { OWN_FLAG, DOMAIN_FLAG, ALL_FLAGS };

/* What the function runs on: the guest with the vCPU that runs and all others, and a domain that removes its pages. */
struct machine {
	struct domain guest, toolstack;
	struct vcpu own, all, toolstacks;
	struct p2m_domain p2m;
	lpae_t table[XEN_PT_LPAE_ENTRIES];
	bool foreign;
};
extern struct machine stalemate_machine;

#endif
