/* Questions about KVM: for each the machine is filled, the design's function is called, and what it did becomes the answer. */
#include "harness-kvm.h"

#define PAGES_2M 512

const char stalemate_system[] = "kvm";

u64 stalemate_vmx_get_mt_mask(struct kvm_vcpu *, gfn_t, bool) OFFERED;
u64 stalemate_get_mt_mask(struct kvm_vcpu *, gfn_t, bool) OFFERED;
void stalemate_update_mtrr(struct kvm_vcpu *, u32) OFFERED;
void stalemate_kvm_post_set_cr0(struct kvm_vcpu *, unsigned long, unsigned long) OFFERED;
void stalemate_kvm_mtrr_post_set_cr0(struct kvm_vcpu *, unsigned long) OFFERED;
void stalemate_kvm_noncoherent_dma_assignment_start_or_stop(struct kvm *) OFFERED;
void stalemate_kvm_arch_register_noncoherent_dma(struct kvm *) OFFERED;
void stalemate_kvm_arch_unregister_noncoherent_dma(struct kvm *) OFFERED;
void stalemate_kvm_disabled_quirks(struct kvm *, u64) OFFERED;
void stalemate_kvm_tdp_page_fault(struct kvm_vcpu *, struct kvm_page_fault *) OFFERED;
bool stalemate_check_hugepage_cache_consistency(struct kvm_vcpu *, gfn_t, int) OFFERED;
bool stalemate_kvm_mtrr_check_gfn_range_consistency(struct kvm_vcpu *, gfn_t, int) OFFERED;
u8 stalemate_kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *, gfn_t) OFFERED;

bool stalemate_kvm_is_mmio_pfn(kvm_pfn_t) OFFERED;

/* The function that answers the question. */
static const char *function;

static void leaf(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	gfn_t gfn = flag(&text, "gfn");
	bool mmio = flag(&text, "mmio") != 0;
	asked.page = (struct host_page){ .told = true, .mmio = mmio, .pfn = gfn };
	begin_call(function, false);
	u64 is = (stalemate_vmx_get_mt_mask ? stalemate_vmx_get_mt_mask : stalemate_get_mt_mask)(v, gfn, mmio);
	end_call();
	u64 type = (is & VMX_EPT_MT_MASK) >> VMX_EPT_MT_EPTE_SHIFT;
	if ((is & ~shadow_memtype_mask) || type > MTRR_TYPE_WRBACK || type == 2 || type == 3)
		fault("%s() returns %#lx, which is no memory type that a leaf can have", function, (unsigned long)is);
	item("return %#lx", (unsigned long)is);
}

static void update_mtrr(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	u32 msr = (u32)flag(&text, "msr");
	if (msr == MSR_IA32_CR_PAT)
		return;
	begin_call(function, true);
	stalemate_update_mtrr(v, msr);
	end_call();
}

/* In the kernel's mtrr.c up to 6.2 the PAT is one of its MSRs; later the function refuses it, and it is not called for the PAT. */
static void set_pat(u64 *pat, u64 vcpu, u64 old)
{
	u64 is = *pat;
	*pat = old;
	begin_call(function, true);
	if (stalemate_kvm_mtrr_set_msr(&machine->vcpus[vcpu], MSR_IA32_CR_PAT, is) != 0)
		*pat = is;
	before.vcpus[vcpu].arch.pat = is;
	end_call();
}

/* The register has its old value, and the function writes the new one; the list of pairs is its own to keep. */
static void set_msr(char *text)
{
	u64 n = flag(&text, "vcpu");
	struct kvm_mtrr *m = &vcpu(n)->arch.mtrr_state, *was = &before.vcpus[n].arch.mtrr_state;
	u32 msr = (u32)flag(&text, "msr");
	u64 old = flag(&text, "old"), *to = stalemate_mtrr(m, msr);
	if (msr == MSR_IA32_CR_PAT) {
		if (stalemate_kvm_vcpu_mtrr_init)
			set_pat(&machine->vcpus[n].arch.pat, n, old);
		return;
	}
	if (!to)
		fault("the question has no MTRR %#x", msr);
	u64 beyond = is_mask(msr) ? vcpu(n)->arch.reserved_gpa_bits : 0, is = *to;
	*to = old | beyond;
	settle_mtrrs(vcpu(n));
	begin_call(function, true);
	int rc = stalemate_kvm_mtrr_set_msr(vcpu(n), msr, is & ~beyond);
	*stalemate_mtrr(was, msr) = is;
	was->head = m->head;
	for (int i = 0; i < KVM_NR_VAR_MTRR; i++)
		was->var_ranges[i].node = m->var_ranges[i].node;
	if (rc != 0 || *to != is)
		fault("%s() %s %#lx to MSR %#x, which the guest wrote", function, rc ? "refuses to write" : "does not write", (unsigned long)is, msr);
	end_call();
}

static void post_set_cr0(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	unsigned long old = flag(&text, "old"), cr0 = flag(&text, "cr0");
	begin_call(function, true);
	if (stalemate_kvm_post_set_cr0)
		stalemate_kvm_post_set_cr0(v, old, cr0);
	else
		stalemate_kvm_mtrr_post_set_cr0(v, cr0);
	end_call();
}

static void start_or_stop(char *text)
{
	(void)text;
	begin_call(function, true);
	stalemate_kvm_noncoherent_dma_assignment_start_or_stop(&machine->kvm);
	end_call();
}

/* It counts the device itself. */
static void register_or_unregister(char *text)
{
	int from = (int)flag(&text, "before"), to = (int)flag(&text, "after");
	function = to > from ? "kvm_arch_register_noncoherent_dma" : "kvm_arch_unregister_noncoherent_dma";
	atomic_set(&machine->kvm.arch.noncoherent_dma_count, from);
	begin_call(function, true);
	(to > from ? stalemate_kvm_arch_register_noncoherent_dma : stalemate_kvm_arch_unregister_noncoherent_dma)(&machine->kvm);
	atomic_set(&before.kvm.arch.noncoherent_dma_count, to);
	end_call();
}

static void quirks_disabled(char *text)
{
	(void)text;
	begin_call(function, true);
	stalemate_kvm_disabled_quirks(&machine->kvm, KVM_X86_QUIRK_IGNORE_GUEST_PAT);
	end_call();
}

static void page_fault(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	gfn_t gfn = flag(&text, "gfn");
	struct kvm_page_fault fault_2M = { .addr = gfn_to_gpa(gfn), .gfn = gfn, .max_level = PG_LEVEL_2M };
	begin_call(function, false);
	stalemate_kvm_tdp_page_fault(v, &fault_2M);
	end_question();
	if (fault_2M.max_level < PG_LEVEL_4K || fault_2M.max_level > PG_LEVEL_2M)
		fault("%s() left fault->max_level at %d", function, fault_2M.max_level);
	item("return %d", fault_2M.max_level == PG_LEVEL_2M);
}

static void consistency(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	gfn_t gfn = flag(&text, "gfn");
	begin_call(function, false);
	bool whole = stalemate_check_hugepage_cache_consistency(v, gfn, PT_DIRECTORY_LEVEL);
	end_question();
	item("return %d", whole);
}

static void range_consistency(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	gfn_t gfn = ALIGN_DOWN(flag(&text, "gfn"), PAGES_2M);
	begin_call(function, false);
	bool uniform = stalemate_kvm_mtrr_check_gfn_range_consistency(v, gfn, PAGES_2M);
	end_question();
	item("return %d", uniform);
}

static void guest_type(char *text)
{
	struct kvm_vcpu *v = vcpu(flag(&text, "vcpu"));
	gfn_t gfn = flag(&text, "gfn");
	begin_call(function, false);
	u8 type = stalemate_kvm_mtrr_get_guest_memory_type(v, gfn);
	end_question();
	if (type > MTRR_TYPE_WRBACK || type == 2 || type == 3)
		fault("%s() returns %d, which is no memory type", function, type);
	item("return %d", type);
}

/* It has no machine: nothing but the host's page matters. */
static void is_mmio(char *text)
{
	struct host_page *p = &asked.page;
	*p = (struct host_page){ .known = true, .pfn = flag(&text, "gfn") };
	p->valid = flag(&text, "valid") != 0;
	p->page.reserved = flag(&text, "reserved") != 0;
	p->e820 = flag(&text, "e820") != 0;
	p->tracked = flag(&text, "tracked") != 0;
	p->pat = (int)flag(&text, "pat");
	p->mtrr = (int)flag(&text, "mtrr");
	begin_call(function, false);
	bool mmio = stalemate_kvm_is_mmio_pfn(p->pfn);
	end_question();
	item("return %d", mmio);
}

/* The calls of the protocol, and the functions that answer them. Of several for one call, the first that the design has does. */
struct call {
	const char *call, *function;
	const void *there;
	void (*answer)(char *arguments);
} stalemate_calls[] = {
	{ "leaf", "vmx_get_mt_mask", stalemate_vmx_get_mt_mask, leaf },
	{ "leaf", "get_mt_mask", stalemate_get_mt_mask, leaf },
	{ "msr-written", "kvm_mtrr_set_msr", stalemate_kvm_mtrr_set_msr, set_msr },
	{ "msr-written", "update_mtrr", stalemate_update_mtrr, update_mtrr },
	{ "cr0-written", "kvm_post_set_cr0", stalemate_kvm_post_set_cr0, post_set_cr0 },
	{ "cr0-written", "kvm_mtrr_post_set_cr0", stalemate_kvm_mtrr_post_set_cr0, post_set_cr0 },
	{ "noncoherent-dma", "kvm_arch_register_noncoherent_dma", stalemate_kvm_arch_register_noncoherent_dma, register_or_unregister },
	{ "noncoherent-dma", "kvm_noncoherent_dma_assignment_start_or_stop", stalemate_kvm_noncoherent_dma_assignment_start_or_stop,
		start_or_stop },
	{ "large", "kvm_tdp_page_fault", stalemate_kvm_tdp_page_fault, page_fault },
	{ "large", "check_hugepage_cache_consistency", stalemate_check_hugepage_cache_consistency, consistency },
	{ "uniform", "kvm_mtrr_check_gfn_range_consistency", stalemate_kvm_mtrr_check_gfn_range_consistency, range_consistency },
	{ "type", "kvm_mtrr_get_guest_memory_type", stalemate_kvm_mtrr_get_guest_memory_type, guest_type },
	{ "pat-quirk-disabled", "kvm_disabled_quirks", stalemate_kvm_disabled_quirks, quirks_disabled },
	{ "mmio", "kvm_is_mmio_pfn", stalemate_kvm_is_mmio_pfn, is_mmio },
};

/* The function that answers a call; NULL if the design has none. */
static const struct call *answered(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(stalemate_calls); i++)
		if (stalemate_calls[i].there && strcmp(name, stalemate_calls[i].call) == 0)
			return &stalemate_calls[i];
	return NULL;
}

/* Before main() takes away the right to ask for memory. */
static void __attribute__((constructor)) prepare(void)
{
	make_machine();
}

void describe(void)
{
	const char *between = "ok calls=";
	for (size_t i = 0; i < ARRAY_SIZE(stalemate_calls); i++)
		if (answered(stalemate_calls[i].call) == &stalemate_calls[i]) {
			say("%s%s:%s", between, stalemate_calls[i].call, stalemate_calls[i].function);
			between = ",";
		}
	between = " keeps=";
	for (unsigned int k = 0; k < declared(); k++) {
		say("%s%s:%u", between, __start_stalemate_kept[k].name, __start_stalemate_kept[k].bound);
		between = ",";
	}
	if (copies())
		say(" mtrr-copies=%d", copies());
	if (can_demand)
		say(" vcpus=on-demand");
}

void answer(char *question)
{
	char *text = part(&question), *name = text ? word(&text) : NULL;
	const struct call *call = answered(name ? name : "");
	if (!call)
		fault("the design does not answer %.40s", name ? name : "nothing");
	function = call->function;
	memset(&asked.page, 0, sizeof(asked.page));
	if (call->answer != is_mmio)
		read_machine(question);
	call->answer(text);
}
