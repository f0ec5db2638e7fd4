/* Questions about xen-ept: the domain of each is filled, the design's function is called, and what it did becomes the answer. */
#include "harness-xen.h"

#define MOST_VCPUS 8
#define FIXED_MSRS 11
#define EPT_EMT_SHIFT 3
#define EPT_IPAT (1U << 6)
/* Where the range lies that is permitted, revoked or mapped: a design can't tell one from another. */
#define FIRST 0xf0000UL
#define LAST 0xf00ffUL

const char stalemate_system[] = "xen-ept";

#define OFFERED __attribute__((weak))
int stalemate_epte_get_entry_emt(struct domain *, gfn_t, mfn_t, unsigned int, bool *, p2m_type_t) OFFERED;
bool stalemate_guest_types_count(struct domain *) OFFERED;
bool stalemate_cache_flush_permitted(struct domain *) OFFERED;
void stalemate_memory_type_changed(struct domain *) OFFERED;
int stalemate_mtrr_get_type(const struct mtrr_state *, paddr_t, unsigned int) OFFERED;
int stalemate_iomem_permit_access(struct domain *, unsigned long, unsigned long) OFFERED;
int stalemate_iomem_deny_access(struct domain *, unsigned long, unsigned long) OFFERED;
int stalemate_ioports_permit_access(struct domain *, unsigned long, unsigned long) OFFERED;
int stalemate_ioports_deny_access(struct domain *, unsigned long, unsigned long) OFFERED;
void stalemate_domctl_memory_mapping(struct domain *, unsigned long, unsigned long) OFFERED;
void stalemate_pinned_cacheattr_set(struct domain *, uint32_t, int, bool) OFFERED;
void stalemate_pinned_cacheattr_deleted(struct domain *, uint32_t) OFFERED;
int stalemate_pinned_cacheattr_permitted(struct domain *, uint32_t) OFFERED;
void stalemate_mtrr_changed(struct domain *, bool) OFFERED;
void stalemate_vmx_handle_cd(struct vcpu *, unsigned long) OFFERED;
void stalemate_pdevs_changed(struct domain *) OFFERED;

/* The machine is where memory that nothing may touch begins. What the design must not change is compared with a copy after each call. */
static struct machine {
	struct domain domain, other;
	struct vcpu *list[MOST_VCPUS];
	struct vcpu vcpus[MOST_VCPUS], stranger;
	struct mtrr_var_range ranges[MOST_VCPUS][MTRR_VCNT];
} *machine, before;

void expect_domain(const struct domain *d, const char *does)
{
	if (d != &machine->domain)
		fault("%s() %s a domain that is not the one it was called for", running(), does);
}

/* The function that answers the question. */
static const char *function;

static u64 flag(char **text, const char *name)
{
	char *word = value(text, name);
	return number(&word, ' ');
}

/* def=0xc06 fixed=0x..,.. var=BASE:MASK,.. */
static void read_mtrrs(struct mtrr_state *m, struct mtrr_var_range *ranges, char *text)
{
	u64 def = flag(&text, "def");
	memset(ranges, 0, MTRR_VCNT * sizeof(*ranges));
	*m = (struct mtrr_state){
		.var_ranges = ranges,
		.enabled = (def & BIT(11)) != 0,
		.fixed_enabled = (def & BIT(10)) != 0,
		.have_fixed = true,
		.def_type = (mtrr_type)def,
		.mtrr_cap = BIT(10) | BIT(8) | MTRR_VCNT,
	};
	char *list = value(&text, "fixed");
	for (int i = 0; i < FIXED_MSRS; i++) {
		u64 msr = number(&list, ',');
		for (int j = 0; j < 8; j++)
			m->fixed_ranges[8 * i + j] = (mtrr_type)(msr >> 8 * j);
	}
	list = value(&text, "var");
	for (int n = 0; *list; n++) {
		if (n == MTRR_VCNT)
			fault("the question has more than %d pairs of variable MTRRs", MTRR_VCNT);
		ranges[n].base = number(&list, ':');
		ranges[n].mask = number(&list, ',');
		m->overlapped |= n > 0;
	}
}

static struct vcpu *vcpu(u64 n)
{
	if (n >= machine->domain.max_vcpus)
		fault("the question has no vCPU %lu", (unsigned long)n);
	return machine->list[n];
}

static void read_vcpu(char *text)
{
	struct domain *d = &machine->domain;
	unsigned int n = d->max_vcpus++;
	char *name = word(&text);
	if (n == MOST_VCPUS || !name || strcmp(name, "vcpu") != 0 || number(&text, ' ') != n)
		fault("the question has something else instead of vCPU %u", n);
	struct vcpu *v = machine->list[n] = &machine->vcpus[n];
	v->vcpu_id = (int)n;
	v->domain = d;
	v->arch.hvm.cache_disabled = flag(&text, "cd") != 0;
	read_mtrrs(&v->arch.hvm.mtrr, machine->ranges[n], text);
	v->arch.hvm.pat_cr = 0x0007040600070406ULL;
}

static void read_domain(char *text)
{
	struct domain *d = &machine->domain;
	char *vm = part(&text), *next, *name = vm ? word(&vm) : NULL;
	if (!name || strcmp(name, "vm") != 0)
		fault("the question has no machine");
	memset(machine, 0, sizeof(*machine));
	*d = (struct domain){ .domain_id = 1, .options = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap, .vcpu = machine->list };
	d->options |= flag(&vm, "iommu") ? XEN_DOMCTL_CDF_iommu : 0;
	d->options |= flag(&vm, "any-type") ? XEN_DOMCTL_CDF_full_cacheability : 0;
	d->creation_finished = flag(&vm, "started") != 0;
	d->pdevs = (unsigned int)flag(&vm, "devices");
	asked.iomem.cover = flag(&vm, "iomem") ? ALL : NONE;
	asked.ioport.cover = flag(&vm, "ioport") ? ALL : NONE;
	asked.flush_permitted = flag(&vm, "flush-permitted") != 0;
	d->iomem_caps = &asked.iomem;
	d->arch.ioport_caps = &asked.ioport;
	d->arch.hvm.vmx.apic_access_mfn = ~0UL;
	char *on = value(&vm, "current");
	while ((next = part(&text)))
		read_vcpu(next);
	machine->stranger.domain = &machine->other;
	stalemate_current = strcmp(on, "none") == 0 ? &machine->stranger : vcpu(number(&on, ' '));
	mtrr_state = (struct mtrr_state){ .var_ranges = machine->ranges[0], .enabled = true, .def_type = MTRR_TYPE_WRBACK };
}

/* From here to end_call() the design runs. */
static struct domain *begin_call(void)
{
	memcpy(&before, machine, sizeof(before));
	entering(function);
	return &machine->domain;
}

/* Back in the harness: what the design may not change must be as it was. */
static void end_call(void)
{
	entering(NULL);
	for (unsigned int v = 0; v < machine->domain.max_vcpus; v++) {
		before.vcpus[v].arch.hvm.pat_cr = machine->vcpus[v].arch.hvm.pat_cr;
		before.vcpus[v].arch.hvm.cache_mode = machine->vcpus[v].arch.hvm.cache_mode;
	}
	if (memcmp(before.vcpus, machine->vcpus, sizeof(before.vcpus)) != 0
		|| memcmp(before.ranges, machine->ranges, sizeof(before.ranges)) != 0)
		fault("%s() changed a vCPU's MTRRs or number, which only the guest may change", function);
	if (memcmp(&before, machine, sizeof(before)) != 0)
		fault("%s() changed a field of struct domain, which is not its to change", function);
}

static int cover(char **text, const char *name)
{
	char *is = value(text, name);
	return strcmp(is, "all") == 0 ? ALL : strcmp(is, "part") == 0 ? PART : NONE;
}

static p2m_type_t p2m_type(const char *name)
{
	static const char *const names[] = { "ram", "mmio", "grant", "grant-ro", "foreign" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (p2m_type_t)i;
	fault("the question has no p2m type '%.40s'", name);
}

static void return_type(int type, unsigned int order, unsigned int ipat)
{
	if (type == -1 && order > 0)
		item("return split");
	else if (type == -1)
		fault("%s() returns -1 for a single frame, which can't be split", function);
	else if (type < 0 || type > MTRR_TYPE_WRBACK || type == 2 || type == 3)
		fault("%s() returns %d, which is no type that a leaf can have", function, type);
	else
		item("return %#x", (unsigned int)type << EPT_EMT_SHIFT | ipat);
}

static void emt(char *text)
{
	bool ipat = false;
	asked.gfn = flag(&text, "gfn");
	asked.mfn = flag(&text, "mfn");
	asked.order = (unsigned int)flag(&text, "order");
	p2m_type_t type = p2m_type(value(&text, "type"));
	asked.read_only.cover = cover(&text, "ro");
	asked.valid = flag(&text, "valid") != 0;
	asked.special = cover(&text, "special");
	if (flag(&text, "apic"))
		machine->domain.arch.hvm.vmx.apic_access_mfn = asked.mfn;
	char *pinned = value(&text, "pinned");
	asked.pinned = strcmp(pinned, "none") == 0 ? NOT_PINNED : strcmp(pinned, "part") == 0 ? PARTLY_PINNED : (int)number(&pinned, ' ');
	mtrr_state.def_type = (mtrr_type)flag(&text, "host");
	asked.typing = true;
	struct domain *d = begin_call();
	int is = stalemate_epte_get_entry_emt(d, _gfn(asked.gfn), _mfn(asked.mfn), asked.order, &ipat, type);
	end_call();
	return_type(is, asked.order, ipat ? EPT_IPAT : 0);
}

/* The MTRRs are vCPU 0's. */
static void mtrr_type_of(char *text)
{
	paddr_t address = flag(&text, "address");
	unsigned int order = (unsigned int)flag(&text, "order");
	const struct mtrr_state *m = &vcpu(0)->arch.hvm.mtrr;
	(void)begin_call();
	int type = stalemate_mtrr_get_type(m, address, order);
	end_call();
	return_type(type, order, 0);
}

static void types_count(char *text)
{
	(void)text;
	bool yes = stalemate_guest_types_count(begin_call());
	end_call();
	item("return %d", yes);
}

static void permitted(char *text)
{
	(void)text;
	bool yes = stalemate_cache_flush_permitted(begin_call());
	end_call();
	item("return %d", yes);
}

static void type_changed(char *text)
{
	(void)text;
	stalemate_memory_type_changed(begin_call());
	end_call();
}

static void range(char *text, struct rangeset *list, bool permit, int (*decide)(struct domain *, unsigned long, unsigned long))
{
	list->may_add = permit;
	list->may_remove = !permit;
	list->left = flag(&text, "left") != 0;
	asked.then = flag(&text, "then") != 0;
	int rc = decide(begin_call(), FIRST, LAST);
	end_call();
	if (!list->changed)
		fault("%s() did not %s %s", function, permit ? "add the range to" : "remove the range from", list->name);
	if (rc != 0)
		fault("%s() returns %d, though the list has changed", function, rc);
}

static void iomem_permit(char *text)
{
	range(text, &asked.iomem, true, stalemate_iomem_permit_access);
}

static void iomem_deny(char *text)
{
	range(text, &asked.iomem, false, stalemate_iomem_deny_access);
}

static void ioport_permit(char *text)
{
	range(text, &asked.ioport, true, stalemate_ioports_permit_access);
}

static void ioport_deny(char *text)
{
	range(text, &asked.ioport, false, stalemate_ioports_deny_access);
}

static void memory_mapping(char *text)
{
	asked.iomem.may_add = true;
	asked.then = flag(&text, "then") != 0;
	stalemate_domctl_memory_mapping(begin_call(), FIRST, LAST);
	end_call();
	if (asked.iomem.changed)
		item("permit");
}

static void pin(char *text)
{
	u32 type = (u32)flag(&text, "type");
	int rc = -(int)flag(&text, "errno");
	bool again = flag(&text, "again") != 0;
	stalemate_pinned_cacheattr_set(begin_call(), type, rc, again);
	end_call();
}

static void unpin(char *text)
{
	u32 type = (u32)flag(&text, "type");
	stalemate_pinned_cacheattr_deleted(begin_call(), type);
	end_call();
}

static void may_pin(char *text)
{
	u32 type = (u32)flag(&text, "type");
	int rc = stalemate_pinned_cacheattr_permitted(begin_call(), type);
	end_call();
	if (rc != 0 && rc != -EPERM)
		fault("%s() returns %d, which is neither 0 nor -EPERM", function, rc);
	item("return %d", rc == 0);
}

static void mtrr_written(char *text)
{
	bool restoring = flag(&text, "restoring") != 0;
	stalemate_mtrr_changed(begin_call(), restoring);
	end_call();
}

static void cd(char *text)
{
	struct vcpu *v = vcpu(flag(&text, "vcpu"));
	unsigned long cr0 = flag(&text, "value");
	(void)begin_call();
	stalemate_vmx_handle_cd(v, cr0);
	end_call();
}

static void devices_changed(char *text)
{
	(void)text;
	stalemate_pdevs_changed(begin_call());
	end_call();
}

/* Each call of the protocol: the function that it is for, whether the design has it, and how it is called. */
struct call {
	const char *call, *function;
	const void *there;
	void (*answer)(char *arguments);
} stalemate_calls[] = {
	{ "emt", "epte_get_entry_emt", stalemate_epte_get_entry_emt, emt },
	{ "types-count", "guest_types_count", stalemate_guest_types_count, types_count },
	{ "cache-flush-permitted", "cache_flush_permitted", stalemate_cache_flush_permitted, permitted },
	{ "memory-type-changed", "memory_type_changed", stalemate_memory_type_changed, type_changed },
	{ "mtrr-type", "mtrr_get_type", stalemate_mtrr_get_type, mtrr_type_of },
	{ "iomem-permit", "iomem_permit_access", stalemate_iomem_permit_access, iomem_permit },
	{ "iomem-deny", "iomem_deny_access", stalemate_iomem_deny_access, iomem_deny },
	{ "ioport-permit", "ioports_permit_access", stalemate_ioports_permit_access, ioport_permit },
	{ "ioport-deny", "ioports_deny_access", stalemate_ioports_deny_access, ioport_deny },
	{ "memory-mapping", "domctl_memory_mapping", stalemate_domctl_memory_mapping, memory_mapping },
	{ "pin", "pinned_cacheattr_set", stalemate_pinned_cacheattr_set, pin },
	{ "unpin", "pinned_cacheattr_deleted", stalemate_pinned_cacheattr_deleted, unpin },
	{ "may-pin", "pinned_cacheattr_permitted", stalemate_pinned_cacheattr_permitted, may_pin },
	{ "mtrr-written", "mtrr_changed", stalemate_mtrr_changed, mtrr_written },
	{ "cd", "vmx_handle_cd", stalemate_vmx_handle_cd, cd },
	{ "devices-changed", "pdevs_changed", stalemate_pdevs_changed, devices_changed },
};

/* Before main() takes away the right to ask for memory. */
static void __attribute__((constructor)) prepare(void)
{
	machine = guarded(sizeof(*machine));
}

void describe(void)
{
	const char *between = "ok calls=";
	for (size_t i = 0; i < ARRAY_SIZE(stalemate_calls); i++)
		if (stalemate_calls[i].there) {
			say("%s%s", between, stalemate_calls[i].call);
			between = ",";
		}
}

void answer(char *question)
{
	char *text = part(&question), *name = text ? word(&text) : NULL;
	for (size_t i = 0; name && i < ARRAY_SIZE(stalemate_calls); i++)
		if (stalemate_calls[i].there && strcmp(name, stalemate_calls[i].call) == 0) {
			function = stalemate_calls[i].function;
			asked.iomem = (struct rangeset){ .name = asked.iomem.name };
			asked.ioport = (struct rangeset){ .name = asked.ioport.name };
			asked.typing = false;
			read_domain(question);
			stalemate_calls[i].answer(text);
			return;
		}
	fault("the design does not answer %.40s", name ? name : "nothing");
}
