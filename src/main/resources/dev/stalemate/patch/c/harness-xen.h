/* What a question about xen-ept says of the machine: harness-xen.c reads it, and xen-offers.c shows it to the design. */
#ifndef STALEMATE_HARNESS_XEN_H
#define STALEMATE_HARNESS_XEN_H

#include "harness.h"
#include "xen.h"

/* How much of a block, or of a list. */
#define NONE 0
#define PART 1
#define ALL 2

/* Instead of a pinned type. */
#define NOT_PINNED -1
#define PARTLY_PINNED -2

/* A list of a domain, or mmio_ro_ranges, of which only the block counts that is being typed. */
struct rangeset {
	const char *name;
	int cover;
	/* What the running call may do to it, and whether it still holds a range once one is removed. */
	bool may_add, may_remove, left;
	bool changed;
};

struct question {
	struct rangeset iomem, ioport, read_only;
	/* cache_flush_permitted() as the base has it, and what it is once the list has changed. */
	bool flush_permitted, then;
	/* Whether a leaf is being typed, and of which block. */
	bool typing, valid;
	unsigned long gfn, mfn;
	unsigned int order;
	int special, pinned;
};
extern struct question stalemate_asked;
#define asked stalemate_asked

/* A fault if a domain is not the one that the question is about: no other is known. */
void expect_domain(const struct domain *d, const char *does);

#endif
