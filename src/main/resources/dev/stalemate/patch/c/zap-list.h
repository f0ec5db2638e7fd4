/*
 * What a design of zap-list may use: update_mtrr() with the lock, the flag and the list of the thread's sketch. Each call of what is declared
 * here is an atomic step, and so is each access to the flag, or to an entry that others can see. Written for Stalemate.
 */
#ifndef STALEMATE_ZAP_LIST_H
#define STALEMATE_ZAP_LIST_H

#include "stalemate.h"

#define MAX_RANGES 3

typedef u64 gfn_t;
typedef unsigned int gfp_t;
typedef struct {
	char unused;
} spinlock_t;

#define GFP_KERNEL 1U
#define GFP_KERNEL_ACCOUNT 1U
#define GFP_ATOMIC 2U

/* An entry of the list; end is exclusive. Until it is filled, its range is one that no update changes. */
struct mtrr_zap_range {
	struct list_head list;
	gfn_t start, end;
};

struct kvm {
	struct {
		spinlock_t mtrr_zap_lock;
		struct list_head mtrr_zap_list;
		bool mtrr_zapping;
	} arch;
};

/* The ranges that this update of the vCPU's MTRRs changes: each has to be zapped before update_mtrr() returns. */
struct kvm_vcpu {
	struct kvm *kvm;
	struct {
		int nr_changed;
		struct {
			gfn_t start, end;
		} changed[MAX_RANGES];
	} arch;
};

void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
bool spin_trylock(spinlock_t *lock);
/* Memory never runs out. */
void *kmalloc(size_t size, gfp_t flags);
void kfree(const void *entry);
/* Zaps the ranges that lie in it as a whole, and flushes. */
void kvm_zap_gfn_range(struct kvm *kvm, gfn_t start, gfn_t end);

/* The functions of lists, of which mtrr_zap_list is the only one. list_for_each_entry() calls list_next_entry() for each entry. */
struct list_head *stalemate_list_first(const struct list_head *head);
struct list_head *stalemate_list_next(const struct list_head *entry);
bool stalemate_list_empty(const struct list_head *head);
void stalemate_list_add(struct list_head *entry, struct list_head *head);
void stalemate_list_add_tail(struct list_head *entry, struct list_head *head);
void stalemate_list_del(struct list_head *entry);
#define list_empty(head) stalemate_list_empty(head)
#define list_add(entry, head) stalemate_list_add(entry, head)
#define list_add_tail(entry, head) stalemate_list_add_tail(entry, head)
#define list_del(entry) stalemate_list_del(entry)
#undef list_first_entry
#undef list_next_entry
#define list_first_entry(head, type, member) list_entry(stalemate_list_first(head), type, member)
#define list_first_entry_or_null(head, type, member) \
	({ \
		struct list_head *_head = (head), *_first = stalemate_list_first(_head); \
		_first == _head ? NULL : list_entry(_first, type, member); \
	})
#define list_next_entry(at, member) list_entry(stalemate_list_next(&(at)->member), __typeof__(*(at)), member)

/* Plain accesses of one variable, with nothing else between them, are one step. A marked access is a step by itself, and never a race. */
void stalemate_once(void);
void stalemate_barrier(void);
u64 stalemate_exchange(volatile void *flag, u64 value, bool if_equal, u64 expected);
#undef READ_ONCE
#undef WRITE_ONCE
#undef barrier
#define READ_ONCE(x) (stalemate_once(), *(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) \
	do { \
		__typeof__(x) _value = (value); \
		stalemate_once(); \
		*(volatile __typeof__(x) *)&(x) = _value; \
	} while (0)
#define smp_load_acquire(x) READ_ONCE(*(x))
#define smp_store_release(x, value) WRITE_ONCE(*(x), value)
#define xchg(x, value) ((__typeof__(*(x)))stalemate_exchange(x, value, false, 0))
#define cmpxchg(x, old, value) ((__typeof__(*(x)))stalemate_exchange(x, value, true, old))
#define barrier() stalemate_barrier()
#define cond_resched() stalemate_barrier()

#define MSR_MTRRdefType 0x2ffU

#include "zap-list-functions.h"

#endif
