/* domain.c - PVH-style domains (HVM with EPT, a local APIC and no device model) by libxenctrl alone: no xenstore, no xl. */
#define _GNU_SOURCE
#include "xlab.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <xen/hvm/save.h>

#define SHADOW_MIB 4
#define MOST_KIB (4 << 20)
#define GUEST_SECONDS 5   /* of the machine's time, in which a command takes milliseconds */
#define GONE_TRIES 2000   /* of a millisecond */
#define PVH_DEF_TYPE 0x806 /* what libxenguest sets for a PVH guest */

static xc_interface *xch;
static const char *guest_binary;
static struct domain domains[MOST_DOMAINS];
static int created;
static char why_down[80];

void domain_lab(xc_interface *x, const char *binary)
{
	xch = x;
	guest_binary = binary;
}

struct domain *domain_named(char name)
{
	int i;

	for (i = 0; name && i < MOST_DOMAINS; i++)
		if (domains[i].name == name)
			return &domains[i];
	return NULL;
}

int domain_create(char name, int vcpus, bool iommu)
{
	struct xen_domctl_createdomain c = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | (iommu ? XEN_DOMCTL_CDF_iommu : 0),
		.max_vcpus = vcpus,
		.max_evtchn_port = 1023,
		.max_grant_frames = 4,
		.max_maptrack_frames = 4,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
		.arch = { .emulation_flags = XEN_X86_EMU_LAPIC },
	};
	unsigned int mib = SHADOW_MIB;
	struct domain *d = domains;
	int rc;

	while (d < domains + MOST_DOMAINS && d->name)
		d++;
	if (d == domains + MOST_DOMAINS || vcpus > MOST_VCPUS)
		return -1;
	memset(d, 0, sizeof *d);
	c.handle[0] = 0x42;
	c.handle[15] = ++created;
	rc = xc_domain_create(xch, &d->id, &c);
	if (rc)
		return rc;
	d->name = name;
	d->vcpus = vcpus;
	/* Xen 4.17 doesn't survive hvm_save() of a domain without vCPUs, so that this comes first. */
	rc = xc_domain_max_vcpus(xch, d->id, vcpus);
	if (!rc)
		rc = xc_domain_setmaxmem(xch, d->id, MOST_KIB);
	if (!rc)
		rc = xc_shadow_control(xch, d->id, XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION, &mib, 0);
	return rc;
}

int domain_ram(struct domain *d, unsigned long gfn, int count, int order)
{
	xen_pfn_t *extents = calloc(count, sizeof *extents);
	int i, rc;

	if (!extents)
		return -1;
	for (i = 0; i < count; i++)
		extents[i] = gfn + ((unsigned long)i << order);
	rc = xc_domain_populate_physmap_exact(xch, d->id, count, order, 0, extents);
	free(extents);
	return rc;
}

void *domain_map(struct domain *d, unsigned long gfn)
{
	return xc_map_foreign_range(xch, d->id, XC_PAGE_SIZE, PROT_READ | PROT_WRITE, gfn);
}

static int append(uint8_t *b, int n, int typecode, int instance, const void *record, int length)
{
	struct hvm_save_descriptor *s = (void *)(b + n);

	s->typecode = typecode;
	s->instance = instance;
	s->length = length;
	if (length)
		memcpy(s + 1, record, length);
	return n + sizeof *s + length;
}

static int load_code(struct domain *d)
{
	static uint8_t code[65536];
	FILE *f = fopen(guest_binary, "r");
	int n, i;

	if (!f)
		return -1;
	n = fread(code, 1, sizeof code, f);
	fclose(f);
	for (i = 0; i < n; i += XC_PAGE_SIZE) {
		uint8_t *p = domain_map(d, (GUEST_BASE + i) >> XC_PAGE_SHIFT);

		if (!p)
			return -1;
		memcpy(p, code + i, XC_PAGE_SIZE);
		munmap(p, XC_PAGE_SIZE);
	}
	return 0;
}

static void first_state(HVM_SAVE_TYPE(CPU) *c, int vcpu)
{
	memset(c, 0, sizeof *c);
	c->cs_limit = c->ds_limit = c->es_limit = c->ss_limit = c->fs_limit = c->gs_limit = ~0u;
	c->tr_limit = 0x67;
	c->cs_arbytes = 0xc9b;
	c->ds_arbytes = c->es_arbytes = c->ss_arbytes = c->fs_arbytes = c->gs_arbytes = 0xc93;
	c->tr_arbytes = 0x8b;
	c->cr0 = 0x11;
	c->rip = GUEST_BASE;
	c->rflags = 2;
	c->rsp = 0x21000 + vcpu * 0x1000;
	c->rdi = vcpu;
	c->dr6 = 0xffff0ff0;
	c->dr7 = 0x400;
}

/* All vCPUs in one XEN_DOMCTL_sethvmcontext, for each call takes down those of which it has no record. */
static int load_vcpus(struct domain *d, bool mtrrs_as_pvh)
{
	int header = sizeof(struct hvm_save_descriptor) + HVM_SAVE_LENGTH(HEADER);
	int n = xc_domain_hvm_getcontext(xch, d->id, NULL, 0), i;
	uint8_t *all = n > 0 ? calloc(1, n) : NULL, b[16384];

	if (!all || xc_domain_hvm_getcontext(xch, d->id, all, n) < 0) {
		free(all);
		return -1;
	}
	memcpy(b, all, header);
	free(all);
	n = header;
	for (i = 0; i < d->vcpus; i++) {
		HVM_SAVE_TYPE(CPU) c;
		HVM_SAVE_TYPE(MTRR) m;

		d->mailbox[i] = domain_map(d, MAILBOX_GFN + i);
		if (!d->mailbox[i])
			return -1;
		memset((void *)d->mailbox[i], 0, sizeof *d->mailbox[i]);
		if (mtrrs_as_pvh) {
			if (xc_domain_hvm_getcontext_partial(xch, d->id, HVM_SAVE_CODE(MTRR), i, &m, sizeof m))
				return -1;
			m.msr_mtrr_def_type = PVH_DEF_TYPE;
			n = append(b, n, HVM_SAVE_CODE(MTRR), i, &m, sizeof m);
		}
		first_state(&c, i);
		n = append(b, n, HVM_SAVE_CODE(CPU), i, &c, sizeof c);
	}
	n = append(b, n, HVM_SAVE_CODE(END), 0, NULL, 0);
	return xc_domain_hvm_setcontext(xch, d->id, b, n);
}

int domain_load(struct domain *d, bool mtrrs_as_pvh)
{
	return load_code(d) ? -1 : load_vcpus(d, mtrrs_as_pvh);
}

/* The whole HVM context out and in again, as a migration does it. */
int domain_save_restore(struct domain *d)
{
	int n = xc_domain_hvm_getcontext(xch, d->id, NULL, 0);
	uint8_t *b = n > 0 ? calloc(1, n) : NULL;

	if (!b)
		return -1;
	n = xc_domain_hvm_getcontext(xch, d->id, b, n);
	if (n > 0)
		n = xc_domain_hvm_setcontext(xch, d->id, b, n);
	free(b);
	return n;
}

int domain_destroy(struct domain *d)
{
	int i, rc;

	/* A page that dom0 maps would keep the domain, and its table in every later dump. */
	for (i = 0; i < d->vcpus; i++)
		if (d->mailbox[i])
			munmap((void *)d->mailbox[i], XC_PAGE_SIZE);
	rc = xc_domain_destroy(xch, d->id);
	d->name = 0;
	return rc;
}

void domain_destroy_all(void)
{
	xc_dominfo_t left;
	int i;

	for (i = 0; i < MOST_DOMAINS; i++)
		if (domains[i].name)
			domain_destroy(&domains[i]);
	/* What is freed later would be in the next scenario's dumps. */
	for (i = 0; i < GONE_TRIES && xc_domain_getinfo(xch, 1, 1, &left) == 1; i++)
		usleep(1000);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int domain_guest(struct domain *d, int vcpu, int cmd, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3)
{
	struct mailbox *m = d->mailbox[vcpu];
	double until = now() + GUEST_SECONDS;

	m->cmd = cmd;
	m->a[0] = a0;
	m->a[1] = a1;
	m->a[2] = a2;
	m->a[3] = a3;
	__sync_synchronize();
	m->req++;
	trace_count();
	if (xc_domain_unpause(xch, d->id))
		return -1;
	while (m->done != m->req) {
		xc_dominfo_t info;

		usleep(200);
		if (now() > until) {
			snprintf(why_down, sizeof why_down, "TIMEOUT ");
			xc_domain_pause(xch, d->id);
			return GUEST_TIMED_OUT;
		}
		if (xc_domain_getinfo(xch, d->id, 1, &info) != 1 || info.domid != d->id || info.shutdown || info.dying) {
			snprintf(why_down, sizeof why_down, "DOMAIN DOWN reason %u crashed %u ", info.shutdown_reason, info.crashed);
			return GUEST_DOWN;
		}
	}
	xc_domain_pause(xch, d->id);
	trace_count();
	return m->rc;
}

const char *domain_why_down(void)
{
	return why_down;
}
