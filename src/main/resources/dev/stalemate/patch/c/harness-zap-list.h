/* What harness-zap-list.c, which runs update_mtrr() again and again, and zap-list-offers.c, which it calls, have of each other. */
#ifndef STALEMATE_HARNESS_ZAP_LIST_H
#define STALEMATE_HARNESS_ZAP_LIST_H

#include "harness.h"
#include "zap-list.h"

#include <setjmp.h>

#if !defined(__x86_64__)
#error "a design of zap-list in C has to be compiled for x86-64"
#endif

#define MOST_POINTERS 6
#define MOST_ANSWERS 4096
/* Of a range: its first gfn, and how many it has. */
#define FIRST 0x100UL
#define SIZE 0x10UL
/* What a list gives besides the numbers of pointers. */
#define HEAD (-1)

/* Where a run stands. */
struct stand {
	const char *call;
	/* Whether it is an access such as READ_ONCE(). */
	bool marked;
	/* The pointer that it is about, or HEAD; the ranges that it zaps; the pointers that are still on the stack or in registers. */
	int pointer;
	unsigned int ranges, live;
	u64 pc, id[2];
	/* Of a fault. */
	char words[160];
	/* How it was reached: from which stand, by which answer. */
	int from, answer;
};

/* What a step wrote: the flag, the contents of entries; -1 if nothing. */
struct written {
	signed char flag, contents[MOST_POINTERS];
};

/* A run: the answers that it gets, and how many it has got; how it ended, where, and what the last step wrote. */
struct run {
	struct kvm kvm;
	struct kvm_vcpu vcpu;
	int number_of_ranges;
	int answers[MOST_ANSWERS], given, taken;
	enum { RETURNED, ASKS, FAILED } ended;
	struct stand here;
	struct written written;
	/* The stack of the function, which grows down from the bottom to the frame, and the registers that outlive calls. */
	uintptr_t *bottom, *frame;
	u64 registers[5];
	jmp_buf leave;
};
extern struct run stalemate_run;

/* Before a run, and after the function has returned. */
void stalemate_run_begins(void);
void stalemate_run_returned(void);
void stalemate_mix(u64 word);
/* Clears the stack below the caller: what was there must not be found again by a frame that does not fill all its slots. */
void stalemate_wipe(void);
/* What the compiler tells of each access to memory that can be seen from outside of the function. */
void stalemate_touched(u64 address, u64 size, bool write, u64 pc);

/* Registers that outlive calls, and the caller's frame, before anything here changes them. */
#define CAPTURE \
	__asm__ volatile("movq %%rbx, %0; movq %%r12, %1; movq %%r13, %2; movq %%r14, %3; movq %%r15, %4" \
		: "=m"(stalemate_run.registers[0]), "=m"(stalemate_run.registers[1]), "=m"(stalemate_run.registers[2]), \
		"=m"(stalemate_run.registers[3]), "=m"(stalemate_run.registers[4]) \
		: \
		: "rbx", "r12", "r13", "r14", "r15", "memory"); \
	stalemate_run.frame = __builtin_frame_address(0)
#define PC ((u64)__builtin_return_address(0))

#endif
