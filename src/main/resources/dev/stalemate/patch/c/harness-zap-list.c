/*
 * Questions about zap-list: which calls update_mtrr() makes one after the other, whatever each of them returns. The function runs from its
 * beginning again and again, each time with one more answer, and is left where it asks for one that it does not have. Where it stands then is
 * known by its stack and registers: if they are as they were before, it goes on as before. So loops end, and nothing is guessed.
 */
#include "harness-zap-list.h"

#define MOST_STANDS 20000
#define MOST_BRANCHES (4 * MOST_STANDS)
/* A page of an answer. */
#define PAGE (MAX_LINE - 4096)

const char stalemate_system[] = "zap-list";
void stalemate_update_mtrr(struct kvm_vcpu *, u32) __attribute__((weak));
#define run stalemate_run

struct branch {
	int from, answer, to;
	struct written written;
};
static struct stand stands[MOST_STANDS];
static struct branch branches[MOST_BRANCHES];
static int stand_count, branch_count;

/* Calls the function as if nothing had been in the registers before. */
static void noinline call(void)
{
	__asm__ volatile("movq %%rsp, %0; xorl %%ebx, %%ebx; xorl %%r12d, %%r12d; xorl %%r13d, %%r13d; xorl %%r14d, %%r14d; xorl %%r15d, %%r15d"
		: "=m"(run.bottom)
		:
		: "rbx", "r12", "r13", "r14", "r15", "memory", "cc");
	stalemate_update_mtrr(&run.vcpu, MSR_MTRRdefType);
}

/* Runs the function with the answers that are given. */
static void noinline start(void)
{
	stalemate_wipe();
	stalemate_run_begins();
	entering("update_mtrr");
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
		fault("update_mtrr() has more than %d places between its steps, so a variable of it seems to count without end", MOST_STANDS);
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
		fault("update_mtrr() makes more than %d steps without coming back to where it was, so a variable of it seems to count without end", MOST_ANSWERS);
	for (int i = from, n = run.given; i > 0; i = stands[i].from)
		run.answers[--n] = stands[i].answer;
	if (from >= 0)
		run.answers[run.given++] = answer;
	start();
	if (branch_count == MOST_BRANCHES)
		fault("update_mtrr() has more than %d answers to its steps", MOST_BRANCHES);
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
	const char *call = stands[from].call;
	unsigned int live = stands[from].live;
	int spare = 0;
	while (spare < MOST_POINTERS && live >> spare & 1)
		spare++;
	if (strcmp(call, "fault") == 0)
		return;
	if (spare == MOST_POINTERS)
		fault("update_mtrr() has pointers to %d entries at once, which is too many", MOST_POINTERS);
	if (strcmp(call, "list_first_entry") == 0 || strcmp(call, "list_next_entry") == 0) {
		go_on(from, HEAD);
		for (int p = 0; p <= spare; p++)
			go_on(from, p);
		for (int p = spare + 1; p < MOST_POINTERS; p++)
			if (live >> p & 1)
				go_on(from, p);
	} else if (strcmp(call, "kmalloc") == 0) {
		go_on(from, spare);
	} else {
		int bound = 1;
		if (strcmp(call, "list_empty") == 0 || strcmp(call, "mtrr_zapping") == 0 || strcmp(call, "spin_trylock") == 0)
			bound = 2;
		else if (strcmp(call, "mtrr_zap_range") == 0)
			bound = run.number_of_ranges + 1;
		for (int a = 0; a < bound; a++)
			go_on(from, a);
	}
}

static void enumerate(unsigned int changed)
{
	memset(&run.vcpu, 0, sizeof(run.vcpu));
	run.vcpu.kvm = &run.kvm;
	for (int r = 0; r < run.number_of_ranges; r++)
		if (changed >> r & 1) {
			run.vcpu.arch.changed[run.vcpu.arch.nr_changed].start = FIRST + (u64)r * SIZE;
			run.vcpu.arch.changed[run.vcpu.arch.nr_changed++].end = FIRST + (u64)r * SIZE + SIZE;
		}
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

static u64 flag(char **text, const char *name)
{
	char *is = value(text, name);
	return number(&is, ' ');
}

void describe(void)
{
	say("ok calls=update");
}

/* update ranges=N changed=SET from=PLACE: as many places from that one on as a line holds. */
void answer(char *question)
{
	char *name = word(&question);
	int branch = 0, from;
	if (!name || strcmp(name, "update") != 0)
		fault("the design does not answer %.40s", name ? name : "nothing");
	run.number_of_ranges = (int)flag(&question, "ranges");
	if (run.number_of_ranges < 1 || run.number_of_ranges > MAX_RANGES)
		fault("the question has %d ranges, but there are at most %d", run.number_of_ranges, MAX_RANGES);
	unsigned int changed = (unsigned int)flag(&question, "changed");
	from = (int)flag(&question, "from");
	enumerate(changed);
	item("places %d", stand_count);
	while (branch < branch_count && branches[branch].from < from)
		branch++;
	for (size_t used = 0; from < stand_count && used < PAGE; from++) {
		int first = branch;
		describe_stand(from, &branch);
		used += 288 + (size_t)(branch - first) * 32;
	}
}
