// SPDX-License-Identifier: GPL-2.0
/* What leaves the machine: lines through the emulator's port 0xe9 as they are said, or through standard output. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>
#include "vmm.h"

#define TRACEFS "/sys/kernel/tracing/"

static int to_port;

void say_to_port(void)
{
	if (iopl(3) < 0)
		die("iopl");
	to_port = 1;
}

static void out(const char *text, size_t length)
{
	if (to_port)
		asm volatile("rep outsb" : "+S"(text), "+c"(length) : "d"(0xe9) : "memory");
	else
		while (length > 0) {
			ssize_t n = write(1, text, length);

			if (n <= 0)
				_exit(3);
			text += n;
			length -= n;
		}
}

void say_save_point(void)
{
	out("\2", 1);
}

void say(const char *format, ...)
{
	char line[512] = "@";
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = 1 + vsnprintf(line + 1, sizeof(line) - 2, format, arguments);
	va_end(arguments);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	trace_mark(line + 1);
	line[n++] = '\n';
	out(line, n);
}

void say_refused(const char *what)
{
	say("refused %s %d", what, errno);
}

void die(const char *what)
{
	say("died %s %d", what, errno);
	exit(1);
}

static int marker = -1;

static void put(const char *file, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), TRACEFS "%s", file);
	fd = open(path, O_WRONLY | O_TRUNC);
	if (fd < 0 || (*text && write(fd, text, strlen(text)) < 0))
		die(file);
	close(fd);
}

/* Tearing a root down logs every empty slot, which says nothing: the filter leaves those out. */
void trace_start(void)
{
	put("buffer_size_kb", "8192");
	put("events/kvm/kvm_msr/enable", "1");
	put("events/kvm/kvm_cr/enable", "1");
	put("events/kvm/kvm_page_fault/enable", "1");
	put("events/kvmmmu/enable", "1");
	put("events/kvmmmu/kvm_tdp_mmu_spte_changed/filter",
	    "(old_spte != 0 && old_spte != 0x8000000000000000) || (new_spte != 0x5a0 && new_spte != 0x80000000000005a0)");
	put("trace", "");
	put("tracing_on", "1");
	marker = open(TRACEFS "trace_marker", O_WRONLY);
}

void trace_mark(const char *text)
{
	/* A marker that is lost is missing in the trace alone; the facts go out by themselves. */
	if (marker >= 0 && write(marker, text, strlen(text)) < 0)
		marker = -1;
}

void trace_say(void)
{
	char line[1024];
	FILE *trace;

	if (marker < 0)
		return;
	close(marker);
	marker = -1;
	put("tracing_on", "0");
	trace = fopen(TRACEFS "trace", "r");
	if (!trace)
		die("trace");
	while (fgets(line, sizeof(line), trace)) {
		line[strcspn(line, "\n")] = 0;
		say("trace %.480s", line);
	}
	fclose(trace);
	put("trace", "");
}
