// SPDX-License-Identifier: GPL-2.0
/*
@@HEAD@@
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/userfaultfd.h>
#include <linux/vfio.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifndef KVM_CAP_DISABLE_QUIRKS2
#define KVM_CAP_DISABLE_QUIRKS2 213
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef INSTANCE
#define INSTANCE "/sys/kernel/tracing/instances/stalemate" /* made for this program, and removed */
#endif
#define NCDMA_REGISTER 0xE0 /* of the lab's module, with the fd of a VM */
#define NCDMA_UNREGISTER 0xE1
#define NCDMA_DUMP 0xE3
#define CODE 0xf00000u
#define PAGE 4096u
#define LARGE (2u << 20)
#define LOADS 4096

enum kind { WRMSR, CR0, WRITE, HMSR, HCR0, REG, UNREG, QUIRK, ZAPALL, DISCARD, COLLAPSE, DIRTYLOG, RAM, RACEREG, LEAVES, SHOW };
/* LEAVES compares wants[a] and the b - 1 that follow; SHOW says what there is. */
struct op { enum kind kind; int vcpu; uint64_t a, b; const char *text; };
/* leaf: 0 for none; else bit 0, the memory type in bits 3:1, IPAT in bit 4, a page of 2 MiB in bit 5 */
struct want { uint32_t gpa; int leaf; };

@@TABLE@@

enum source { NONE, MODULE, TRACE, TIME };
static const char *const source_names[] = { "nothing", "the module's dump of the page tables", "the kernel's trace events", "timing" };
static enum source source;
static int kvm_fd, module_fd, vm, vcpus[VCPUS], groups[8], group_count, used_groups, vfio = -1, marker = -1, last_vcpu;
static int dirty = DIRTY, slots = 3, compared, differ, wb_ipat, others;
static struct kvm_run *runs[VCPUS];
static uint8_t *ram;
static FILE *save;
static struct leaf { uint64_t gfn, level, spte; } leaves[1 << 16];
static unsigned leaf_count;
static struct { struct kvm_cpuid2 head; struct kvm_cpuid_entry2 entries[200]; } cpuid;

static _Noreturn void __attribute__((format(printf, 1, 2))) cannot(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("cannot run here: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static int must(const char *what, int result)
{
	if (result < 0)
		cannot("%s: %s", what, strerror(errno));
	return result;
}

static int flag(const char *path)
{
	FILE *f = fopen(path, "r");
	int c = f ? fgetc(f) : 0;

	if (f)
		fclose(f);
	return c;
}

@@LEAVES@@

@@MACHINE@@

@@RACE@@

static double reference;

static double cycles(uint32_t gpa)
{
	return run_guest(last_vcpu, P_TIME, 0, gpa, LOADS, 0) / (double)LOADS;
}

/* A guest without non-coherent DMA has WB memory alone: how long a load of that takes. */
static void measure_reference(void)
{
	create(0);
	reference = cycles(0x1000);
	if (reference > 50)
		cannot("a load of WB memory takes a guest %.0f cycles here, so timing tells nothing", reference);
	close(vm);
	for (int v = 0; v < VCPUS; v++)
		close(vcpus[v]);
}

/* A load of WB, WT or WP memory hits the cache, one of UC or WC memory does not. Whether it was as long as it should be. */
static int timed(const struct want *w)
{
	double guests = cycles(w->gpa);

	printf("%.1f cycles a load (WB: %.1f)", guests, reference);
	return (guests < 8 * reference + 20) == ((w->leaf >> 1 & 7) >= 4);
}

static void look(const struct op *op)
{
	int shows = op->kind == SHOW, at_end = shows || op == last_leaves, has = 0, same;

	if (source == MODULE)
		read_module();
	else if (source == TRACE)
		read_trace();
	for (const struct want *w = wants + op->a; w < wants + op->a + op->b; w++) {
		if (source == TIME && !(at_end && (w->leaf || shows)))
			continue; /* timing would make a leaf where none is */
		printf("        gpa 0x%-8x ", w->gpa);
		if (source == TIME) {
			same = timed(w);
		} else {
			has = leaf_at(w->gpa);
			same = has == w->leaf;
			wb_ipat += (has & 31) == 29;
			others += has && (has & 31) != 29;
			say_leaf(has);
		}
		if (!shows) {
			compared++;
			differ += !same;
			printf(same ? ", as in the model" : ": DIFFERS, in the model ");
			if (!same)
				say_leaf(w->leaf);
		}
		printf("\n");
	}
}

static void play(const struct op *op)
{
	static int number;
	uint64_t a = op->a, b = op->b;

	if (op->kind == LEAVES || op->kind == SHOW) {
		mark("# dump %s\n", op->text);
		look(op);
		return;
	}
	printf("  %2d  vCPU %d: %s\n", ++number, op->vcpu, op->text);
	mark("# op %d vcpu %d %s\n", number, op->vcpu, op->text);
	switch (op->kind) {
	case WRMSR: run_guest(op->vcpu, P_WRMSR, b, 0, a, b >> 32); break;
	case CR0: run_guest(op->vcpu, P_CR0, a, 0, 0, 0); break;
	case WRITE: run_guest(op->vcpu, P_WRITE, 1, a, 0, 0); break;
	case HMSR: set_msr(op->vcpu, a, b); break;
	case HCR0: set_cr0(op->vcpu, a); break;
	case REG: device(1); break;
	case UNREG: device(0); break;
	case QUIRK: disable_quirks(a); break;
	case ZAPALL: set_slot(0, 0, 0, ram); set_slot(0, 0, (uint64_t)MB << 20, ram); break;
	case DISCARD: must("MADV_DONTNEED", madvise(ram + a, b * PAGE, MADV_DONTNEED)); break;
	case COLLAPSE: must("MADV_COLLAPSE", madvise(ram + (a & -(uint64_t)LARGE), LARGE, MADV_COLLAPSE)); break;
	case DIRTYLOG: dirty = a; set_slot(0, 0, (uint64_t)MB << 20, ram); break;
	case RAM: set_slot(slots++, a, b << 20, map_memory(b << 20)); break;
	case RACEREG: race(op->vcpu, a); break;
	default: break;
	}
}

static void choose_source(enum source wanted)
{
	const char *why = wanted == TIME ? "timing was asked for" : NULL;

	if (wanted == MODULE && module_fd < 0)
		cannot("/dev/ncdma: the module is not loaded");
	if (module_fd >= 0 && (wanted == NONE || wanted == MODULE))
		source = MODULE;
	else if (!why && !(why = begin_trace()))
		source = TRACE;
	else if (wanted == TRACE)
		cannot("%s", why);
	else
		source = TIME;
	if (source == TIME)
		printf("Leaves are not read (%s). Loads are timed after the last step, which tells neither IPAT nor sizes.\n", why);
}

int main(int argc, char **argv)
{
	const char *kvm = "/dev/kvm";
	enum source wanted = NONE;
	struct utsname host;
	int c;

	while ((c = getopt(argc, argv, "k:g:m:s:")) != -1) {
		if (c == 'k')
			kvm = optarg;
		else if (c == 'g')
			open_group(optarg);
		else if (c == 'm')
			wanted = *optarg == 'm' ? MODULE : *optarg == 'e' ? TRACE : TIME;
		else if (c != 's' || !(save = fopen(optarg, "w")))
			cannot("usage: %s [-k /dev/kvm] [-g VFIO-GROUP]... [-m module|events|time] [-s TRACE]", argv[0]);
	}
	kvm_fd = must(kvm, open(kvm, O_RDWR | O_CLOEXEC));
	if (ioctl(kvm_fd, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		cannot("%s is not KVM's", kvm);
	if (flag("/sys/module/kvm_intel/parameters/ept") != 'Y')
		cannot("KVM does not use EPT here, and no other tables have these memory types");
	module_fd = open("/dev/ncdma", O_RDWR | O_CLOEXEC);
	if (NEEDS_DMA && module_fd < 0 && !group_count)
		cannot("it needs a device with non-coherent DMA: -g GROUP of VFIO, or the lab's module ncdma");
	choose_source(wanted);
	uname(&host);
	printf("%s on Linux %s; the model is of %s; leaves by %s\n", name, host.release, kernels, source_names[source]);
	if (source == TIME)
		measure_reference();
	create(NCDMA);
	for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		play(&ops[i]);
	if (!compared)
		cannot("nothing was compared");
	if (differ && NEEDS_DMA && wb_ipat && !others)
		cannot("every leaf is WB+IPAT, so KVM knows of no non-coherent DMA: the device's IOMMU may enforce coherence");
	printf("%s: %d of %d leaves differ from the model's, by %s\n", differ ? "DIFFERS" : "as the model says", differ, compared,
	       source_names[source]);
	return differ != 0;
}
