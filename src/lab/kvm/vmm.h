/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The micro-VMM: it plays scenarios of memory types on a real KVM, and says what happened, a line for each fact.
 * docs/how-to/lab.md has the language of scenarios and of the answers.
 */
#ifndef VMM_H
#define VMM_H

#include <stdint.h>
#include <stdio.h>
#include <linux/kvm.h>

#define MOST_VCPUS	8
#define MOST_SLOTS	8
#define CODE_GPA	0xf00000u	/* where the guest's code is */
#define CR0_BASE	0x00000031u	/* PE | ET | NE */
#define CR0_CD		0x40000000u
#define CR0_NW		0x20000000u
#define PAGE		4096u
#define LARGE		(2u << 20)

/* The scenario that is being played. */
struct scenario {
	char name[64];
	int vcpus, ncdma, quirk_cd, huge, resetcr0, mb, maxphy, mtrrs, dirty, trace;
	int created, vm, vcpu[MOST_VCPUS], current, ran, ops;
	uint32_t cr0[MOST_VCPUS];
	struct kvm_run *run[MOST_VCPUS];
	uint8_t *ram, *ram1;
	int extra_slots;
};
extern struct scenario s;
extern int kvm_fd, nc_fd;

/* say.c: what leaves the machine */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_refused(const char *what);
void say_to_port(void);
void say_save_point(void);
_Noreturn void die(const char *what);
void trace_start(void);
void trace_mark(const char *text);
void trace_say(void);

/* vm.c: the virtual machine */
void find_capabilities(void);
int maxphyaddr(void);
void create(void);
void disable_quirks(uint64_t mask);
void set_slot0(int present);
int set_slot(int slot, uint64_t gpa, uint64_t size, uint8_t *hva);
uint8_t *map_memory(size_t size);

/* guest.c: what a vCPU does */
int guest_wrmsr(uint32_t msr, uint64_t value);
void guest_rdmsr(uint32_t msr);
int guest_cr0(uint32_t value);
void guest_read(uint32_t gpa);
void guest_write(uint32_t gpa);
void guest_exec(uint32_t gpa);
void guest_wbinvd(void);
void put_guest_code(void);
void set_guest_segments(struct kvm_sregs *sregs);

/* race.c: a vCPU is held in its fault while something else happens */
void race_register(uint32_t gpa);

/* op.c: the operations of the language */
void play(FILE *text);

#endif
