/* say.c - the lab's output: to a port of the emulator, so that nothing of it is lost with the machine, or to standard output. */
#define _GNU_SOURCE
#include "xlab.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>

static uint16_t to_port;

void say_to_port(uint16_t port)
{
	/* Xen emulates iopl() for dom0, and looks at a port once for each instruction: one for many bytes is cheap. */
	if (iopl(3)) {
		perror("iopl");
		exit(1);
	}
	to_port = port;
}

static void say_bytes(const char *s, size_t n)
{
	if (to_port) {
		asm volatile("rep outsb" : "+S"(s), "+c"(n) : "d"(to_port) : "memory");
		return;
	}
	while (n) {
		ssize_t done = write(STDOUT_FILENO, s, n);

		if (done <= 0)
			exit(1);
		s += done;
		n -= done;
	}
}

void say(const char *format, ...)
{
	static char buffer[4096];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(buffer, sizeof buffer, format, ap);
	va_end(ap);
	if (n > 0)
		say_bytes(buffer, (size_t)n < sizeof buffer ? (size_t)n : sizeof buffer - 1);
}

void say_text(const char *text, size_t bytes)
{
	const char *end = text + bytes;

	while (text < end) {
		const char *nl = memchr(text, '\n', end - text), *stop = nl ? nl : end;

		say_bytes("@text ", 6);
		say_bytes(text, stop - text);
		say_bytes("\n", 1);
		text = stop + 1;
	}
}
