/* Pieces of 32-bit code without paging; OUT 0x10 returns from each, OUT 0x11 from a #GP. */
enum { P_WRMSR = 0x00, P_CR0 = 0x10, P_WRITE = 0x20, P_TIME = 0x30, P_FAULT = 0x100, GDT = 0x800, IDT = 0x900, GP = 13 };
static const uint8_t code[] = {
	[P_WRMSR] = 0x0f, 0x30, 0xe6, 0x10, /* wrmsr */
	[P_CR0] = 0x0f, 0x22, 0xc0, 0xe6, 0x10, /* mov cr0, eax */
	[P_WRITE] = 0x89, 0x03, 0xe6, 0x10, /* mov [ebx], eax */
	[P_TIME] = 0x8b, 0x03, 0x0f, 0x31, 0x89, 0xc6, /* mov eax, [ebx]; rdtsc; mov esi, eax */
	0x8b, 0x03, 0x49, 0x75, 0xfb, /* 1: mov eax, [ebx]; dec ecx; jnz 1b */
	0x0f, 0x31, 0x29, 0xf0, 0xe6, 0x10, /* rdtsc; sub eax, esi */
	[P_FAULT] = 0xe6, 0x11,
};

static uint32_t run_guest(int v, int piece, uint64_t eax, uint32_t ebx, uint32_t ecx, uint32_t edx)
{
	struct kvm_regs regs = { .rip = CODE + piece, .rsp = CODE + 0xff0, .rflags = 2,
		.rax = (uint32_t)eax, .rbx = ebx, .rcx = ecx, .rdx = edx };
	struct kvm_run *run = runs[v];

	last_vcpu = v;
	must("KVM_SET_REGS", ioctl(vcpus[v], KVM_SET_REGS, &regs));
	while (ioctl(vcpus[v], KVM_RUN, 0) < 0)
		if (errno != EINTR)
			cannot("KVM_RUN: %s", strerror(errno));
	if (run->exit_reason != KVM_EXIT_IO)
		cannot("the guest ended with exit reason %u", run->exit_reason);
	if (run->io.port != 0x10)
		printf("      #GP\n");
	must("KVM_GET_REGS", ioctl(vcpus[v], KVM_GET_REGS, &regs));
	run->immediate_exit = 1; /* KVM completes an OUT as it enters again */
	ioctl(vcpus[v], KVM_RUN, 0);
	run->immediate_exit = 0;
	return regs.rax;
}

static void set_slot(int slot, uint64_t gpa, uint64_t size, uint8_t *hva)
{
	struct kvm_userspace_memory_region region = { .slot = slot, .guest_phys_addr = gpa, .memory_size = size,
		.userspace_addr = (uintptr_t)hva, .flags = slot == 0 && size && dirty ? KVM_MEM_LOG_DIRTY_PAGES : 0 };

	must("KVM_SET_USER_MEMORY_REGION", ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region));
}

static uint8_t *map_memory(size_t size)
{
	uint8_t *p = mmap(NULL, size + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		cannot("mmap: %s", strerror(errno));
	p = (uint8_t *)(((uintptr_t)p + LARGE - 1) & ~(uintptr_t)(LARGE - 1));
	madvise(p, size, HUGE ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	return p;
}

static void open_group(const char *path)
{
	int container = open("/dev/vfio/vfio", O_RDWR), group = open(path, O_RDWR);

	if (group_count == 8 || container < 0 || group < 0 || ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) < 0
	    || ioctl(container, VFIO_SET_IOMMU, strstr(path, "noiommu") ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU) < 0)
		cannot("VFIO group %s: %s", path, strerror(errno));
	groups[group_count++] = group;
}

/* Non-coherent DMA comes or goes: by the module's call, or by what KVM does for a group of VFIO. */
static void device(int add)
{
	struct kvm_create_device made = { .type = KVM_DEV_TYPE_VFIO };
	struct kvm_device_attr attr = { .group = KVM_DEV_VFIO_GROUP, .attr = add ? KVM_DEV_VFIO_GROUP_ADD : KVM_DEV_VFIO_GROUP_DEL };

	if (module_fd >= 0) {
		must("/dev/ncdma", ioctl(module_fd, add ? NCDMA_REGISTER : NCDMA_UNREGISTER, vm));
		return;
	}
	if (add && used_groups == group_count)
		cannot("it needs one more device with non-coherent DMA: -g GROUP, once for each, or the lab's module ncdma");
	if (vfio < 0) {
		must("KVM's VFIO device", ioctl(vm, KVM_CREATE_DEVICE, &made));
		vfio = made.fd;
	}
	attr.addr = (uintptr_t)&groups[add ? used_groups++ : --used_groups];
	must("KVM_DEV_VFIO_FILE", ioctl(vfio, KVM_SET_DEVICE_ATTR, &attr));
}

static void disable_quirks(uint64_t mask)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_DISABLE_QUIRKS2, .args = { mask } };

	must("KVM_CAP_DISABLE_QUIRKS2", ioctl(vm, KVM_ENABLE_CAP, &cap));
}

static void set_cr0(int v, uint64_t cr0)
{
	struct kvm_segment s = { .limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .db = 1, .s = 1, .g = 1 };
	struct kvm_sregs sregs;

	must("KVM_GET_SREGS", ioctl(vcpus[v], KVM_GET_SREGS, &sregs));
	sregs.cs = s;
	s.selector = 16;
	s.type = 3;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = s;
	sregs.gdt = (struct kvm_dtable){ .base = CODE + GDT, .limit = 23 };
	sregs.idt = (struct kvm_dtable){ .base = CODE + IDT, .limit = (GP + 1) * 8 - 1 };
	sregs.cr0 = cr0;
	must("KVM_SET_SREGS", ioctl(vcpus[v], KVM_SET_SREGS, &sregs));
}

static void set_msr(int v, uint32_t msr, uint64_t value)
{
	struct { struct kvm_msrs head; struct kvm_msr_entry entry; } msrs = { .head.nmsrs = 1, .entry = { .index = msr, .data = value } };

	if (ioctl(vcpus[v], KVM_SET_MSRS, &msrs) != 1)
		cannot("KVM refuses MSR 0x%x = 0x%llx", msr, (unsigned long long)value);
}

static void create_vcpu(int v, int run_size)
{
	vcpus[v] = must("KVM_CREATE_VCPU", ioctl(vm, KVM_CREATE_VCPU, v));
	for (struct kvm_cpuid_entry2 *e = cpuid.entries; e < cpuid.entries + cpuid.head.nent; e++) {
		if (e->function == 0x80000008 && MAXPHY)
			e->eax = (e->eax & ~0xffu) | MAXPHY;
		if (e->function == 1)
			e->edx = MTRRS ? e->edx | 1u << 12 : e->edx & ~(1u << 12);
	}
	must("KVM_SET_CPUID2", ioctl(vcpus[v], KVM_SET_CPUID2, &cpuid));
	runs[v] = mmap(NULL, run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpus[v], 0);
	if (runs[v] == MAP_FAILED)
		cannot("mmap of a vCPU: %s", strerror(errno));
	mark("# vcpu %d reset cr0 %x\n", v, CR0_AT_START);
	set_cr0(v, CR0_AT_START);
}

static void create(int with_device)
{
	int run_size = must("KVM_GET_VCPU_MMAP_SIZE", ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0));
	uint64_t identity_map = 0xfffbc000, *gdt;
	uint32_t *idt, handler = CODE + P_FAULT;

	mark("# scenario %s vcpus=%d ncdma=%d quirk_cd=%d resetcr0=1 mb=%d mtrrs=%d maxphy=%d\n", name, VCPUS, NCDMA, QUIRK_CD, MB, MTRRS,
	     MAXPHY);
	cpuid.head.nent = sizeof(cpuid.entries) / sizeof(cpuid.entries[0]);
	must("KVM_GET_SUPPORTED_CPUID", ioctl(kvm_fd, KVM_GET_SUPPORTED_CPUID, &cpuid));
	vm = must("KVM_CREATE_VM", ioctl(kvm_fd, KVM_CREATE_VM, 0));
	must("KVM_SET_IDENTITY_MAP_ADDR", ioctl(vm, KVM_SET_IDENTITY_MAP_ADDR, &identity_map));
	must("KVM_SET_TSS_ADDR", ioctl(vm, KVM_SET_TSS_ADDR, 0xfffbd000));
	if (with_device)
		device(1);
	if (!QUIRK_CD)
		disable_quirks(KVM_X86_QUIRK_CD_NW_CLEARED);
	ram = map_memory((size_t)MB << 20);
	memcpy(ram + CODE, code, sizeof(code));
	gdt = (void *)(ram + CODE + GDT);
	gdt[1] = 0x00cf9b000000ffffull;
	gdt[2] = 0x00cf93000000ffffull;
	idt = (void *)(ram + CODE + IDT);
	idt[2 * GP] = 8u << 16 | (handler & 0xffff);
	idt[2 * GP + 1] = (handler & 0xffff0000u) | 0x8e00;
	set_slot(0, 0, (uint64_t)MB << 20, ram);
	for (int v = 0; v < VCPUS; v++)
		create_vcpu(v, run_size);
}
