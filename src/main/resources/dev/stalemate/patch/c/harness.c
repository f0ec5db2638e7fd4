/*
 * The process in which a user's design runs: it reads questions from standard input, one a line, and answers each with a line on standard
 * output. Whatever the design does wrong becomes a line that begins with "fault", after which the process ends. It keeps nothing between two
 * questions, may only read and write, and compiles on Linux alone.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#define MOST_CALLERS 16
/* Ticks of the processor clock, and how many of them a call may take. */
#define TICK_MICROSECONDS 200000
#define MOST_TICKS 5

static char in[2 * MAX_LINE], out[2 * MAX_LINE];
static size_t in_used, out_used, item_from;
static const char *volatile now;
static volatile sig_atomic_t ticks;
static uintptr_t stack_top, demanded_from, demanded_to;

static void flush(void)
{
	for (size_t done = 0; done < out_used;) {
		ssize_t n = write(STDOUT_FILENO, out + done, out_used - done);
		if (n < 0 && errno != EINTR)
			_exit(1);
		done += n < 0 ? 0 : (size_t)n;
	}
	out_used = 0;
}

static void append(const char *format, va_list arguments)
{
	size_t room = item_from + MAX_LINE - 1 - out_used;
	int n = vsnprintf(out + out_used, room, format, arguments);
	if (n < 0 || (size_t)n >= room) {
		out_used = item_from;
		fault("%s() answers with more than 64 KiB", now ? now : "the harness");
	}
	out_used += (size_t)n;
}

void say(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	append(format, arguments);
	va_end(arguments);
}

void item(const char *format, ...)
{
	va_list arguments;
	if (out_used > item_from)
		say("; ");
	va_start(arguments, format);
	append(format, arguments);
	va_end(arguments);
}

/* Ends with a fault, and the code's addresses from the innermost on: the function's, its caller's, and so on. */
static void __attribute__((noreturn)) end(const char *what, uintptr_t pc, uintptr_t frame, uintptr_t stack)
{
	char line[2048];
	int n = snprintf(line, sizeof(line) / 2, "fault %s", what);
	n = n < (int)sizeof(line) / 2 ? n : (int)sizeof(line) / 2 - 1;
	if (now) {
		n += sprintf(line + n, " at");
		if (pc)
			n += sprintf(line + n, " %#lx", (unsigned long)pc);
		for (int i = 0; i < MOST_CALLERS && frame >= stack && frame < stack_top && frame % sizeof(void *) == 0; i++) {
			uintptr_t *saved = (uintptr_t *)frame;
			n += sprintf(line + n, " %#lx", (unsigned long)saved[1] - 1);
			stack = frame + sizeof(void *);
			frame = saved[0];
		}
	}
	line[n++] = '\n';
	out_used = item_from;
	flush();
	for (int done = 0, wrote; done < n; done += wrote) {
		wrote = (int)write(STDOUT_FILENO, line + done, (size_t)(n - done));
		if (wrote <= 0)
			break;
	}
	_exit(1);
}

void fault(const char *format, ...)
{
	char what[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	end(what, 0, frame, frame);
}

void entering(const char *function)
{
	ticks = 0;
	now = function;
}

const char *running(void)
{
	return now;
}

/* Weak: what zap-list runs is no finding before a search gets there. */
void __attribute__((weak)) stalemate_complain(const char *macro, const char *condition, const char *file, int line)
{
	fault("%s() reaches %s(%s) of %s:%d", now, macro, condition, file, line);
}

/* Called by code that is compiled with -fstack-protector: it takes the place of the C library's. */
void __attribute__((noreturn)) __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	fault("%s() smashed its stack", now ? now : "the harness");
}

#ifdef STALEMATE_SANITIZED
/* The sanitizers' own hooks: they print what they found to standard error first. */
extern const char *__asan_get_report_description(void) __attribute__((weak));
void __asan_on_error(void);
void __asan_on_error(void)
{
	const char *what = __asan_get_report_description ? __asan_get_report_description() : "an error";
	fault("%s() does what AddressSanitizer calls %s", now ? now : "the harness", what);
}
extern void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file, unsigned *line,
	unsigned *column, char **address) __attribute__((weak));
void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
	const char *kind = "", *message = "is undefined", *file = "";
	unsigned line = 0, column = 0;
	char *address = NULL;
	if (__ubsan_get_current_report_data)
		__ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
	fault("%s() does what UndefinedBehaviorSanitizer calls %s: %s (%s:%u)", now ? now : "the harness", kind, message, file, line);
}
#endif

#if !defined(STALEMATE_SANITIZED) && (defined(__x86_64__) || defined(__aarch64__))
#define CAN_DEMAND 1
static jmp_buf next_question;

/* The signal handler returns to here, so the system knows that the signal was handled. */
static void __attribute__((noreturn)) ask_for_more(void)
{
	longjmp(next_question, 1);
}

static void return_to(ucontext_t *context, void (*function)(void))
{
#ifdef __x86_64__
	greg_t *registers = context->uc_mcontext.gregs;
	registers[REG_RIP] = (greg_t)function;
	registers[REG_RSP] = registers[REG_RSP] / 16 * 16 - 8;
#else
	context->uc_mcontext.pc = (uintptr_t)function;
	context->uc_mcontext.sp = context->uc_mcontext.sp / 16 * 16;
#endif
}
const bool can_demand = true;
#else
const bool can_demand = false;
#endif

void *demanded(size_t size)
{
	char *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		fault("there is no memory for the machine");
	demanded_from = (uintptr_t)at;
	demanded_to = demanded_from + size;
	return at;
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	uintptr_t pc = 0, frame = 0, stack = 0;
	char what[256];
	const char *did = "aborted";
#if defined(__x86_64__)
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	pc = (uintptr_t)registers[REG_RIP];
	frame = (uintptr_t)registers[REG_RBP];
	stack = (uintptr_t)registers[REG_RSP];
#elif defined(__aarch64__)
	mcontext_t *registers = &((ucontext_t *)context)->uc_mcontext;
	pc = registers->pc;
	frame = registers->regs[29];
	stack = registers->sp;
#endif
	(void)context;
	if (number == SIGPROF) {
		if (!now || ++ticks <= MOST_TICKS)
			return;
		snprintf(what, sizeof(what), "%s() did not return within 1 s of processor time", now);
		end(what, pc, frame, stack);
	}
	uintptr_t touched = (uintptr_t)info->si_addr;
#ifdef CAN_DEMAND
	if (number == SIGSEGV && touched >= demanded_from && touched < demanded_to) {
		return_to(context, ask_for_more);
		return;
	}
#endif
	if (number == SIGSEGV && touched + MAX_LINE > stack && touched < stack + MAX_LINE)
		did = "used up its stack";
	else if (number == SIGSEGV || number == SIGBUS)
		did = "read or wrote memory that is not its own";
	else if (number == SIGFPE)
		did = "divided by zero";
	else if (number == SIGILL || number == SIGTRAP)
		did = "left the bounds of an array, or reached a trap";
	else if (number == SIGSYS)
		did = "called the operating system";
	snprintf(what, sizeof(what), "%s() %s (signal %d)", now ? now : "the harness", did, number);
	end(what, pc, frame, stack);
}

void *guarded(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (size + page - 1) / page * page;
	char *at = mmap(NULL, whole + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED || mprotect(at + page, whole, PROT_READ | PROT_WRITE) != 0)
		fault("there is no memory for the machine");
	return at + page + whole - (size + 15) / 16 * 16;
}

char *word(char **text)
{
	char *from = *text, *space;
	if (!from || !*from)
		return NULL;
	space = strchr(from, ' ');
	*text = space ? space + 1 : from + strlen(from);
	if (space)
		*space = 0;
	return from;
}

char *part(char **text)
{
	char *from = *text, *bar;
	if (!from || !*from)
		return NULL;
	bar = strstr(from, " | ");
	*text = bar ? bar + 3 : from + strlen(from);
	if (bar)
		*bar = 0;
	return from;
}

u64 number(char **text, char separator)
{
	char *end;
	u64 n = strtoull(*text, &end, 0);
	if (end == *text || (*end && *end != separator))
		fault("the question has '%.40s' instead of a number", *text);
	*text = *end ? end + 1 : end;
	return n;
}

char *value(char **text, const char *name)
{
	char *found = word(text);
	size_t length = strlen(name);
	if (!found || strncmp(found, name, length) != 0 || found[length] != '=')
		fault("the question has '%.40s' instead of %s=", found ? found : "", name);
	return found + length + 1;
}

static void limit(int resource, rlim_t most)
{
	struct rlimit limits = { most, most };
	(void)setrlimit(resource, &limits);
}

/* From here on the process may read, write and end, and nothing else; where the system can't do that, the limits stand alone. */
static void confine(void)
{
	limit(RLIMIT_CORE, 0);
#ifndef STALEMATE_SANITIZED
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_read, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_rt_sigreturn, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(rules), rules };
	limit(RLIMIT_AS, 1UL << 28);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 3);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

static void prepare(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF };
	stack_t stack = { .ss_size = 1 << 16 };
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART };
	struct itimerval ticking = { { 0, TICK_MICROSECONDS }, { 0, TICK_MICROSECONDS } };
	stack.ss_sp = guarded(stack.ss_size);
	sigaltstack(&stack, NULL);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
	setitimer(ITIMER_PROF, &ticking, NULL);
	confine();
}

/* One line, without its end; NULL at the end of the input. Answers are sent before it waits. */
static char *question(size_t *from)
{
	char *end;
	while (!(end = memchr(in + *from, '\n', in_used - *from))) {
		flush();
		memmove(in, in + *from, in_used - *from);
		in_used -= *from;
		*from = 0;
		if (in_used >= MAX_LINE)
			fault("a question has more than 64 KiB");
		ssize_t n = read(STDIN_FILENO, in + in_used, sizeof(in) - in_used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return NULL;
		in_used += (size_t)n;
	}
	char *line = in + *from;
	*end = 0;
	*from = (size_t)(end - in) + 1;
	return line;
}

static void answer_or_more(char *line)
{
#ifdef CAN_DEMAND
	if (_setjmp(next_question)) {
		now = NULL;
		out_used = item_from;
		say("more");
		return;
	}
#endif
	answer(line);
	if (out_used == item_from)
		say("ok");
}

int main(void)
{
	size_t from = 0;
	char *line;
	stack_top = (uintptr_t)__builtin_frame_address(0);
	prepare();
	while ((line = question(&from))) {
		item_from = out_used;
		if (strncmp(line, "design ", 7) == 0) {
			if (strcmp(line + 7, stalemate_system) != 0)
				fault("this is a design of %s", stalemate_system);
			describe();
		} else {
			answer_or_more(line);
		}
		say("\n");
		if (out_used >= MAX_LINE)
			flush();
	}
	return 0;
}
