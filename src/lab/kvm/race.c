// SPDX-License-Identifier: GPL-2.0
/*
 * A vCPU faults on a page of 2 MiB that userfaultfd holds back. While it waits inside KVM's fault handler (after the size of the page
 * was checked, before the leaf is made), non-coherent DMA is registered. No kernel is changed for that.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "vmm.h"

#define NCDMA_REGISTER	0xE0

static void *toucher(void *gpa)
{
	guest_write((uintptr_t)gpa);
	return NULL;
}

static uint8_t *huge_page(void)
{
	int fd = open("/proc/sys/vm/nr_hugepages", O_WRONLY);
	uint8_t *p;

	if (fd < 0 || write(fd, "4", 1) != 1)
		die("nr_hugepages");
	close(fd);
	p = mmap(NULL, LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (p == MAP_FAILED)
		die("MAP_HUGETLB");
	return p;
}

static int hold_back(uint8_t *page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register r = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
		.range = { .start = (uintptr_t)page, .len = LARGE },
	};
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api) < 0 || ioctl(uffd, UFFDIO_REGISTER, &r) < 0)
		die("userfaultfd");
	return uffd;
}

static void let_go(int uffd, uint8_t *page)
{
	struct uffdio_copy copy = { .dst = (uintptr_t)page, .len = LARGE };
	uint8_t *zero = aligned_alloc(LARGE, LARGE);

	if (!zero)
		die("memory");
	memset(zero, 0, LARGE);
	copy.src = (uintptr_t)zero;
	if (ioctl(uffd, UFFDIO_COPY, &copy) < 0)
		die("UFFDIO_COPY");
	free(zero);
}

void race_register(uint32_t gpa)
{
	uint8_t *page = huge_page();
	int uffd = hold_back(page);
	struct uffd_msg fault;
	pthread_t thread;

	if (set_slot(3 + s.extra_slots++, gpa & ~(LARGE - 1), LARGE, page) < 0)
		return;
	if (pthread_create(&thread, NULL, toucher, (void *)(uintptr_t)gpa))
		die("thread");
	/* It waits in its fault as soon as there is a message. */
	if (read(uffd, &fault, sizeof(fault)) != sizeof(fault))
		die("userfaultfd");
	say("held %x", gpa);
	if (ioctl(nc_fd, NCDMA_REGISTER, s.vm) < 0)
		die("non-coherent DMA");
	let_go(uffd, page);
	pthread_join(thread, NULL);
	close(uffd);
}
