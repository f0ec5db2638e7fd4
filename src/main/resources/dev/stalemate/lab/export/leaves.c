static int put(const char *file, const char *text)
{
	char path[200];
	int fd, ok;

	snprintf(path, sizeof(path), INSTANCE "/%s", file);
	fd = open(path, O_WRONLY | O_TRUNC);
	ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	return ok;
}

static void __attribute__((format(printf, 1, 2))) mark(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (marker >= 0)
		must("trace_marker", vdprintf(marker, format, args));
	va_end(args);
}

static void end_trace(void)
{
	put("tracing_on", "0");
	close(marker);
	rmdir(INSTANCE);
}

/* Null, or why there is no trace. */
static const char *begin_trace(void)
{
	static const char *const more[] = { "kvm/kvm_entry", "kvm/kvm_exit", "kvm/kvm_msr", "kvm/kvm_cr",
		"kvmmmu/kvm_mmu_zap_all_fast", "kvmmmu/kvm_mmu_set_spte" };
	char pid[16], file[80];

	if (flag("/sys/module/kvm/parameters/tdp_mmu") == 'N')
		return "kvm.tdp_mmu=0: no event tells what is zapped";
	if (mkdir(INSTANCE, 0700) < 0 && errno != EEXIST)
		return "no instance of tracefs can be made: is this root, and /sys/kernel/tracing mounted?";
	atexit(end_trace);
	snprintf(pid, sizeof(pid), "%d", getpid());
	if (!put("events/kvmmmu/kvm_tdp_mmu_spte_changed/enable", "1"))
		return "this kernel has no event kvm_tdp_mmu_spte_changed";
	for (unsigned i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		snprintf(file, sizeof(file), "events/%s/enable", more[i]);
		put(file, "1");
	}
	if (!put("set_event_pid", pid) || !put("options/event-fork", "1") || !put("trace", "") || !put("tracing_on", "1"))
		return "tracefs refuses a setting";
	marker = open(INSTANCE "/trace_marker", O_WRONLY);
	return marker < 0 ? "no trace_marker" : NULL;
}

static int present(uint64_t spte)
{
	return (spte & 7) && (spte & 7) != 6;
}

static int is_leaf(uint64_t spte, unsigned level)
{
	return present(spte) && (level == 1 || spte & 0x80);
}

static void add_leaf(uint64_t gfn, uint64_t level, uint64_t spte)
{
	if (leaf_count == sizeof(leaves) / sizeof(leaves[0]))
		cannot("there are more leaves than are kept");
	leaves[leaf_count++] = (struct leaf){ gfn, level, spte };
}

/* A large leaf that becomes a table leaves its parts, of which no event tells. */
static void changed(uint64_t gfn, uint64_t level, uint64_t old, uint64_t now)
{
	for (unsigned i = 0; i < leaf_count; i++)
		if (leaves[i].gfn == gfn && leaves[i].level == level)
			leaves[i--] = leaves[--leaf_count];
	if (is_leaf(now, level))
		add_leaf(gfn, level, now);
	else if (level == 2 && is_leaf(old, level) && present(now))
		for (int i = 0; i < 512; i++)
			add_leaf(gfn + i, 1, old);
}

static void read_trace(void)
{
	FILE *f = fopen(INSTANCE "/trace", "r");
	unsigned long long gfn, old, now;
	unsigned space, level;
	char line[512], *at;

	if (!f)
		cannot("trace: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		if (save)
			fputs(line, save);
		if (strstr(line, " EVENTS]"))
			cannot("the kernel lost events of its trace");
		if (strstr(line, ": kvm_mmu_zap_all_fast:"))
			leaf_count = 0;
		at = strstr(line, ": kvm_tdp_mmu_spte_changed:");
		if (at && sscanf(at + 27, " as id %u gfn %llx level %u old_spte %llx new_spte %llx", &space, &gfn, &level, &old, &now) == 5
		    && space == 0)
			changed(gfn, level, old, now);
	}
	fclose(f);
	put("trace", "");
}

static void read_module(void)
{
	struct { int32_t vm_fd; uint32_t len; uint64_t buf; uint32_t vcpu, pad; } d =
		{ vm, sizeof(leaves), (uintptr_t)leaves, last_vcpu, 0 };

	must("the module's dump", ioctl(module_fd, NCDMA_DUMP, &d));
	leaf_count = d.len / sizeof(leaves[0]);
}

static int leaf_at(uint32_t gpa)
{
	for (unsigned i = 0; i < leaf_count; i++) {
		uint64_t first = leaves[i].gfn, gfn = gpa / PAGE, pages = 1ull << (9 * (leaves[i].level - 1));

		if (is_leaf(leaves[i].spte, leaves[i].level) && gfn >= first && gfn < first + pages)
			return 1 | (leaves[i].spte >> 3 & 15) << 1 | (leaves[i].level > 1) << 5;
	}
	return 0;
}

static void say_leaf(int leaf)
{
	static const char *const types[] = { "UC", "WC", "type 2", "type 3", "WT", "WP", "WB", "type 7" };

	if (leaf)
		printf("%s%s%s", types[leaf >> 1 & 7], leaf & 16 ? "+IPAT" : "", leaf & 32 ? " (2 MiB)" : "");
	else
		printf("no leaf");
}
