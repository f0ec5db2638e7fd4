/*
 * xlab.c - dom0's part of the lab: plays scenarios on domains of its own, and says what became of each command.
 *   xlab [-p PORT] [-g GUEST] [-v VERSION] SCENARIOS
 * PORT     where to say it, such as e9 (hex); without it, on standard output
 * GUEST    the guest's code, /lab/guest.bin if it is not given
 * VERSION  what to call Xen's package
 * Scenarios are a file or a disk: text that ends with the file or with a NUL byte, in which "scenario NAME" and "end" frame each.
 */
#define _GNU_SOURCE
#include "xlab.h"

#include <cpuid.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <xen/version.h>

#define MOST_NAME 60
#define MOST_LINE 512

static void say_machine(xc_interface *xch, const char *package)
{
	xen_extraversion_t extra = "";
	xen_changeset_info_t changes = "";
	xen_commandline_t arguments = "";
	struct utsname dom0;
	unsigned a = 0, b, c, d;
	int version = xc_version(xch, XENVER_version, NULL);

	xc_version(xch, XENVER_extraversion, &extra);
	xc_version(xch, XENVER_changeset, &changes);
	xc_version(xch, XENVER_commandline, &arguments);
	uname(&dom0);
	__cpuid(0x80000008, a, b, c, d);
	say("@machine xen %d.%d%s\n", version >> 16, version & 0xffff, extra);
	if (package)
		say("@machine version %s\n", package);
	if (changes[0])
		say("@machine changeset %s\n", changes);
	say("@machine arguments %s\n", arguments);
	say("@machine kernel %s\n", dom0.release);
	say("@machine maxphyaddr %u\n", a & 0xff);
}

/* A line without its end; false after the last one. */
static bool next_line(FILE *f, char *line)
{
	size_t n;

	if (!fgets(line, MOST_LINE, f) || !line[0])
		return false;
	n = strcspn(line, "\r\n");
	if (!line[n]) {
		int c = getc(f);

		while (c != EOF && c && c != '\n') /* longer than any command */
			c = getc(f);
	}
	line[n] = 0;
	return true;
}

static void play_all(FILE *f)
{
	char line[MOST_LINE], name[MOST_NAME + 1];

	while (next_line(f, line)) {
		bool lives = true;

		if (sscanf(line, "scenario %60[A-Za-z0-9_.-]", name) != 1)
			continue;
		say("@scenario %s\n", name);
		play_begin();
		while (next_line(f, line) && strcmp(line, "end"))
			if (lives)
				lives = play(line);
		say("@end %s %d\n", name, play_end());
	}
}

int main(int argc, char **argv)
{
	const char *guest = "/lab/guest.bin", *package = NULL;
	xc_interface *xch = xc_interface_open(NULL, NULL, 0);
	xendevicemodel_handle *dm = xendevicemodel_open(NULL, 0);
	FILE *f = NULL;
	int option;

	while ((option = getopt(argc, argv, "p:g:v:")) != -1) {
		if (option == 'p')
			say_to_port(strtoul(optarg, NULL, 16));
		else if (option == 'g')
			guest = optarg;
		else if (option == 'v')
			package = optarg;
		else
			return 2;
	}
	if (optind < argc)
		f = fopen(argv[optind], "r");
	if (!xch || !dm || !f) {
		perror(f ? "xen" : "scenarios");
		return 1;
	}
	domain_lab(xch, guest);
	play_lab(xch, dm);
	trace_start(xch);
	say_machine(xch, package);
	/* Here the emulator may save the machine's state, and take another disk when it goes on. */
	say("\2");
	ioctl(fileno(f), BLKFLSBUF, 0);
	say("@ready\n");
	play_all(f);
	say("@done\n");
	return 0;
}
