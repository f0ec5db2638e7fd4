/* xlab.h - what the files of xlab share. Numbers of domains, gfns and mfns are Xen's. */
#ifndef XLAB_H
#define XLAB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <xenctrl.h>
#include <xendevicemodel.h>

#include "mailbox.h"

/* say.c: what leaves the machine, byte by byte as it is said. */
void say_to_port(uint16_t port);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_text(const char *text, size_t bytes); /* lines "@text ..." */

/* trace.c: VM exits, from Xen's trace buffers. */
void trace_start(xc_interface *xch);
const char *trace_about(void); /* a comment that says whether exits are counted */
void trace_count(void);        /* reads what is new, forgets what was counted before */
void trace_forget(void);
const char *trace_exits(void); /* as in "WRMSR/32*1 EPT_MISCONFIG/49*2"; empty if there was none */

/* domain.c: domains and their guests. */
#define MOST_DOMAINS 8
#define MOST_VCPUS 4
#define GUEST_TIMED_OUT (-2)
#define GUEST_DOWN (-3)

struct domain {
	char name; /* 0 if there is none */
	uint32_t id;
	int vcpus;
	struct mailbox *mailbox[MOST_VCPUS];
};

void domain_lab(xc_interface *xch, const char *guest_binary);
struct domain *domain_named(char name); /* NULL if there is none */
int domain_create(char name, int vcpus, bool iommu);
int domain_ram(struct domain *d, unsigned long gfn, int count, int order);
int domain_load(struct domain *d, bool mtrrs_as_pvh);
int domain_save_restore(struct domain *d);
void *domain_map(struct domain *d, unsigned long gfn);
int domain_destroy(struct domain *d);
void domain_destroy_all(void);
/* Lets a vCPU obey one command, its domain being unpaused only for so long. */
int domain_guest(struct domain *d, int vcpu, int cmd, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3);
const char *domain_why_down(void);

/* play.c: the commands of a scenario. */
void play_lab(xc_interface *xch, xendevicemodel_handle *dm);
void play_begin(void);
bool play(char *line); /* false if the guest is lost, and so is the rest of the scenario */
int play_end(void);    /* how many commands it had */

#endif
