// SPDX-License-Identifier: GPL-2.0
/*
 * Loaded before the emulator (LD_PRELOAD). It ends with the program that started it, its display listens on this machine alone, and
 * when the emulated machine writes the byte 2 to port 0xe9, its whole state is saved in the folder LAB_SAVE, if that is set: the
 * emulator can do that, but has no command for it without a window.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define SAVE_POINT 2

__attribute__((constructor)) static void end_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		_exit(1);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	static int (*real)(int, const struct sockaddr *, socklen_t);
	struct sockaddr_in local;

	if (!real)
		real = dlsym(RTLD_NEXT, "bind");
	if (address->sa_family != AF_INET || length < sizeof(local))
		return real(fd, address, length);
	local = *(const struct sockaddr_in *)address;
	local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return real(fd, (struct sockaddr *)&local, sizeof(local));
}

static void save(const char *folder)
{
	void **simulator = dlsym(RTLD_DEFAULT, "SIM");
	int (*save_state)(void *, const char *) = dlsym(RTLD_DEFAULT, "_ZN13bx_real_sim_c10save_stateEPKc");

	if (!simulator || !save_state || !save_state(*simulator, folder))
		fprintf(stderr, "lab: the state was not saved\n");
}

int putc(int c, FILE *file)
{
	const char *folder = getenv("LAB_SAVE");

	if (c != SAVE_POINT)
		return fputc(c, file);
	if (folder)
		save(folder);
	return c;
}
