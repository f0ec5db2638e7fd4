// SPDX-License-Identifier: GPL-2.0
/* What a vCPU does. Its code is 32-bit and flat, without paging: each piece does one thing, then OUT 0x10 returns to the VMM. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include "vmm.h"

enum { WRMSR = 0x00, RDMSR = 0x10, CR0 = 0x20, READ = 0x30, WRITE = 0x40, WBINVD = 0x50, EXEC = 0x60, FAULT = 0x100 };
enum { DONE_PORT = 0x10, FAULT_PORT = 0x11 };

static const uint8_t code[] = {
	[WRMSR] = 0x0f, 0x30, 0xe6, DONE_PORT,		/* wrmsr */
	[RDMSR] = 0x0f, 0x32, 0xe6, DONE_PORT,		/* rdmsr */
	[CR0] = 0x0f, 0x22, 0xc0, 0xe6, DONE_PORT,	/* mov cr0, eax */
	[READ] = 0x8b, 0x03, 0xe6, DONE_PORT,		/* mov eax, [ebx] */
	[WRITE] = 0x89, 0x03, 0xe6, DONE_PORT,		/* mov [ebx], eax */
	[WBINVD] = 0x0f, 0x09, 0xe6, DONE_PORT,		/* wbinvd */
	[EXEC] = 0xff, 0xd3, 0xe6, DONE_PORT,		/* call ebx */
	[FAULT] = 0xe6, FAULT_PORT,			/* the handler of #GP */
};
#define GDT	0x800
#define IDT	0x900
#define STACK	0xff0
#define GP	13
#define RET	0xc3
#define CODE_OFFSET 0x7f0	/* in a page from which code is run */

void put_guest_code(void)
{
	uint8_t *page = s.ram + CODE_GPA;
	uint64_t *gdt = (void *)(page + GDT);
	uint32_t *idt = (void *)(page + IDT), handler = CODE_GPA + FAULT;

	memcpy(page, code, sizeof(code));
	gdt[1] = 0x00cf9b000000ffffull;
	gdt[2] = 0x00cf93000000ffffull;
	idt[GP * 2] = 8u << 16 | (handler & 0xffff);
	idt[GP * 2 + 1] = (handler & 0xffff0000u) | 0x8e00;
}

static void set_segment(struct kvm_segment *segment, int selector, int type)
{
	memset(segment, 0, sizeof(*segment));
	segment->limit = 0xffffffff;
	segment->selector = selector;
	segment->type = type;
	segment->present = segment->db = segment->s = segment->g = 1;
}

void set_guest_segments(struct kvm_sregs *sregs)
{
	set_segment(&sregs->cs, 8, 11);
	set_segment(&sregs->ds, 16, 3);
	sregs->es = sregs->fs = sregs->gs = sregs->ss = sregs->ds;
	sregs->gdt.base = CODE_GPA + GDT;
	sregs->gdt.limit = 23;
	sregs->idt.base = CODE_GPA + IDT;
	sregs->idt.limit = (GP + 1) * 8 - 1;
}

/* KVM completes an OUT at the next entry only. */
static void complete_out(struct kvm_run *run)
{
	run->immediate_exit = 1;
	ioctl(s.vcpu[s.current], KVM_RUN, 0);
	run->immediate_exit = 0;
}

/* Whether the piece of code came to its end; registers as they are then. */
static int go(int piece, struct kvm_regs regs, struct kvm_regs *after)
{
	struct kvm_run *run = s.run[s.current];
	int port;

	regs.rip = CODE_GPA + piece;
	regs.rsp = CODE_GPA + STACK;
	regs.rflags = 2;
	s.ran = s.current;
	if (ioctl(s.vcpu[s.current], KVM_SET_REGS, &regs) < 0)
		die("KVM_SET_REGS");
	for (;;) {
		if (ioctl(s.vcpu[s.current], KVM_RUN, 0) < 0) {
			if (errno == EINTR)
				continue;
			die("KVM_RUN");
		}
		if (run->exit_reason == KVM_EXIT_MMIO) {
			memset(run->mmio.data, 0, sizeof(run->mmio.data));
			continue;
		}
		if (run->exit_reason != KVM_EXIT_IO) {
			say("exit %u", run->exit_reason);
			return 0;
		}
		break;
	}
	port = run->io.port;
	if (after && ioctl(s.vcpu[s.current], KVM_GET_REGS, after) < 0)
		die("KVM_GET_REGS");
	complete_out(run);
	if (port == FAULT_PORT)
		say("gp");
	return port == DONE_PORT;
}

int guest_wrmsr(uint32_t msr, uint64_t value)
{
	return go(WRMSR, (struct kvm_regs){ .rax = (uint32_t)value, .rcx = msr, .rdx = value >> 32 }, NULL);
}

void guest_rdmsr(uint32_t msr)
{
	struct kvm_regs after;

	if (go(RDMSR, (struct kvm_regs){ .rcx = msr }, &after))
		say("value %llx", (unsigned long long)(after.rdx << 32 | (uint32_t)after.rax));
}

int guest_cr0(uint32_t value)
{
	int done = go(CR0, (struct kvm_regs){ .rax = value }, NULL);

	if (done)
		s.cr0[s.current] = value;
	return done;
}

void guest_read(uint32_t gpa)
{
	go(READ, (struct kvm_regs){ .rbx = gpa }, NULL);
}

void guest_write(uint32_t gpa)
{
	go(WRITE, (struct kvm_regs){ .rax = s.ops, .rbx = gpa }, NULL);
}

void guest_exec(uint32_t gpa)
{
	uint32_t at = (gpa & ~(PAGE - 1)) | CODE_OFFSET;

	if (at < (uint32_t)s.mb << 20)
		s.ram[at] = RET;
	go(EXEC, (struct kvm_regs){ .rbx = at }, NULL);
}

void guest_wbinvd(void)
{
	go(WBINVD, (struct kvm_regs){ 0 }, NULL);
}
