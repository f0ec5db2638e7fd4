/*
 * The machine of a question about KVM: struct kvm and its vCPUs, and what the design keeps. It is filled before each call; what the design
 * must not change is compared with a copy afterwards, and what it may change is answered.
 */
#include "harness-kvm.h"

#define FIXED_MSRS 11
/* What the vCPU's CR0 is but for CD: PE, ET, NE and PG. */
#define REST_OF_CR0 0x80000031UL
/* The quirks that the base's host has disabled from the start: the tool sets it. */
#ifndef STALEMATE_DISABLED_QUIRKS
#define STALEMATE_DISABLED_QUIRKS 0
#endif

struct machine *machine, before;
/* Stands for each vCPU that the question does not have. */
static struct kvm_vcpu *not_sent;
static struct kept kept_before;

/* The function that runs. */
static const char *function;

struct kvm_vcpu *vcpu(u64 n)
{
	if (n >= (u64)atomic_read(&machine->kvm.online_vcpus))
		fault("the question has no vCPU %lu", (unsigned long)n);
	return &machine->vcpus[n];
}

bool is_mask(u32 msr)
{
	return msr > MTRRphysBase_MSR(0) && msr <= MTRRphysMask_MSR(KVM_NR_VAR_MTRR - 1) && (msr & 1);
}

/* def=0xc06 fixed=0x..,.. var=BASE:MASK,.. */
static void read_mtrrs(struct kvm_mtrr *m, char **text)
{
	m->deftype = flag(text, "def");
	char *list = value(text, "fixed");
	for (int i = 0; i < FIXED_MSRS; i++) {
		u64 msr = number(&list, ',');
		memcpy(&m->fixed_ranges[8 * i], &msr, sizeof(msr));
	}
	list = value(text, "var");
	for (int n = 0; *list; n++) {
		if (n == KVM_NR_VAR_MTRR)
			fault("the question has more than %d pairs of variable MTRRs", KVM_NR_VAR_MTRR);
		m->var_ranges[n].base = number(&list, ':');
		m->var_ranges[n].mask = number(&list, ',');
	}
}

/* Links the valid pairs by descending base, as the kernel does. */
static void link_pairs(struct kvm_mtrr *m)
{
	INIT_LIST_HEAD(&m->head);
	for (int n = 0; n < KVM_NR_VAR_MTRR; n++) {
		struct kvm_mtrr_range *pair = &m->var_ranges[n], *at;
		pair->node = (struct list_head){ NULL, NULL };
		if (!(pair->mask & BIT(11)))
			continue;
		list_for_each_entry(at, &m->head, node)
			if (at->base <= pair->base)
				break;
		list_add_tail(&pair->node, &at->node);
	}
}

static u64 reserved_gpa_bits(void)
{
	return ~0ULL << asked.maxphyaddr;
}

/* Whatever the write zaps was zapped long ago. */
static void write_again(struct kvm_vcpu *v, u32 msr, u64 is)
{
	entering("kvm_mtrr_set_msr");
	int rc = stalemate_kvm_mtrr_set_msr(v, msr, is);
	entering(NULL);
	if (rc != 0)
		fault("kvm_mtrr_set_msr() refuses to write %#lx to MSR %#x, which the guest wrote", (unsigned long)is, msr);
}

void settle_mtrrs(struct kvm_vcpu *v)
{
	struct kvm_mtrr *m = &v->arch.mtrr_state, is = *m;
	if (!stalemate_kvm_vcpu_mtrr_init || !stalemate_kvm_mtrr_set_msr) {
		link_pairs(m);
		return;
	}
	memcpy(&before, machine, sizeof(before));
	memset(m, 0, sizeof(*m));
	asked.writing_again = true;
	entering("kvm_vcpu_mtrr_init");
	stalemate_kvm_vcpu_mtrr_init(v);
	entering(NULL);
	for (u32 msr = MTRRphysBase_MSR(0); msr <= MSR_MTRRdefType; msr++) {
		u64 *value = stalemate_mtrr(&is, msr), beyond = is_mask(msr) ? v->arch.reserved_gpa_bits : 0;
		/* A mask that was never written is 0 in the kernel, too. */
		if (value && (*value & beyond) == beyond)
			write_again(v, msr, *value & ~beyond);
	}
	asked.writing_again = false;
	before.vcpus[v->vcpu_idx].arch.mtrr_state = *m;
	if (memcmp(&before, machine, sizeof(before)) != 0)
		fault("kvm_mtrr_set_msr() changed a field of struct kvm or struct kvm_vcpu, which is not its to change");
	for (u32 msr = MTRRphysBase_MSR(0); msr <= MSR_MTRRdefType; msr++) {
		u64 *value = stalemate_mtrr(&is, msr);
		if (value && *value != *stalemate_mtrr(m, msr))
			fault("kvm_mtrr_set_msr() does not write %#lx to MSR %#x, which the guest wrote", (unsigned long)*value, msr);
	}
}

static void read_vcpu(char *text)
{
	struct kvm *kvm = &machine->kvm;
	int n = (int)number(&text, ' ');
	struct kvm_vcpu *v = kvm->vcpus[n] = vcpu((u64)n);
	v->kvm = kvm;
	v->vcpu_id = v->vcpu_idx = n;
	v->arch.cr0 = REST_OF_CR0 | (flag(&text, "cd") ? X86_CR0_CD : 0);
	v->arch.apic = &v->arch.lapic;
	v->arch.lapic.sw_enabled = flag(&text, "online") != 0;
	v->arch.has_mtrr = flag(&text, "mtrr") != 0;
	v->arch.pat = flag(&text, "pat");
	v->arch.maxphyaddr = asked.maxphyaddr;
	v->arch.reserved_gpa_bits = reserved_gpa_bits();
	read_mtrrs(&v->arch.mtrr_state, &text);
	char *written = value(&text, "masks-written");
	for (int i = 0; *written; i++) {
		if (number(&written, ',') && i < KVM_NR_VAR_MTRR)
			v->arch.mtrr_state.var_ranges[i].mask |= v->arch.reserved_gpa_bits;
		else
			asked.masks_written = false;
	}
	settle_mtrrs(v);
}

/* How many of a number that is kept there are. */
static unsigned int elements(const struct stalemate_kept *kept)
{
	return kept->per == 'v' ? 1 : kept->per == 'c' ? (unsigned int)atomic_read(&machine->kvm.online_vcpus) : asked.frames;
}

/* vm.dirty=1 vcpu.seen=0,1 gfn.built=0,0 gfns=0x0,0x10 */
static void read_kept(char *text)
{
	char *words[MOST_KEPT];
	for (unsigned int k = 0; k < declared(); k++)
		words[k] = value(&text, __start_stalemate_kept[k].name);
	char *gfns = value(&text, "gfns");
	for (asked.frames = 0; *gfns; asked.frames++) {
		if (asked.frames == MOST_ELEMENTS)
			fault("the question has more than %d frames", MOST_ELEMENTS);
		asked.gfns[asked.frames] = number(&gfns, ',');
	}
	for (unsigned int k = 0; k < declared(); k++)
		for (unsigned int e = 0; e < elements(&__start_stalemate_kept[k]); e++)
			asked.kept->values[k][e] = (u32)number(&words[k], ',');
}

void read_machine(char *text)
{
	struct kvm *kvm = &machine->kvm;
	char *next, *vm = part(&text), *name = vm ? word(&vm) : NULL;
	if (!name || strcmp(name, "vm") != 0)
		fault("the question has no machine");
	memset(machine, 0, sizeof(*machine));
	memset(asked.kept, 0, sizeof(*asked.kept));
	asked.masks_written = true;
	atomic_set(&kvm->arch.noncoherent_dma_count, (int)flag(&vm, "dma"));
	kvm->arch.disabled_quirks = STALEMATE_DISABLED_QUIRKS;
	kvm->arch.disabled_quirks |= flag(&vm, "pat-quirk-disabled") ? KVM_X86_QUIRK_IGNORE_GUEST_PAT : 0;
	asked.maxphyaddr = (int)flag(&vm, "maxphyaddr");
	flag(&vm, "vcnt");
	u64 vcpus = flag(&vm, "vcpus");
	if (vcpus > MOST_VCPUS)
		fault("the question has more than %d vCPUs", MOST_VCPUS);
	atomic_set(&kvm->online_vcpus, (int)vcpus);
	for (u64 n = 0; n < vcpus; n++)
		kvm->vcpus[n] = not_sent;
	while ((next = part(&text)) && (name = word(&next))) {
		if (strcmp(name, "vcpu") == 0) {
			read_vcpu(next);
		} else if (strcmp(name, "kept") == 0) {
			read_kept(next);
		} else if (strcmp(name, "copy") == 0) {
			struct kvm_mtrr *copy = kept_mtrrs(kvm, (int)number(&next, ' '));
			read_mtrrs(copy, &next);
			for (int n = 0; n < KVM_NR_VAR_MTRR; n++)
				copy->var_ranges[n].mask |= reserved_gpa_bits();
		} else {
			fault("the question has '%.40s', which is no part of a machine", name);
		}
	}
}

void make_machine(void)
{
	machine = guarded(sizeof(*machine));
	asked.kept = guarded(sizeof(*asked.kept));
	not_sent = demanded(sizeof(*not_sent));
}

void begin_call(const char *name, bool event)
{
	function = name;
	memcpy(&before, machine, sizeof(before));
	memcpy(&kept_before, asked.kept, sizeof(kept_before));
	asked.event = event;
	entering(function);
}

static void __attribute__((noreturn)) changed(const char *field, int n)
{
	fault("%s() changed %s of vCPU %d, which only the guest may change", function, field, n);
}

static void compare_machine(void)
{
	for (int n = 0; n < MOST_VCPUS; n++) {
		struct kvm_vcpu_arch *is = &machine->vcpus[n].arch, *was = &before.vcpus[n].arch;
		if (is->cr0 != was->cr0)
			changed("vcpu->arch.cr0", n);
		if (is->pat != was->pat)
			changed("vcpu->arch.pat", n);
		if (memcmp(&is->mtrr_state, &was->mtrr_state, sizeof(is->mtrr_state)) != 0)
			changed("vcpu->arch.mtrr_state", n);
	}
	int count = atomic_read(&machine->kvm.arch.noncoherent_dma_count), devices = atomic_read(&before.kvm.arch.noncoherent_dma_count);
	if (count != devices)
		fault("%s() left kvm->arch.noncoherent_dma_count at %d, where it has to be %d", function, count, devices);
	if (memcmp(&before, machine, sizeof(before)) != 0)
		fault("%s() changed a field of struct kvm or struct kvm_vcpu, which is not its to change", function);
}

static void answer_kept(void)
{
	for (unsigned int k = 0; k < declared(); k++) {
		const struct stalemate_kept *kept = &__start_stalemate_kept[k];
		for (unsigned int e = 0; e < elements(kept); e++) {
			u32 is = asked.kept->values[k][e];
			if (is == kept_before.values[k][e])
				continue;
			if (is >= kept->bound)
				fault("%s() set %s to %u, which is declared for 0 to %u", function, kept->name, is, kept->bound - 1);
			if (kept->per == 'v')
				item("keep %s=%u", kept->name, is);
			else
				item("keep %s[%#lx]=%u", kept->name, (unsigned long)(kept->per == 'g' ? asked.gfns[e] : e), is);
		}
	}
}

static void answer_copies(void)
{
	u64 beyond = reserved_gpa_bits();
	for (int n = 0; n < copies(); n++)
		for (u32 msr = MTRRphysBase_MSR(0); msr <= MSR_MTRRdefType; msr++) {
			u64 *is = stalemate_mtrr(&asked.kept->copies[n], msr);
			if (is && *is != *stalemate_mtrr(&kept_before.copies[n], msr))
				item("keep copy%d.%#x=0x%lx", n, msr, (unsigned long)(is_mask(msr) ? *is & ~beyond : *is));
		}
}

void end_call(void)
{
	entering(NULL);
	compare_machine();
	if (memcmp(asked.kept, &kept_before, sizeof(kept_before)) != 0) {
		answer_kept();
		answer_copies();
	}
}

void end_question(void)
{
	entering(NULL);
	compare_machine();
	if (memcmp(asked.kept, &kept_before, sizeof(kept_before)) != 0)
		fault("%s() changed what the design keeps, which only a leaf and an event may change", function);
}
