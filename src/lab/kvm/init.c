// SPDX-License-Identifier: GPL-2.0
/*
 * The first process of the emulated machine: it loads KVM, plays the scenarios of the second disk, or runs the program that stands there
 * instead, and switches the machine off. Each scenario is a process of its own, so that one that dies, hangs or is killed takes no other
 * with it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "vmm.h"

#define SECONDS_A_SCENARIO	600	/* of the emulated clock, which can run faster than the machine */
#define MOST_TEXT		(16u << 20)
#define PROGRAM			"/program"
#define PROGRAM_AT		4096		/* bytes from the start of the disk; before it stand its size and its arguments */
#define MOST_ARGUMENTS		16

static void mounts(void)
{
	static const char *const file_systems[][2] = {
		{ "proc", "/proc" }, { "sysfs", "/sys" }, { "devtmpfs", "/dev" }, { "tracefs", "/sys/kernel/tracing" },
	};

	for (unsigned i = 0; i < sizeof(file_systems) / sizeof(file_systems[0]); i++) {
		mkdir(file_systems[i][1], 0755);
		if (mount(file_systems[i][0], file_systems[i][1], file_systems[i][0], 0, NULL) < 0)
			say_refused(file_systems[i][1]);
	}
}

static void set(const char *path, const char *value)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fputs(value, f);
		fclose(f);
	}
}

/* khugepaged would make large pages by itself, now or then; a scenario asks for each that it wants. */
static void stop_khugepaged(void)
{
	static const char *const settings[][2] = { { "scan_sleep_millisecs", "4000000000" }, { "max_ptes_none", "0" } };

	for (unsigned i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		char path[100];

		snprintf(path, sizeof(path), "/sys/kernel/mm/transparent_hugepage/khugepaged/%s", settings[i][0]);
		set(path, settings[i][1]);
	}
}

/* /mods/order has a line for each module: its file's name, and parameters behind it. */
static void load_modules(void)
{
	char line[256];
	FILE *order = fopen("/mods/order", "r");

	if (!order)
		die("/mods/order");
	while (fgets(line, sizeof(line), order)) {
		char path[300], *parameters;
		int fd;

		line[strcspn(line, "\n")] = 0;
		parameters = line + strcspn(line, " ");
		if (*parameters)
			*parameters++ = 0;
		snprintf(path, sizeof(path), "/mods/%s", line);
		fd = open(path, O_RDONLY);
		if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) < 0)
			die(path);
		close(fd);
	}
	fclose(order);
}

static void say_file(const char *what, const char *path)
{
	char text[200] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		return;
	if (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = 0;
		say("machine %s %s", what, text);
	}
	fclose(f);
}

static void say_machine(void)
{
	struct utsname name;

	uname(&name);
	say("machine kernel %s", name.release);
	say("machine version %s", name.version);
	say("machine maxphyaddr %d", maxphyaddr());
	say_file("tdp_mmu", "/sys/module/kvm/parameters/tdp_mmu");
	say_file("eager_page_split", "/sys/module/kvm/parameters/eager_page_split");
	say_file("ept", "/sys/module/kvm_intel/parameters/ept");
}

static char *read_scenarios(void)
{
	char *text = malloc(MOST_TEXT + 1);
	int fd = open("/dev/sda", O_RDONLY);
	size_t size = 0;
	ssize_t n;

	if (fd < 0 || !text)
		die("/dev/sda");
	/* What was read before the state of the machine was saved may be of another disk. */
	ioctl(fd, BLKFLSBUF, 0);
	while (size < MOST_TEXT && (n = read(fd, text + size, 65536)) > 0) {
		size += n;
		if (memchr(text + size - n, 0, n))
			break;
	}
	text[size] = 0;
	close(fd);
	return text;
}

static void play_one(char *text, size_t length)
{
	int status = 0;
	pid_t child;

	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		alarm(SECONDS_A_SCENARIO);
		play(fmemopen(text, length, "r"));
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (status)
		say("killed %d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static void play_all(char *text)
{
	static const char end[] = "\nend\n";

	while (*text) {
		char *last = strstr(text, end);
		size_t length = last ? (size_t)(last - text) + strlen(end) : strlen(text);

		play_one(text, length);
		text += length;
		text += strspn(text, "\n");
	}
}

static void copy_program(size_t size)
{
	char *bytes = malloc(size);
	int from = open("/dev/sda", O_RDONLY), to = open(PROGRAM, O_WRONLY | O_CREAT | O_TRUNC, 0700);
	size_t have = 0;
	ssize_t n;

	if (!bytes || from < 0 || to < 0 || lseek(from, PROGRAM_AT, SEEK_SET) < 0)
		die(PROGRAM);
	while (have < size && (n = read(from, bytes + have, size - have)) > 0)
		have += n;
	if (have < size || write(to, bytes, size) != (ssize_t)size)
		die(PROGRAM);
	close(from);
	close(to);
	free(bytes);
}

static void say_lines(int fd)
{
	char line[400];
	FILE *f = fdopen(fd, "r");

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		say("out %s", line);
	}
}

/* The text is: program SIZE ARGUMENT... */
static void run_program(char *text)
{
	char *arguments[MOST_ARGUMENTS + 2] = { "program" };
	char *word = strtok(text, " \n");
	int count = 1, lines[2], status = 0;
	pid_t child;

	word = strtok(NULL, " \n");
	copy_program(word ? strtoul(word, NULL, 10) : 0);
	/* What the head of an exported program asks its reader for. */
	set("/proc/sys/vm/nr_hugepages", "4");
	while (count <= MOST_ARGUMENTS && (word = strtok(NULL, " \n")))
		arguments[count++] = word;
	if (pipe(lines) < 0)
		die("pipe");
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		alarm(SECONDS_A_SCENARIO);
		dup2(lines[1], 1);
		dup2(lines[1], 2);
		close(lines[0]);
		close(lines[1]);
		close(kvm_fd);
		close(nc_fd);
		execv(PROGRAM, arguments);
		_exit(127);
	}
	close(lines[1]);
	say_lines(lines[0]);
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status))
		say("killed %d", WTERMSIG(status));
	else
		say("exit-code %d", WEXITSTATUS(status));
}

int main(void)
{
	char *text;

	say_to_port();
	mounts();
	stop_khugepaged();
	load_modules();
	kvm_fd = open("/dev/kvm", O_RDWR);
	nc_fd = open("/dev/ncdma", O_RDWR);
	if (kvm_fd < 0 || nc_fd < 0)
		die("/dev/kvm");
	find_capabilities();
	say_machine();
	/* Here the emulator may save the machine's state, and take another disk when it goes on. */
	say_save_point();
	text = read_scenarios();
	say("ready");
	if (!strncmp(text, "program ", 8))
		run_program(text);
	else
		play_all(text);
	say("done");
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
