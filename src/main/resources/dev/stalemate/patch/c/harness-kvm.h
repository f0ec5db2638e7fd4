/* What a question about KVM says of the machine: harness-kvm.c reads it, and kvm-offers.c shows it to the design. */
#ifndef STALEMATE_HARNESS_KVM_H
#define STALEMATE_HARNESS_KVM_H

#include "harness.h"
#include "kvm.h"

#define MOST_VCPUS 8
#define MOST_KEPT 16
#define MOST_ELEMENTS 64
#define MOST_COPIES 4

/* What the design keeps: the numbers that it declares, in the order of their declarations, and copies of the MTRRs. */
struct kept {
	u32 values[MOST_KEPT][MOST_ELEMENTS];
	struct kvm_mtrr copies[MOST_COPIES];
};

struct question {
	/* Whether the function that runs may zap, and whether every PHYSMASK was written since reset. */
	bool event, masks_written;
	int maxphyaddr;
	/* Whether registers get values that they have had before the question. */
	bool writing_again;
	/* The gfns of the frames for which the design keeps numbers. */
	unsigned int frames;
	gfn_t gfns[MOST_ELEMENTS];
	struct kept *kept;
	/* The host's page that the question is about: all of it for "mmio", and whether it is MMIO for "leaf". */
	struct host_page {
		bool known, told, mmio, valid, e820, tracked;
		kvm_pfn_t pfn;
		struct page page;
		int pat, mtrr;
	} page;
};
extern struct question stalemate_asked;
#define asked stalemate_asked

/* The declarations in the design's file, one behind the other; and how many copies of the MTRRs it keeps. */
#define OFFERED __attribute__((weak))
extern const struct stalemate_kept __start_stalemate_kept[] OFFERED, __stop_stalemate_kept[] OFFERED;
extern const int stalemate_mtrr_copies OFFERED;
static inline unsigned int declared(void)
{
	return __start_stalemate_kept ? (unsigned int)(__stop_stalemate_kept - __start_stalemate_kept) : 0;
}
static inline int copies(void)
{
	return &stalemate_mtrr_copies ? stalemate_mtrr_copies : 0;
}
int stalemate_kvm_mtrr_set_msr(struct kvm_vcpu *, u32, u64) OFFERED;
void stalemate_kvm_vcpu_mtrr_init(struct kvm_vcpu *) OFFERED;

/* The machine, which ends where memory begins that nothing may touch, and what it was before the call. */
struct machine {
	struct kvm kvm;
	struct kvm_vcpu vcpus[MOST_VCPUS];
};
extern struct machine *machine, before;
/* Asks for its memory, once. */
void make_machine(void);
/* Fills it from the parts of a question behind the call. */
void read_machine(char *text);
struct kvm_vcpu *vcpu(u64 n);
/*
 * After registers of a vCPU were filled: makes the list of its valid pairs. Where the design's file has kvm_vcpu_mtrr_init() and
 * kvm_mtrr_set_msr(), the list is theirs, so they write all registers again.
 */
void settle_mtrrs(struct kvm_vcpu *v);
/* Whether an MSR is a PHYSMASK. */
bool is_mask(u32 msr);

/* From here on a function of the design runs; for an event it may zap. */
void begin_call(const char *function, bool event);
/* Back in the harness: only what the design keeps may have changed, and that is answered. */
void end_call(void);
/* The same for a function that has to leave that alone as well, because it may be asked at any time. */
void end_question(void);

/* The number NAME=NUMBER at the beginning of a text. */
static inline u64 flag(char **text, const char *name)
{
	char *word = value(text, name);
	return number(&word, ' ');
}

#endif
