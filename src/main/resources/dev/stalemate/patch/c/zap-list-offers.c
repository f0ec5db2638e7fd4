/*
 * What update_mtrr() calls, and what the compiler makes it call before each access to memory. A run ends at the first step for which it has
 * no answer. What the function will do from there on is known by its stack, by the registers that outlive calls, and by the entries that no
 * other vCPU sees.
 */
#include "harness-zap-list.h"

/* What an entry holds before it is filled: a range beyond all others. */
#define POISON 0x6b6b6b6bUL

struct machine stalemate_machine;
#define run stalemate_run
#define machine stalemate_machine
#define fails stalemate_fails

/* The entries that pointers point to; none ends where another begins. */
static struct {
	struct mtrr_zap_range range;
	u64 beyond[4];
} entries[MOST_POINTERS];
/* Those that no other vCPU sees yet, and what is known of each: its range, or the number of ranges if it is not filled. */
static bool mine[MOST_POINTERS];
static int known[MOST_POINTERS];

/* The variable whose plain accesses are still one step. */
static const char *open_call;
static int open_pointer;
/* Whether the next access is marked. */
static bool once;

/* Which pointer an address lies in, or -1. */
static int pointer_of(u64 address)
{
	u64 offset = address - (u64)entries;
	return offset < sizeof(entries) ? (int)(offset / sizeof(entries[0])) : -1;
}

static unsigned int live_pointers(void)
{
	unsigned int live = 0;
	for (uintptr_t *at = run.frame; at < run.bottom; at++)
		live |= pointer_of(*at) >= 0 ? 1U << pointer_of(*at) : 0;
	for (size_t i = 0; i < ARRAY_SIZE(run.registers); i++)
		live |= pointer_of(run.registers[i]) >= 0 ? 1U << pointer_of(run.registers[i]) : 0;
	return live;
}

/* Which range an entry has; the number of ranges for one that no update changes. */
static int content(int p)
{
	u64 start = entries[p].range.start, end = entries[p].range.end;
	for (int r = 0; r < machine.number_of_ranges; r++)
		if (start == FIRST + (u64)r * SIZE && end == start + SIZE)
			return r;
	if (start != POISON || end != POISON)
		fails("update_mtrr() leaves an entry with start %#lx and end %#lx, which is no range of the update", (unsigned long)start,
			(unsigned long)end);
	return machine.number_of_ranges;
}

static void set_content(int p, int r)
{
	entries[p].range.start = r == machine.number_of_ranges ? POISON : FIRST + (u64)r * SIZE;
	entries[p].range.end = r == machine.number_of_ranges ? POISON : FIRST + (u64)r * SIZE + SIZE;
	known[p] = r;
}

static void forget_writes(void)
{
	run.written.flag = -1;
	memset(run.written.contents, -1, sizeof(run.written.contents));
}

void stalemate_run_begins(void)
{
	once = false;
	open_call = NULL;
	memset(mine, 0, sizeof(mine));
	memset(&run.here, 0, sizeof(run.here));
	run.taken = 0;
	forget_writes();
}

/* What the step that ends here has written. */
static void collect_writes(void)
{
	if (run.written.flag >= 0)
		run.written.flag = machine.kvm.arch.mtrr_zapping;
	for (int p = 0; p < MOST_POINTERS; p++)
		if (run.written.contents[p] >= 0 || (mine[p] && content(p) != known[p]))
			run.written.contents[p] = (signed char)(known[p] = content(p));
}

void stalemate_run_returned(void)
{
	run.here.pc = 0;
	collect_writes();
	run.ended = RETURNED;
}

/* A step begins: gives its answer, or leaves the run. The answer is a number below the bound, a pointer, or HEAD. */
static int step(const char *call, int pointer, u64 pc)
{
	run.here.pc = pc - 1;
	collect_writes();
	run.here.call = call;
	run.here.marked = once;
	run.here.pointer = pointer;
	run.here.live = live_pointers();
	once = false;
	open_call = NULL;
	if (stalemate_is_answered()) {
		forget_writes();
		return run.answers[run.taken++];
	}
	stalemate_mix_stack();
	for (int p = 0; p < MOST_POINTERS; p++)
		stalemate_mix(mine[p] ? (u64)known[p] + 1 : 0);
	stalemate_asks();
}

static void check_lock(const spinlock_t *lock, const char *call)
{
	if (lock != &machine.kvm.arch.mtrr_zap_lock)
		fails("%s() of another lock than kvm->arch.mtrr_zap_lock", call);
}

void spin_lock(spinlock_t *lock)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_lock(lock, "spin_lock");
	(void)step("spin_lock", 0, PC);
	stalemate_wipe();
}

void spin_unlock(spinlock_t *lock)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_lock(lock, "spin_unlock");
	(void)step("spin_unlock", 0, PC);
	stalemate_wipe();
}

bool spin_trylock(spinlock_t *lock)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_lock(lock, "spin_trylock");
	bool locked = step("spin_trylock", 0, PC);
	stalemate_wipe();
	return locked;
}

void *kmalloc(size_t size, gfp_t flags)
{
	CAPTURE;
	(void)flags;
	run.here.pc = PC - 1;
	if (size != sizeof(struct mtrr_zap_range))
		fails("kmalloc() of %lu bytes, but there are only entries of %lu", (unsigned long)size,
			(unsigned long)sizeof(struct mtrr_zap_range));
	int p = step("kmalloc", 0, PC);
	mine[p] = true;
	set_content(p, machine.number_of_ranges);
	stalemate_wipe();
	return &entries[p];
}

/* The pointer to an entry of an argument, which must point to its beginning. */
static int entry(const void *argument, const char *call)
{
	int p = pointer_of((u64)argument);
	if (p < 0 || argument != &entries[p])
		fails("%s() of what is no entry", call);
	return p;
}

void kfree(const void *freed)
{
	CAPTURE;
	run.here.pc = PC - 1;
	if (freed) {
		int p = entry(freed, "kfree");
		(void)step("kfree", p, PC);
		mine[p] = false;
		stalemate_wipe();
	}
}

void kvm_zap_gfn_range(struct kvm *of, gfn_t start, gfn_t end)
{
	CAPTURE;
	run.here.pc = PC - 1;
	if (of != &machine.kvm)
		fails("kvm_zap_gfn_range() of what is no struct kvm");
	if (end < start)
		fails("update_mtrr() zaps from gfn %#lx to gfn %#lx, which ends before it starts", (unsigned long)start, (unsigned long)end);
	run.here.ranges = 0;
	for (int r = 0; r < machine.number_of_ranges; r++)
		if (start <= FIRST + (u64)r * SIZE && end >= FIRST + (u64)r * SIZE + SIZE)
			run.here.ranges |= 1U << r;
	(void)step("kvm_zap_gfn_range", 0, PC);
	run.here.ranges = 0;
	stalemate_wipe();
}

static void check_head(const struct list_head *head, const char *call)
{
	if (head != &machine.kvm.arch.mtrr_zap_list)
		fails("%s() of another list than kvm->arch.mtrr_zap_list", call);
}

/* The node of an answer. */
static struct list_head *node(int answer)
{
	if (answer == HEAD)
		return &machine.kvm.arch.mtrr_zap_list;
	if (!(run.here.live >> answer & 1)) {
		mine[answer] = false;
		set_content(answer, machine.number_of_ranges);
	}
	return &entries[answer].range.list;
}

struct list_head *stalemate_list_first(const struct list_head *head)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_head(head, "list_first_entry");
	struct list_head *found = node(step("list_first_entry", HEAD, PC));
	stalemate_wipe();
	return found;
}

struct list_head *stalemate_list_next(const struct list_head *at)
{
	CAPTURE;
	run.here.pc = PC - 1;
	struct list_head *found = node(step("list_next_entry", entry(at, "list_next_entry"), PC));
	stalemate_wipe();
	return found;
}

bool stalemate_list_empty(const struct list_head *head)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_head(head, "list_empty");
	bool empty = step("list_empty", HEAD, PC);
	stalemate_wipe();
	return empty;
}

void stalemate_list_add(struct list_head *added, struct list_head *head)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_head(head, "list_add");
	int p = entry(added, "list_add");
	(void)step("list_add", p, PC);
	mine[p] = false;
	stalemate_wipe();
}

void stalemate_list_add_tail(struct list_head *added, struct list_head *head)
{
	CAPTURE;
	run.here.pc = PC - 1;
	check_head(head, "list_add_tail");
	int p = entry(added, "list_add_tail");
	(void)step("list_add_tail", p, PC);
	mine[p] = false;
	stalemate_wipe();
}

void stalemate_list_del(struct list_head *removed)
{
	CAPTURE;
	run.here.pc = PC - 1;
	(void)step("list_del", entry(removed, "list_del"), PC);
	stalemate_wipe();
}

void stalemate_once(void)
{
	once = true;
}

void stalemate_barrier(void)
{
	open_call = NULL;
}

/* An access to a variable that others see; -1 for the flag. Further plain ones belong to the same step. */
static void shared(int p, bool write, u64 pc)
{
	const char *call = p >= 0 ? "mtrr_zap_range" : "mtrr_zapping";
	if (once || open_call != call || open_pointer != p) {
		bool marked = once;
		int is = step(call, p < 0 ? 0 : p, pc);
		if (p >= 0)
			set_content(p, is);
		else
			machine.kvm.arch.mtrr_zapping = is;
		open_call = marked ? NULL : call;
		open_pointer = p;
	}
	if (write && p >= 0)
		run.written.contents[p] = 0;
	else if (write)
		run.written.flag = 0;
}

u64 stalemate_exchange(volatile void *flag, u64 value, bool if_equal, u64 expected)
{
	CAPTURE;
	run.here.pc = PC - 1;
	if (flag != &machine.kvm.arch.mtrr_zapping)
		fails("update_mtrr() exchanges what is not kvm->arch.mtrr_zapping");
	once = true;
	shared(-1, true, PC);
	u64 old = machine.kvm.arch.mtrr_zapping;
	if (!if_equal || old == expected)
		machine.kvm.arch.mtrr_zapping = value != 0;
	stalemate_wipe();
	return old;
}

void stalemate_touched(u64 address, u64 size, bool write, u64 pc)
{
	run.here.pc = pc - 1;
	int p = pointer_of(address);
	if (stalemate_is_own(address, write))
		return;
	if (address == (u64)&machine.kvm.arch.mtrr_zapping && size == sizeof(machine.kvm.arch.mtrr_zapping)) {
		shared(-1, write, pc);
	} else if (p >= 0) {
		u64 offset = address - (u64)&entries[p];
		if (size != sizeof(gfn_t) || (offset != offsetof(struct mtrr_zap_range, start) && offset != offsetof(struct mtrr_zap_range, end)))
			fails("update_mtrr() uses an entry other than by its start, its end, and the functions of lists");
		if (!mine[p])
			shared(p, write, pc);
	} else if (address - (u64)&machine.kvm < sizeof(machine.kvm)) {
		fails("update_mtrr() uses a list, a lock or what lies behind the end of the list as if it were something else");
	} else if (write && address - (u64)&machine.vcpu < sizeof(machine.vcpu)) {
		fails("update_mtrr() changes the vCPU, which is not its to change");
	} else if (write || address - (u64)&machine.vcpu >= sizeof(machine.vcpu)) {
		fails("update_mtrr() %s memory that is not its own, at %#lx", write ? "writes" : "reads", (unsigned long)address);
	}
}
