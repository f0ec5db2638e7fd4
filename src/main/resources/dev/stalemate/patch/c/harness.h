/* What the harness, which reads questions and reports faults, and the machine of a system have of each other. */
#ifndef STALEMATE_HARNESS_H
#define STALEMATE_HARNESS_H

#include "stalemate.h"

/* The most characters of a question and of an answer, with the line feed: 64 KiB. */
#define MAX_LINE (1 << 16)

/* What a system has: its name, and how it answers. */
extern const char stalemate_system[];
/* Says which calls the design answers, and what it keeps: the answer to the first question. */
void describe(void);
/* Answers one question: its call and its machine. The text is the machine's to cut up. */
void answer(char *question);

/* Appends to the answer. Items of an answer are separated by "; ", which item() writes before any but the first. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void item(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says what is wrong with the design instead of an answer, and ends the process: see docs/tutorial/first-patch.md. */
void fault(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/*
 * Says that a function of the design is running from now on, or none (NULL): what goes wrong is its doing, and it must return within a
 * second of processor time.
 */
void entering(const char *function);
/* The function that is running. */
const char *running(void);

/* Memory of at least this size that ends where a page ends, with memory that nothing may touch before and behind it; for ever. */
void *guarded(size_t size);

/*
 * Memory that stands for what a question does not have: where the design touches it, the answer is "more", and the question is asked again
 * with everything. Only where can_demand.
 */
void *demanded(size_t size);
extern const bool can_demand;

/* Reading a question: each cuts a piece off its beginning. */
/* The next word, up to a space or the end; NULL if there is none. */
char *word(char **text);
/* The next part, up to " | " or the end; NULL if there is none. */
char *part(char **text);
/* The next number, decimal or with 0x, and the character behind it, if that is a separator. */
u64 number(char **text, char separator);
/* The value of the next word, which must be NAME=VALUE. */
char *value(char **text, const char *name);

#endif
