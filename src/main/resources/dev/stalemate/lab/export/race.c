static int race_vcpu;

static void *racer(void *gpa)
{
	run_guest(race_vcpu, P_WRITE, 1, (uintptr_t)gpa, 0, 0);
	return NULL;
}

/* userfaultfd holds a vCPU in its fault on a page of 2 MiB, after KVM has looked at its size, while a device comes. */
static void race(int v, uint32_t gpa)
{
	uint8_t *page = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register r = { .mode = UFFDIO_REGISTER_MODE_MISSING, .range = { .start = (uintptr_t)page, .len = LARGE } };
	struct uffdio_copy copy = { .dst = (uintptr_t)page, .src = (uintptr_t)map_memory(LARGE), .len = LARGE };
	int fd = must("userfaultfd", syscall(SYS_userfaultfd, O_CLOEXEC));
	struct uffd_msg fault;
	pthread_t thread;

	if (page == MAP_FAILED)
		cannot("there is no page of 2 MiB: echo 4 > /proc/sys/vm/nr_hugepages");
	must("UFFDIO_API", ioctl(fd, UFFDIO_API, &api));
	must("UFFDIO_REGISTER", ioctl(fd, UFFDIO_REGISTER, &r));
	set_slot(slots++, gpa & ~(LARGE - 1), LARGE, page);
	race_vcpu = v;
	if (pthread_create(&thread, NULL, racer, (void *)(uintptr_t)gpa) || read(fd, &fault, sizeof(fault)) != sizeof(fault))
		cannot("the vCPU does not wait in its fault");
	mark("# held %x\n", gpa);
	device(1);
	must("UFFDIO_COPY", ioctl(fd, UFFDIO_COPY, &copy));
	pthread_join(thread, NULL);
	close(fd);
}
