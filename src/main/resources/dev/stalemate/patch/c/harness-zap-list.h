/* What harness-zap-list.c and zap-list-offers.c have of each other. */
#ifndef STALEMATE_HARNESS_ZAP_LIST_H
#define STALEMATE_HARNESS_ZAP_LIST_H

#include "harness-steps.h"
#include "zap-list.h"

/* Of a range: its first gfn, and how many it has. */
#define FIRST 0x100UL
#define SIZE 0x10UL
/* What a list gives besides the numbers of pointers. */
#define HEAD (-1)

/* What the function runs on. */
struct machine {
	struct kvm kvm;
	struct kvm_vcpu vcpu;
	int number_of_ranges;
};
extern struct machine stalemate_machine;

#endif
