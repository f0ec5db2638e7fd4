// SPDX-License-Identifier: GPL-2.0
/* The virtual machine: its CPUID, its memory slots, its vCPUs. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "vmm.h"

#ifndef KVM_CAP_DISABLE_QUIRKS2
#define KVM_CAP_DISABLE_QUIRKS2 213
#endif
#define NCDMA_REGISTER	0xE0

static struct {
	struct kvm_cpuid2 head;
	struct kvm_cpuid_entry2 entries[200];
} cpuid;
static int host_maxphyaddr = 36;
static int run_size;

void find_capabilities(void)
{
	run_size = ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	cpuid.head.nent = 200;
	if (run_size < 0 || ioctl(kvm_fd, KVM_GET_SUPPORTED_CPUID, &cpuid) < 0)
		die("KVM_GET_SUPPORTED_CPUID");
	for (unsigned i = 0; i < cpuid.head.nent; i++)
		if (cpuid.entries[i].function == 0x80000008)
			host_maxphyaddr = cpuid.entries[i].eax & 0xff;
}

int maxphyaddr(void)
{
	return s.maxphy ? s.maxphy : host_maxphyaddr;
}

void disable_quirks(uint64_t mask)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_DISABLE_QUIRKS2, .args = { mask } };

	if (ioctl(s.vm, KVM_ENABLE_CAP, &cap) < 0)
		say_refused("quirk");
}

int set_slot(int slot, uint64_t gpa, uint64_t size, uint8_t *hva)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = slot == 0 && s.dirty && size ? KVM_MEM_LOG_DIRTY_PAGES : 0,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = (uintptr_t)hva,
	};
	int result = ioctl(s.vm, KVM_SET_USER_MEMORY_REGION, &region);

	if (result < 0)
		say_refused("slot");
	return result;
}

void set_slot0(int present)
{
	set_slot(0, 0, present ? (uint64_t)s.mb << 20 : 0, s.ram);
}

uint8_t *map_memory(size_t size)
{
	/* 2 MiB more, so that the start can be aligned for large pages */
	uint8_t *p = mmap(NULL, size + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("mmap");
	p = (uint8_t *)(((uintptr_t)p + LARGE - 1) & ~(uintptr_t)(LARGE - 1));
	madvise(p, size, s.huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	return p;
}

static void set_cpuid(int vcpu)
{
	for (unsigned i = 0; i < cpuid.head.nent; i++) {
		struct kvm_cpuid_entry2 *e = &cpuid.entries[i];

		if (e->function == 0x80000008)
			e->eax = (e->eax & ~0xffu) | maxphyaddr();
		if (e->function == 1)
			e->edx = s.mtrrs ? e->edx | 1u << 12 : e->edx & ~(1u << 12);
	}
	if (ioctl(s.vcpu[vcpu], KVM_SET_CPUID2, &cpuid) < 0)
		die("KVM_SET_CPUID2");
}

static void create_vcpu(int i)
{
	struct kvm_sregs sregs;

	s.vcpu[i] = ioctl(s.vm, KVM_CREATE_VCPU, i);
	if (s.vcpu[i] < 0)
		die("KVM_CREATE_VCPU");
	set_cpuid(i);
	s.run[i] = mmap(NULL, run_size, PROT_READ | PROT_WRITE, MAP_SHARED, s.vcpu[i], 0);
	if (s.run[i] == MAP_FAILED)
		die("mmap of a vCPU");
	if (ioctl(s.vcpu[i], KVM_GET_SREGS, &sregs) < 0)
		die("KVM_GET_SREGS");
	set_guest_segments(&sregs);
	s.cr0[i] = CR0_BASE | (s.resetcr0 ? CR0_CD | CR0_NW : 0);
	sregs.cr0 = s.cr0[i];
	if (ioctl(s.vcpu[i], KVM_SET_SREGS, &sregs) < 0)
		die("KVM_SET_SREGS");
	say("cr0 %d %x", i, s.cr0[i]);
}

/* What stalemate trace must know of the virtual machine: the kernel's events tell none of it. */
static void say_machine_to_trace(void)
{
	char text[200];

	snprintf(text, sizeof(text), "# scenario %s vcpus=%d ncdma=%d quirk_cd=%d resetcr0=%d mb=%d maxphy=%d mtrrs=%d", s.name, s.vcpus,
		 s.ncdma, s.quirk_cd, s.resetcr0, s.mb, maxphyaddr(), s.mtrrs);
	trace_mark(text);
}

void create(void)
{
	uint64_t identity_map = 0xfffbc000;

	if (s.created)
		return;
	s.created = 1;
	say_machine_to_trace();
	s.vm = ioctl(kvm_fd, KVM_CREATE_VM, 0);
	if (s.vm < 0)
		die("KVM_CREATE_VM");
	if (ioctl(s.vm, KVM_SET_IDENTITY_MAP_ADDR, &identity_map) < 0 || ioctl(s.vm, KVM_SET_TSS_ADDR, 0xfffbd000) < 0)
		die("KVM_SET_TSS_ADDR");
	if (s.ncdma && ioctl(nc_fd, NCDMA_REGISTER, s.vm) < 0)
		die("non-coherent DMA");
	if (!s.quirk_cd)
		disable_quirks(KVM_X86_QUIRK_CD_NW_CLEARED);
	s.ram = map_memory((size_t)s.mb << 20);
	put_guest_code();
	set_slot0(1);
	for (int i = 0; i < s.vcpus; i++)
		create_vcpu(i);
}
