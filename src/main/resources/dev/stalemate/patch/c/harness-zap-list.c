/* Questions about zap-list: which steps update_mtrr() takes. */
#include "harness-zap-list.h"

const char stalemate_system[] = "zap-list";
void stalemate_update_mtrr(struct kvm_vcpu *, u32) __attribute__((weak));
#define machine stalemate_machine

void stalemate_enter(void)
{
	stalemate_update_mtrr(&machine.vcpu, MSR_MTRRdefType);
}

int stalemate_answers(const struct stand *stand, int *answers)
{
	const char *call = stand->call;
	unsigned int live = stand->live;
	int spare = 0, count = 0, bound = 1;
	while (spare < MOST_POINTERS && live >> spare & 1)
		spare++;
	if (spare == MOST_POINTERS)
		fault("update_mtrr() has pointers to %d entries at once, which is too many", MOST_POINTERS);
	if (strcmp(call, "list_first_entry") == 0 || strcmp(call, "list_next_entry") == 0) {
		answers[count++] = HEAD;
		for (int p = 0; p < MOST_POINTERS; p++)
			if (p <= spare || live >> p & 1)
				answers[count++] = p;
	} else if (strcmp(call, "kmalloc") == 0) {
		answers[count++] = spare;
	} else {
		if (strcmp(call, "list_empty") == 0 || strcmp(call, "mtrr_zapping") == 0 || strcmp(call, "spin_trylock") == 0)
			bound = 2;
		else if (strcmp(call, "mtrr_zap_range") == 0)
			bound = machine.number_of_ranges + 1;
		while (count < bound) {
			answers[count] = count;
			count++;
		}
	}
	return count;
}

static void change(unsigned int changed)
{
	memset(&machine.vcpu, 0, sizeof(machine.vcpu));
	machine.vcpu.kvm = &machine.kvm;
	for (int r = 0; r < machine.number_of_ranges; r++)
		if (changed >> r & 1) {
			machine.vcpu.arch.changed[machine.vcpu.arch.nr_changed].start = FIRST + (u64)r * SIZE;
			machine.vcpu.arch.changed[machine.vcpu.arch.nr_changed++].end = FIRST + (u64)r * SIZE + SIZE;
		}
}

void describe(void)
{
	say("ok calls=update");
}

/* update ranges=N changed=SET from=PLACE: as many places from that one on as a line holds. */
void answer(char *question)
{
	char *name = word(&question);
	if (!name || strcmp(name, "update") != 0)
		fault("the design does not answer %.40s", name ? name : "nothing");
	machine.number_of_ranges = (int)stalemate_number(&question, "ranges");
	if (machine.number_of_ranges < 1 || machine.number_of_ranges > MAX_RANGES)
		fault("the question has %d ranges, but there are at most %d", machine.number_of_ranges, MAX_RANGES);
	change((unsigned int)stalemate_number(&question, "changed"));
	stalemate_enumerate("update_mtrr");
	stalemate_say_places((int)stalemate_number(&question, "from"));
}
