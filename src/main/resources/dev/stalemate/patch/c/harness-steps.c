/*
 * Which steps a function takes one after the other, whatever each of them returns. The function runs from its beginning again and again, each
 * time with one more answer, and is left where it asks for one that it does not have. Where it stands then is known by its stack and
 * registers: if they are as they were before, it goes on as before. So loops end, and nothing is guessed.
 */
#include "harness-steps.h"

#include <stdarg.h>
#include <stdio.h>

#define MOST_STANDS 20000
#define MOST_BRANCHES (4 * MOST_STANDS)
/* A page of an answer. */
#define PAGE (MAX_LINE - 4096)

#define WIPED 4096

struct run stalemate_run;
#define run stalemate_run

struct branch {
	int from, answer, to;
	struct written written;
};
static struct stand stands[MOST_STANDS];
static struct branch branches[MOST_BRANCHES];
static int stand_count, branch_count;

void noinline stalemate_wipe(void)
{
	char below[WIPED];
	memset(below, 0, sizeof(below));
	__asm__ volatile("" : : "r"(below) : "memory");
}

void stalemate_fails(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(run.here.words, sizeof(run.here.words), format, arguments);
	va_end(arguments);
	run.ended = FAILED;
	longjmp(run.leave, 1);
}

void stalemate_complain(const char *macro, const char *condition, const char *file, int line)
{
	run.here.pc = 0;
	stalemate_fails("%s() reaches %s(%s) of %s:%d", run.function, macro, condition, file, line);
}

extern const char __executable_start[], edata[];

bool stalemate_is_own(u64 address, bool write)
{
	if (address >= (u64)run.frame && address < (u64)run.bottom)
		return true;
	return !write && address >= (u64)__executable_start && address < (u64)edata;
}

void stalemate_mix(u64 word)
{
	for (int i = 0; i < 2; i++) {
		run.here.id[i] = (run.here.id[i] ^ word) * (i ? 0x9e3779b97f4a7c15UL : 0xd6e8feb86659fd93UL);
		run.here.id[i] ^= run.here.id[i] >> 29;
	}
}

bool stalemate_is_answered(void)
{
	return run.taken < run.given;
}

void stalemate_mix_stack(void)
{
	memset(run.here.id, 0, sizeof(run.here.id));
	for (uintptr_t *at = run.frame; at < run.bottom; at++)
		stalemate_mix(*at);
	for (size_t i = 0; i < ARRAY_SIZE(run.registers); i++)
		stalemate_mix(run.registers[i]);
	stalemate_mix((u64)run.here.call);
	stalemate_mix((u64)(run.here.pointer + 2) << 32 | run.here.ranges << 1 | run.here.marked);
}

void stalemate_asks(void)
{
	run.ended = ASKS;
	longjmp(run.leave, 1);
}

/* Calls the function as if nothing had been in the registers before. */
static void noinline call(void)
{
	__asm__ volatile("movq %%rsp, %0; xorl %%ebx, %%ebx; xorl %%r12d, %%r12d; xorl %%r13d, %%r13d; xorl %%r14d, %%r14d; xorl %%r15d, %%r15d"
		: "=m"(run.bottom)
		:
		: "rbx", "r12", "r13", "r14", "r15", "memory", "cc");
	stalemate_enter();
}

/* Runs the function with the answers that are given. */
static void noinline start(void)
{
	stalemate_wipe();
	stalemate_run_begins();
	entering(run.function);
	if (setjmp(run.leave) == 0) {
		call();
		stalemate_run_returned();
	}
	entering(NULL);
}

static int found_stand(int from, int answer)
{
	if (run.ended == RETURNED)
		return -1;
	if (run.ended == FAILED) {
		run.here.call = "fault";
		run.here.id[0] = run.here.pc;
		run.here.id[1] = (u64)run.here.words[0];
		for (const char *c = run.here.words; *c; c++)
			stalemate_mix((u64)*c);
	}
	for (int i = 0; i < stand_count; i++)
		if (stands[i].id[0] == run.here.id[0] && stands[i].id[1] == run.here.id[1])
			return i;
	if (stand_count == MOST_STANDS)
		fault("%s() has more than %d places between its steps, so a variable of it seems to count without end", run.function, MOST_STANDS);
	run.here.from = from;
	run.here.answer = answer;
	stands[stand_count] = run.here;
	return stand_count++;
}

/* One more answer after those that lead to a stand; -1 for the beginning. Always called from the same depth of the stack. */
static void noinline go_on(int from, int answer)
{
	run.given = 0;
	for (int i = from; i > 0; i = stands[i].from)
		run.given++;
	if (run.given >= MOST_ANSWERS)
		fault("%s() makes more than %d steps without coming back to where it was, so a variable of it seems to count without end",
			run.function, MOST_ANSWERS);
	for (int i = from, n = run.given; i > 0; i = stands[i].from)
		run.answers[--n] = stands[i].answer;
	if (from >= 0)
		run.answers[run.given++] = answer;
	start();
	if (branch_count == MOST_BRANCHES)
		fault("%s() has more than %d answers to its steps", run.function, MOST_BRANCHES);
	int to = found_stand(from, answer);
	branches[branch_count++] = (struct branch){ from, answer, to, run.written };
}

/* All answers that a stand's step can have. */
static void noinline branch_out(int from)
{
	if (from < 0) {
		go_on(from, 0);
		return;
	}
	if (strcmp(stands[from].call, "fault") == 0)
		return;
	int answers[MOST_POINTERS + 2], count = stalemate_answers(&stands[from], answers);
	for (int i = 0; i < count; i++)
		go_on(from, answers[i]);
}

void stalemate_enumerate(const char *function)
{
	run.function = function;
	stand_count = branch_count = 0;
	for (int i = -1; i < stand_count; i++)
		branch_out(i);
}

/* place NUMBER CALL pointer=P ranges=SET marked=M pc=PC, answers each as A:TO, and :flag=V and :P=R for what the step writes. */
static void describe_stand(int i, int *branch)
{
	struct stand *s = &stands[i];
	item("place %d %s pointer=%d ranges=%u live=%u marked=%d pc=%#lx", i, s->call, s->pointer, s->ranges, s->live, s->marked,
		(unsigned long)s->pc);
	if (strcmp(s->call, "fault") == 0)
		say(" %s", s->words);
	for (; *branch < branch_count && branches[*branch].from == i; ++*branch) {
		struct branch *b = &branches[*branch];
		say(" %d:%d", b->answer, b->to);
		if (b->written.flag >= 0)
			say(":flag=%d", b->written.flag);
		for (int p = 0; p < MOST_POINTERS; p++)
			if (b->written.contents[p] >= 0)
				say(":%d=%d", p, b->written.contents[p]);
	}
}

u64 stalemate_number(char **text, const char *name)
{
	char *is = value(text, name);
	return number(&is, ' ');
}

void stalemate_say_places(int from)
{
	int branch = 0;
	item("places %d", stand_count);
	while (branch < branch_count && branches[branch].from < from)
		branch++;
	for (size_t used = 0; from < stand_count && used < PAGE; from++) {
		int first = branch;
		describe_stand(from, &branch);
		used += 288 + (size_t)(branch - first) * 32;
	}
}
