/* play.c - the commands of a scenario, one a line; README.md lists them. Each is said as a line of its own, with what became of it. */
#define _GNU_SOURCE
#include "xlab.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <xen/grant_table.h>
#include <xen/hvm/save.h>
#include <xen/memory.h>

#define MOST_WORDS 16
#define CONSOLE_BYTES (4 << 20)
#define GNTTABOP 20 /* __HYPERVISOR_grant_table_op; its operation 0 maps */

static xc_interface *xch;
static xendevicemodel_handle *dm;
static struct domain *current;
static int vcpu, steps, dumps;
static bool mtrrs_as_pvh;

static char console[CONSOLE_BYTES];
static unsigned console_bytes;
static char console_name[100];

/* The words of the command that is played. */
static char *word[MOST_WORDS + 1];
static int words;

#define NONE (-1000) /* a command that isn't one: there is no domain, or no guest, for it */

void play_lab(xc_interface *x, xendevicemodel_handle *d)
{
	xch = x;
	dm = d;
}

void play_begin(void)
{
	unsigned n = sizeof console;

	current = NULL;
	vcpu = steps = dumps = 0;
	mtrrs_as_pvh = true;
	say("@step %s\n", trace_about());
	/* What is in the console by now is not this scenario's. */
	xc_readconsolering(xch, console, &n, 1, 0, NULL);
}

int play_end(void)
{
	domain_destroy_all();
	return steps;
}

static uint64_t hex(int i)
{
	return strtoull(word[i], NULL, 16);
}

static uint64_t hex_or(int i, uint64_t otherwise)
{
	return words > i ? hex(i) : otherwise;
}

static struct domain *domain(int i)
{
	return domain_named(word[i][0]);
}

static bool is(const char *verb, int at_least)
{
	return !strcmp(word[0], verb) && words >= at_least;
}

static int by_guest(int cmd, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3)
{
	int rc = NONE;

	if (current && current->name && current->mailbox[vcpu])
		rc = domain_guest(current, vcpu, cmd, a0, a1, a2, a3);
	if (rc == GUEST_TIMED_OUT || rc == GUEST_DOWN)
		say("%s", domain_why_down());
	return rc;
}

static int wrmsr(void)
{
	int rc = by_guest(GUEST_WRMSR, hex(1), hex(2), hex(2) >> 32, 0);

	if (rc == 1)
		say("#GP ");
	return rc;
}

static int rdmsr(void)
{
	int rc = by_guest(GUEST_RDMSR, hex(1), 0, 0, 0);

	if (rc != NONE)
		say("= %08x%08x %s", current->mailbox[vcpu]->r1, current->mailbox[vcpu]->r0, rc ? "#GP " : "");
	return rc;
}

static int cr0(void)
{
	int rc = by_guest(GUEST_CR0, hex(1), hex(2), 0, 0);

	if (rc != NONE)
		say("cr0=%08x ", current->mailbox[vcpu]->r0);
	return rc;
}

/* grant OWNER TABLEGFN REF GFN TO: an entry of the owner's table. */
static int grant(struct domain *owner)
{
	struct domain *to = domain(5);
	grant_entry_v1_t *table = to ? domain_map(owner, hex(2)) : NULL, *g;

	if (!table)
		return to ? -1 : NONE;
	g = table + hex(3) % (XC_PAGE_SIZE / sizeof *g);
	g->domid = to->id;
	g->frame = hex(4);
	__sync_synchronize();
	g->flags = GTF_permit_access;
	munmap(table, XC_PAGE_SIZE);
	return 0;
}

/* mapgrant FROM REF GFN FLAGS: by the guest in use. Its structures are those of a 32-bit guest, which are the same. */
static int map_grant(struct domain *from)
{
	struct gnttab_map_grant_ref *g = current && current->name ? domain_map(current, SCRATCH_GFN) : NULL;
	int rc;

	if (!g)
		return NONE;
	memset(g, 0, sizeof *g);
	g->host_addr = hex(3) << XC_PAGE_SHIFT;
	g->flags = hex(4);
	g->ref = hex(2);
	g->dom = from->id;
	rc = by_guest(GUEST_HYPERCALL, GNTTABOP, 0, SCRATCH_GFN << XC_PAGE_SHIFT, 1);
	if (rc != NONE)
		say("hypercall %d status %d handle %u ", (int)current->mailbox[vcpu]->r0, g->status, g->handle);
	munmap(g, XC_PAGE_SIZE);
	return rc;
}

/* foreign D GFN FROM FROMGFN */
static int foreign(struct domain *d)
{
	struct domain *from = domain(3);
	xen_ulong_t index = hex(4);
	xen_pfn_t gfn = hex(2);
	int error = 0, rc;

	if (!from)
		return NONE;
	rc = xc_domain_add_to_physmap_batch(xch, d->id, from->id, XENMAPSPACE_gmfn_foreign, 1, &index, &gfn, &error);
	say("err %d ", error);
	return rc;
}

static int mtrr_record(struct domain *d)
{
	HVM_SAVE_TYPE(MTRR) m;
	int rc, i;

	memset(&m, 0, sizeof m);
	rc = xc_domain_hvm_getcontext_partial(xch, d->id, HVM_SAVE_CODE(MTRR), words > 2 ? atoi(word[2]) : 0, &m, sizeof m);
	say("def %lx pat %lx cap %lx var", (long)m.msr_mtrr_def_type, (long)m.msr_pat_cr, (long)m.msr_mtrr_cap);
	for (i = 0; i < 16; i++)
		say(" %lx", (long)m.msr_mtrr_var[i]);
	say(" fixed");
	for (i = 0; i < 11; i++)
		say(" %lx", (long)m.msr_mtrr_fixed[i]);
	say(" ");
	return rc;
}

/* Presses a debug key, and keeps what is in the console since it was read last. */
static int debug_key(const char *key, const char *label)
{
	int rc = xc_send_debug_keys(xch, key);
	unsigned i, n = sizeof console - 1;

	if (xc_readconsolering(xch, console, &n, 1, 0, NULL))
		n = 0;
	for (i = 0; i < n; i++)
		if (console[i] != '\n' && (console[i] < ' ' || console[i] > '~'))
			console[i] = '?';
	if (n && console[n - 1] != '\n')
		console[n++] = '\n';
	console_bytes = n;
	snprintf(console_name, sizeof console_name, "%02d-%s", dumps++, label);
	say("console %u bytes -> %s.console.txt ", n, console_name);
	return rc;
}

/* Of commands whose first argument is a domain. */
static int on_domain(struct domain *d)
{
	if (!d)
		return NONE;
	if (is("ram", 5))
		return domain_ram(d, hex(2), atoi(word[3]), atoi(word[4]));
	if (is("load", 2)) {
		current = d;
		vcpu = 0;
		return domain_load(d, mtrrs_as_pvh);
	}
	if (is("use", 3)) {
		if (atoi(word[2]) >= d->vcpus)
			return NONE;
		current = d;
		vcpu = atoi(word[2]);
		return 0;
	}
	if (is("iomem", 5))
		return xc_domain_iomem_permission(xch, d->id, hex(3), hex(4), atoi(word[2]));
	if (is("ioport", 5))
		return xc_domain_ioport_permission(xch, d->id, hex(3), hex(4), atoi(word[2]));
	if (is("mmap", 6))
		return xc_domain_memory_mapping(xch, d->id, hex(3), hex(4), hex(5), atoi(word[2]));
	if (is("pin", 5))
		return xendevicemodel_pin_memory_cacheattr(
			dm, d->id, hex(2), hex(3), strcmp(word[4], "del") ? hex(4) : XEN_DMOP_DELETE_MEM_CACHEATTR);
	if (is("physmap", 5))
		return xc_domain_add_to_physmap(xch, d->id, atoi(word[2]), hex(3), hex(4));
	if (is("unphysmap", 3)) {
		xen_pfn_t gfn = hex(2);

		return xc_domain_decrease_reservation_exact(xch, d->id, 1, 0, &gfn);
	}
	if (is("grant", 6))
		return grant(d);
	if (is("mapgrant", 5))
		return map_grant(d);
	if (is("foreign", 5))
		return foreign(d);
	if (is("target", 3))
		return domain(2) ? xc_domain_set_target(xch, d->id, domain(2)->id) : NONE;
	if (is("mtrrctx", 2))
		return mtrr_record(d);
	if (is("saverestore", 2))
		return domain_save_restore(d);
	return is("destroy", 2) ? domain_destroy(d) : NONE;
}

static int command(void)
{
	struct timespec begin, end;
	int rc;

	if (is("create", 3))
		return domain_create(word[1][0], atoi(word[2]), words > 3 && !strcmp(word[3], "iommu"));
	if (is("mtrrinit", 2)) {
		mtrrs_as_pvh = atoi(word[1]);
		return 0;
	}
	if (is("rd", 2))
		return by_guest(GUEST_READ, hex(1), hex_or(2, 1), hex_or(3, 1), 0);
	if (is("wr", 3))
		return by_guest(GUEST_WRITE, hex(1), hex_or(3, 1), hex_or(4, 1), hex(2));
	if (is("wrmsr", 3))
		return wrmsr();
	if (is("rdmsr", 2))
		return rdmsr();
	if (is("cr0", 3))
		return cr0();
	if (is("wbinvd", 1))
		return by_guest(GUEST_WBINVD, 0, 0, 0, 0);
	if (is("keys", 3))
		return debug_key(word[1], word[2]);
	if (is("dump", 2)) {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		rc = debug_key("D", word[1]);
		clock_gettime(CLOCK_MONOTONIC, &end);
		say(" %.2fs", end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9);
		return rc;
	}
	return words > 1 ? on_domain(domain(1)) : NONE;
}

static void result(int rc)
{
	if (rc == NONE) {
		say("BAD COMMAND");
		return;
	}
	if (rc < 0)
		say("rc=%d errno=%d (%s)", rc, errno, strerror(errno));
	else if (rc)
		say("rc=%d", rc);
	else
		say("ok");
	if (*trace_exits())
		say("  exits[%s]", trace_exits());
}

bool play(char *line)
{
	struct timespec begin, end;
	char *p;
	int rc;

	if (!line[0])
		return true;
	if (line[0] == '#') {
		say("@step %s\n", line);
		return true;
	}
	say("@step %3d %-40s ", steps++, line);
	words = 0;
	for (p = strtok(line, " \t"); p && words < MOST_WORDS; p = strtok(NULL, " \t"))
		word[words++] = p;
	word[words] = NULL;
	trace_forget();
	console_name[0] = 0;
	errno = 0;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	rc = words ? command() : NONE;
	result(rc);
	clock_gettime(CLOCK_MONOTONIC, &end);
	say("  (%.0f ms)\n", (end.tv_sec - begin.tv_sec) * 1e3 + (end.tv_nsec - begin.tv_nsec) / 1e6);
	if (console_name[0]) {
		say("@console %s\n", console_name);
		say_text(console, console_bytes);
	}
	return rc != GUEST_TIMED_OUT && rc != GUEST_DOWN;
}
