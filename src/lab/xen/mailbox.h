/* mailbox.h - what dom0 and a vCPU of the guest tell each other, in a page that both have mapped. */
#ifndef MAILBOX_H
#define MAILBOX_H

/* The guest's code, and the mailbox of vCPU 0; that of vCPU n is n pages later. Both are gfns below those of any scenario. */
#define GUEST_BASE 0x10000u
#define MAILBOX_GFN 0x12u
#define SCRATCH_GFN 0x19u

/* dom0 writes a command and increments req; the vCPU obeys, and makes done equal to it. */
struct mailbox {
	volatile unsigned req, done, cmd, a[4];
	volatile unsigned rc; /* 0: done; 1: #GP */
	volatile unsigned r0, r1;
};

enum {
	GUEST_READ = 1, /* a0: gfn, a1: how many, a2: step */
	GUEST_WRITE,    /* the same; a3: value */
	GUEST_WRMSR,    /* a0: MSR, a1: low, a2: high half */
	GUEST_RDMSR,    /* a0: MSR; r0: low, r1: high half */
	GUEST_CR0,      /* a0: bits to set, a1: bits to clear; r0: CR0 after that */
	GUEST_WBINVD,
	GUEST_HYPERCALL, /* a0: number, a1 to a3: arguments; r0: answer */
};

#endif
