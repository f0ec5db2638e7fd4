/* Questions about ioreq-mapcache: which steps each function takes. */
#include "harness-ioreq-mapcache.h"

const char stalemate_system[] = "ioreq-mapcache";
void stalemate_p2m_free_entry(struct p2m_domain *, lpae_t, unsigned int) __attribute__((weak));
void stalemate_vcpu_end_of_hypercall(struct vcpu *) __attribute__((weak));
void stalemate_hvm_do_resume(struct vcpu *) __attribute__((weak));
#define machine stalemate_machine

static const char *call;
static lpae_t entry;
static unsigned int level;

void stalemate_enter(void)
{
	if (strcmp(call, "free") == 0)
		stalemate_p2m_free_entry(&machine.p2m, entry, level);
	else if (strcmp(call, "end") == 0)
		stalemate_vcpu_end_of_hypercall(&machine.own);
	else
		stalemate_hvm_do_resume(&machine.own);
}

/* A step that reads a flag has two. */
int stalemate_answers(const struct stand *stand, int *answers)
{
	int count = strcmp(stand->call, "read_mapcache_invalidate") == 0 || strcmp(stand->call, "test_and_clear_bool") == 0 ? 2 : 1;
	for (int i = 0; i < count; i++)
		answers[i] = i;
	return count;
}

void describe(void)
{
	say("ok calls=");
	say("%s", stalemate_p2m_free_entry ? "free," : "");
	say("%s", stalemate_vcpu_end_of_hypercall ? "end," : "");
	say("%s", stalemate_hvm_do_resume ? "resume" : "");
}

/* free level=N table=T foreign=F created=C from=PLACE; end preempted=P from=PLACE; resume from=PLACE. */
void answer(char *question)
{
	const char *function = "hvm_do_resume";
	memset(&machine, 0, sizeof(machine));
	machine.own.domain = machine.all.domain = machine.p2m.domain = &machine.guest;
	machine.toolstacks.domain = &machine.toolstack;
	machine.guest.creation_finished = machine.toolstack.creation_finished = true;
	machine.table[0].p2m.valid = true;
	machine.table[0].p2m.type = p2m_ram_rw;
	call = word(&question);
	if (call && strcmp(call, "free") == 0) {
		function = "p2m_free_entry";
		memset(&entry, 0, sizeof(entry));
		entry.p2m.valid = true;
		entry.p2m.type = p2m_ram_rw;
		level = (unsigned int)stalemate_number(&question, "level");
		entry.p2m.table = stalemate_number(&question, "table") != 0;
		machine.foreign = stalemate_number(&question, "foreign") != 0;
		machine.guest.creation_finished = stalemate_number(&question, "created") != 0;
	} else if (call && strcmp(call, "end") == 0) {
		function = "vcpu_end_of_hypercall";
		machine.own.hcall_preempted = stalemate_number(&question, "preempted") != 0;
	} else if (!call || strcmp(call, "resume") != 0) {
		fault("the design does not answer %.40s", call ? call : "nothing");
	}
	stalemate_enumerate(function);
	stalemate_say_places((int)stalemate_number(&question, "from"));
}
