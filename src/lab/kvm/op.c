// SPDX-License-Identifier: GPL-2.0
/* The language of scenarios: each line is read and done. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "vmm.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#define NCDMA_REGISTER		0xE0
#define NCDMA_UNREGISTER	0xE1
#define NCDMA_DUMP		0xE3
#define SLOT1_SIZE		(8u << 20)
#define HOST_MMIO_SIZE		0x10000

struct scenario s;
int kvm_fd, nc_fd;

struct ncdma_dump { int32_t vm_fd; uint32_t len; uint64_t buf; uint32_t vcpu, pad; };

static void dump(const char *label)
{
	static struct { uint64_t gfn, level, spte; } leaves[1 << 16];
	struct ncdma_dump d = { .vm_fd = s.vm, .len = sizeof(leaves), .buf = (uintptr_t)leaves, .vcpu = s.ran };
	unsigned n;

	if (ioctl(nc_fd, NCDMA_DUMP, &d) < 0) {
		say_refused("dump");
		return;
	}
	n = d.len / sizeof(leaves[0]);
	say("dump %s %u", label, n);
	for (unsigned i = 0; i < n; i++)
		say("leaf %llx %llu %llx", (unsigned long long)leaves[i].gfn, (unsigned long long)leaves[i].level,
		    (unsigned long long)leaves[i].spte);
}

static void set_cr0_by_host(uint32_t value)
{
	struct kvm_sregs sregs;

	if (ioctl(s.vcpu[s.current], KVM_GET_SREGS, &sregs) < 0)
		die("KVM_GET_SREGS");
	sregs.cr0 = value;
	if (ioctl(s.vcpu[s.current], KVM_SET_SREGS, &sregs) < 0)
		say_refused("hcr0");
	else
		s.cr0[s.current] = value;
}

static void set_msr_by_host(uint32_t msr, uint64_t value)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = { .head.nmsrs = 1, .entry = { .index = msr, .data = value } };

	errno = 0;
	if (ioctl(s.vcpu[s.current], KVM_SET_MSRS, &msrs) != 1)
		say_refused("hmsr");
}

static void get_dirty_log(void)
{
	static uint64_t bitmap[8192];
	struct kvm_dirty_log log = { .slot = 0, .dirty_bitmap = bitmap };

	if (ioctl(s.vm, KVM_GET_DIRTY_LOG, &log) < 0)
		say_refused("getdirty");
}

static void add_host_mmio(uint64_t gpa, uint64_t hpa)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC);
	void *p = mmap(NULL, HOST_MMIO_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, hpa);

	if (p == MAP_FAILED)
		say_refused("hostmmio");
	else
		set_slot(2, gpa, HOST_MMIO_SIZE, p);
	close(fd);
}

static void add_ram(uint64_t gpa, unsigned mib)
{
	if (s.extra_slots == MOST_SLOTS) {
		errno = ENOSPC;
		say_refused("ram");
		return;
	}
	set_slot(3 + s.extra_slots++, gpa, (uint64_t)mib << 20, map_memory((size_t)mib << 20));
}

static void move_slot1(uint64_t gpa, unsigned mib)
{
	if (!s.ram1)
		s.ram1 = map_memory(SLOT1_SIZE);
	set_slot(1, gpa, (uint64_t)mib << 20, s.ram1);
}

static void touch(uint32_t gpa, unsigned pages)
{
	for (unsigned i = 0; i < pages; i++)
		guest_write(gpa + i * PAGE);
}

/* Whether there is such an operation. By the guest: */
static int guest_op(const char *op, uint64_t x, uint64_t y, int two)
{
	if (!strcmp(op, "wrmsr"))
		guest_wrmsr(x, y);
	else if (!strcmp(op, "rdmsr"))
		guest_rdmsr(x);
	else if (!strcmp(op, "cr0"))
		guest_cr0(x);
	else if (!strcmp(op, "read") || !strcmp(op, "mmio"))
		guest_read(x);
	else if (!strcmp(op, "write"))
		guest_write(x);
	else if (!strcmp(op, "exec"))
		guest_exec(x);
	else if (!strcmp(op, "touch"))
		touch(x, two ? y : 1);
	else if (!strcmp(op, "wbinvd"))
		guest_wbinvd();
	else
		return 0;
	return 1;
}

/* By the program that runs the guest: */
static int host_op(const char *op, uint64_t x, uint64_t y, int two)
{
	if (!strcmp(op, "hmsr"))
		set_msr_by_host(x, y);
	else if (!strcmp(op, "hcr0"))
		set_cr0_by_host(x);
	else if (!strcmp(op, "reg") || !strcmp(op, "unreg")) {
		if (ioctl(nc_fd, op[0] == 'r' ? NCDMA_REGISTER : NCDMA_UNREGISTER, s.vm) < 0)
			say_refused(op);
	} else if (!strcmp(op, "quirk"))
		disable_quirks(x);
	else if (!strcmp(op, "racereg"))
		race_register(x);
	else if (!strcmp(op, "discard")) {
		if (madvise(s.ram + x, (size_t)(two ? y : 1) * PAGE, MADV_DONTNEED) < 0)
			say_refused("discard");
	} else if (!strcmp(op, "collapse")) {
		if (madvise(s.ram + (x & ~(uint64_t)(LARGE - 1)), LARGE, MADV_COLLAPSE) < 0)
			say_refused("collapse");
	} else if (!strcmp(op, "dirtylog")) {
		s.dirty = x;
		set_slot0(1);
	} else if (!strcmp(op, "getdirty"))
		get_dirty_log();
	else if (!strcmp(op, "zapall")) {
		set_slot0(0);
		set_slot0(1);
	} else if (!strcmp(op, "slot1"))
		move_slot1(x, y);
	else if (!strcmp(op, "slot1del"))
		set_slot(1, 0, 0, s.ram1);
	else if (!strcmp(op, "ram"))
		add_ram(x, y);
	else if (!strcmp(op, "hostmmio"))
		add_host_mmio(x, y);
	else
		return 0;
	return 1;
}

static int *option(const char *key)
{
	static const struct { const char *key; int *value; } options[] = {
		{ "vcpus", &s.vcpus }, { "ncdma", &s.ncdma }, { "quirk_cd", &s.quirk_cd }, { "huge", &s.huge },
		{ "resetcr0", &s.resetcr0 }, { "mb", &s.mb }, { "maxphy", &s.maxphy }, { "mtrrs", &s.mtrrs },
		{ "dirty", &s.dirty }, { "trace", &s.trace },
	};

	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(options[i].key, key))
			return options[i].value;
	return NULL;
}

/* What counts is decimal: see docs/how-to/lab.md. */
static int second_is_decimal(const char *op)
{
	return !strcmp(op, "touch") || !strcmp(op, "discard") || !strcmp(op, "slot1") || !strcmp(op, "ram");
}

static void bad(const char *line)
{
	say("died bad-line-%.200s 22", line);
	exit(1);
}

static void do_op(const char *line, const char *op, const char *first, const char *second)
{
	uint64_t x = strtoull(first, NULL, 16);
	uint64_t y = strtoull(second, NULL, second_is_decimal(op) ? 10 : 16);

	create();
	if (!strcmp(op, "vcpu")) {
		s.current = atoi(first);
		if (s.current < 0 || s.current >= s.vcpus)
			bad(line);
		return;
	}
	if (!strcmp(op, "dump")) {
		dump(first);
		return;
	}
	s.ops++;
	say("op %d vcpu %d %s", s.ops, s.current, line);
	if (!guest_op(op, x, y, *second) && !host_op(op, x, y, *second))
		bad(line);
}

void play(FILE *text)
{
	char line[256], op[32], first[64], second[64];

	memset(&s, 0, sizeof(s));
	s.vcpus = s.ncdma = s.quirk_cd = s.mtrrs = 1;
	s.mb = 16;
	while (fgets(line, sizeof(line), text)) {
		line[strcspn(line, "\n")] = 0;
		*first = *second = 0;
		if (sscanf(line, "%31s %63s %63s", op, first, second) < 1)
			continue;
		if (!strcmp(op, "scenario")) {
			snprintf(s.name, sizeof(s.name), "%s", first);
			say("scenario %s", s.name);
		} else if (!strcmp(op, "opt")) {
			int *value = option(first);

			if (!value || s.created)
				bad(line);
			*value = atoi(second);
			if (value == &s.trace && s.trace)
				trace_start();
		} else if (!strcmp(op, "end")) {
			say("end %s %d", s.name, s.ops);
			trace_say();
			return;
		} else
			do_op(line, op, first, second);
	}
}
