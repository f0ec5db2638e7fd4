/*
 * What the functions call, and what the compiler makes them call before each access to memory. Unlike those of zap-list, plain accesses to
 * one flag are never one step: that a look at the flag and its test-and-clear are two is what the thread is about.
 */
#include "harness-ioreq-mapcache.h"

struct machine stalemate_machine;
#define run stalemate_run
#define machine stalemate_machine
#define fails stalemate_fails

/* The flag that the step writes which ends next; NULL if it writes none. */
static bool *written;

void stalemate_run_begins(void)
{
	memset(&run.here, 0, sizeof(run.here));
	run.taken = 0;
	written = NULL;
	machine.guest.mapcache_invalidate = machine.own.mapcache_invalidate = machine.all.mapcache_invalidate = false;
	machine.toolstack.mapcache_invalidate = machine.toolstacks.mapcache_invalidate = false;
}

/* What the step that ends here has written. */
static void collect_writes(void)
{
	memset(&run.written, -1, sizeof(run.written));
	if (written)
		run.written.flag = *written;
	written = NULL;
}

void stalemate_run_returned(void)
{
	collect_writes();
	run.ended = RETURNED;
}

/* A step begins: gives its answer, or leaves the run. */
static int step(const char *call, int about, u64 pc)
{
	run.here.pc = pc - 1;
	collect_writes();
	run.here.call = call;
	run.here.pointer = about;
	if (stalemate_is_answered())
		return run.answers[run.taken++];
	stalemate_mix_stack();
	/* What a flag holds here has no part in what follows: each look at it is a step. */
	stalemate_asks();
}

struct vcpu *stalemate_current(void)
{
	return machine.foreign ? &machine.toolstacks : &machine.own;
}

struct vcpu *stalemate_each(const struct domain *d)
{
	if (d != &machine.guest)
		fails("for_each_vcpu() of another domain than the guest");
	return &machine.all;
}

lpae_t *map_domain_page(mfn_t mfn)
{
	(void)mfn;
	return machine.table;
}

static void check_guest(const struct domain *d, const char *call)
{
	if (d != &machine.guest)
		fails("%s() of another domain than the guest", call);
}

/* Which flag an address is; -1 if it is none of the guest's. */
static int flag_of(u64 address)
{
	if (address == (u64)&machine.own.mapcache_invalidate)
		return OWN_FLAG;
	if (address == (u64)&machine.guest.mapcache_invalidate)
		return DOMAIN_FLAG;
	return address == (u64)&machine.all.mapcache_invalidate ? ALL_FLAGS : -1;
}

bool stalemate_test_and_clear(bool *flag)
{
	CAPTURE;
	run.here.pc = PC - 1;
	int which = flag_of((u64)flag);
	if (which < 0 || which == ALL_FLAGS)
		fails("test_and_clear_bool() of what is no flag of the guest or of the current vCPU");
	bool was = step("test_and_clear_bool", which, PC);
	*flag = false;
	written = flag;
	stalemate_wipe();
	return was;
}

#define GUESTS_STEP(name) \
	void name(struct domain *d) \
	{ \
		CAPTURE; \
		run.here.pc = PC - 1; \
		check_guest(d, #name); \
		(void)step(#name, 0, PC); \
		stalemate_wipe(); \
	}
GUESTS_STEP(send_invalidate_ioreq)
GUESTS_STEP(wait_for_ioreq_servers)
GUESTS_STEP(wait_for_one_ioreq_server)

static bool is_within(u64 address, const void *what, u64 size)
{
	return address - (u64)what < size;
}

void stalemate_touched(u64 address, u64 size, bool write, u64 pc)
{
	run.here.pc = pc - 1;
	int which = flag_of(address);
	if (stalemate_is_own(address, write))
		return;
	if (which >= 0 && size == sizeof(bool)) {
		bool *flag = (bool *)address;
		if (!write && which == ALL_FLAGS)
			fails("%s() reads the flag of each vCPU as if it were one", run.function);
		int is = step(write ? "write_mapcache_invalidate" : "read_mapcache_invalidate", which, pc);
		if (write)
			written = flag;
		else
			*flag = is;
	} else if (!is_within(address, &machine, sizeof(machine))) {
		fails("%s() %s memory that is not its own, at %#lx", run.function, write ? "writes" : "reads", (unsigned long)address);
	} else if (write && address != (u64)&machine.toolstack.mapcache_invalidate && address != (u64)&machine.toolstacks.mapcache_invalidate) {
		fails("%s() changes what is not its to change", run.function);
	}
}
