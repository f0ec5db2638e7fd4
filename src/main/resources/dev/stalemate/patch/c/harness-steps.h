/*
 * What harness-steps.c, which runs a function again and again, and the offers of a system, which the function calls, have of each other.
 * Each call of what a system offers, and each access to what others can see, is a step.
 */
#ifndef STALEMATE_HARNESS_STEPS_H
#define STALEMATE_HARNESS_STEPS_H

#include "harness.h"

#include <setjmp.h>

#if !defined(__x86_64__)
#error "a design whose calls are steps has to be compiled for x86-64"
#endif

#define MOST_POINTERS 6
#define MOST_ANSWERS 4096
/* Where a run stands. */
struct stand {
	const char *call;
	/* Whether it is an access such as READ_ONCE(). */
	bool marked;
	/* What it is about, such as a pointer; the ranges that it zaps; the pointers that are still on the stack or in registers. */
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

/* A run: the function, the answers that it gets, and how many it has got; how it ended, where, and what the last step wrote. */
struct run {
	const char *function;
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

/* What a system has: it calls the function, and says which answers a step can have. Before a run, and after the function has returned. */
void stalemate_enter(void);
int stalemate_answers(const struct stand *stand, int *answers);
void stalemate_run_begins(void);
void stalemate_run_returned(void);
/* What the compiler tells of each access to memory that can be seen from outside of the function. */
void stalemate_touched(u64 address, u64 size, bool write, u64 pc);

/* Finds all places of a function; then says as many of them, from one on, as a line holds. */
void stalemate_enumerate(const char *function);
void stalemate_say_places(int from);
/* The number behind NAME= in a question. */
u64 stalemate_number(char **text, const char *name);
/* Whether the step where the run stands has an answer. If not, the run is left there: what is mixed tells this place from others. */
bool stalemate_is_answered(void);
void stalemate_mix_stack(void);
void stalemate_mix(u64 word);
void stalemate_asks(void) __attribute__((noreturn));
/* The function does something wrong here. */
void stalemate_fails(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* Whether an address is in the function's own frames, or, to be read, among constants. */
bool stalemate_is_own(u64 address, bool write);
/* Clears the stack below the caller: what was there must not be found again by a frame that does not fill all its slots. */
void stalemate_wipe(void);

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
