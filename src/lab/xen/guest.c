/*
 * guest.c - a PVH-style guest without paging, in flat 32-bit mode: each vCPU obeys one command after another, see mailbox.h.
 * It is built to a flat binary that runs at GUEST_BASE; edi is the vCPU's number, and dom0 has set its stack.
 */
#include "mailbox.h"

#define IDT 0x18000u
#define SCHED_OP_COMPAT 29 /* with 0: yield, so that an idle vCPU leaves the guest */

asm(".globl _start\n.section .text.start\n_start:\n"
    "lgdt gdtr\n ljmp $8,$1f\n"
    "1: mov $16,%ax\n mov %ax,%ds\n mov %ax,%es\n mov %ax,%ss\n mov %ax,%fs\n mov %ax,%gs\n"
    "lidt idtr\n push %edi\n call obey\n2: hlt\n jmp 2b\n"
    "gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff\n"
    "gdtr: .word 23\n .long gdt\n"
    "idtr: .word 32*8-1\n .long 0x18000\n"
    ".text\n"
    /* A fault with an error code, and one without: go on at `recover`. */
    ".globl trap_err\ntrap_err: add $4,%esp\n"
    ".globl trap_noerr\ntrap_noerr: push %eax\n mov recover,%eax\n test %eax,%eax\n jz 3f\n mov %eax,4(%esp)\n pop %eax\n iret\n"
    "3: ud2\n");
extern char trap_err[], trap_noerr[];
unsigned recover;

static unsigned hypercall(unsigned nr, unsigned b, unsigned c, unsigned d)
{
	asm volatile("vmcall" : "+a"(nr), "+b"(b), "+c"(c), "+d"(d)::"memory", "esi", "edi");
	return nr;
}

static void gate(int n, char *handler)
{
	unsigned *g = (unsigned *)(IDT + n * 8), a = (unsigned)handler;

	g[0] = 0x80000 | (a & 0xffff);
	g[1] = (a & 0xffff0000) | 0x8e00;
}

static unsigned wrmsr(unsigned msr, unsigned low, unsigned high)
{
	unsigned failed = 1;

	asm volatile("movl $1f,recover\n wrmsr\n movl $0,%0\n1: movl $0,recover"
		     : "+m"(failed)
		     : "c"(msr), "a"(low), "d"(high)
		     : "memory");
	return failed;
}

static unsigned rdmsr(unsigned msr, unsigned *low, unsigned *high)
{
	unsigned failed = 1, l = 0, h = 0;

	asm volatile("movl $1f,recover\n rdmsr\n movl $0,%0\n1: movl $0,recover"
		     : "+m"(failed), "+a"(l), "+d"(h)
		     : "c"(msr)
		     : "memory");
	*low = l;
	*high = h;
	return failed;
}

static unsigned cr0(unsigned set, unsigned clear, unsigned *after)
{
	unsigned failed = 1, v;

	asm volatile("mov %%cr0,%0" : "=r"(v));
	v = (v | set) & ~clear;
	asm volatile("movl $1f,recover\n mov %1,%%cr0\n movl $0,%0\n1: movl $0,recover" : "+m"(failed) : "r"(v) : "memory");
	asm volatile("mov %%cr0,%0" : "=r"(v));
	*after = v;
	return failed;
}

static unsigned command(struct mailbox *m)
{
	unsigned sum = 0, i, low = 0, high = 0, rc = 0;

	switch (m->cmd) {
	case GUEST_READ:
		for (i = 0; i < m->a[1]; i++)
			sum += *(volatile unsigned *)((m->a[0] + i * m->a[2]) << 12);
		low = sum;
		break;
	case GUEST_WRITE:
		for (i = 0; i < m->a[1]; i++)
			*(volatile unsigned *)(((m->a[0] + i * m->a[2]) << 12) + 8) = m->a[3];
		break;
	case GUEST_WRMSR:
		rc = wrmsr(m->a[0], m->a[1], m->a[2]);
		break;
	case GUEST_RDMSR:
		rc = rdmsr(m->a[0], &low, &high);
		break;
	case GUEST_CR0:
		rc = cr0(m->a[0], m->a[1], &low);
		break;
	case GUEST_WBINVD:
		asm volatile("wbinvd" ::: "memory");
		break;
	case GUEST_HYPERCALL:
		low = hypercall(m->a[0], m->a[1], m->a[2], m->a[3]);
		break;
	}
	m->r0 = low;
	m->r1 = high;
	return rc;
}

void obey(unsigned vcpu)
{
	struct mailbox *m = (struct mailbox *)((MAILBOX_GFN + vcpu) << 12);

	if (!vcpu) {
		gate(6, trap_noerr);
		gate(13, trap_err);
		gate(14, trap_err);
	}
	for (;;) {
		if (m->req == m->done) {
			hypercall(SCHED_OP_COMPAT, 0, 0, 0);
			continue;
		}
		m->rc = command(m);
		m->done = m->req;
	}
}
