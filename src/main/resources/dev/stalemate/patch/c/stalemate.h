/*
 * What designs of every system share: the kernel's integer types, the macros that bodies of kernel functions use, and state that a design
 * keeps for itself. Written for Stalemate; nothing of a kernel's text is in it.
 */
#ifndef STALEMATE_H
#define STALEMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef u8 __u8;




/* Attributes and hints. */
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
#define __maybe_unused __attribute__((__unused__))
#define __must_check
#define __read_mostly
#define __ro_after_init
#define __init
#define __user
#define __force
#define fallthrough __attribute__((__fallthrough__))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier() __asm__ volatile("" ::: "memory")
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))
#define EXPORT_SYMBOL(name) _Static_assert(1, "")
#define EXPORT_SYMBOL_GPL(name) _Static_assert(1, "")
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(name) _Static_assert(1, "")

/* Bits and numbers. */
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define GENMASK_ULL(high, low) ((~0ULL >> (63 - (high))) & (~0ULL << (low)))
#define GENMASK(high, low) GENMASK_ULL(high, low)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define ALIGN_DOWN(x, to) ((x) & ~((__typeof__(x))(to)-1))
#define ALIGN(x, to) ALIGN_DOWN((x) + ((to)-1), to)
#define IS_ALIGNED(x, to) (((x) & ((__typeof__(x))(to)-1)) == 0)
#define DIV_ROUND_UP(n, by) (((n) + (by)-1) / (by))
#define min(x, y) ({ __typeof__(x) _x = (x); __typeof__(y) _y = (y); _x < _y ? _x : _y; })
#define max(x, y) ({ __typeof__(x) _x = (x); __typeof__(y) _y = (y); _x > _y ? _x : _y; })
#define min_t(type, x, y) min((type)(x), (type)(y))
#define max_t(type, x, y) max((type)(x), (type)(y))
#define swap(x, y) do { __typeof__(x) _x = (x); (x) = (y); (y) = _x; } while (0)
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define array_index_nospec(index, size) (index)
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)
#define IS_ENABLED(option) 0
#define lockdep_assert_held(lock) ((void)(lock))
#define cpu_relax() barrier()

/* What a design complains of is a finding: the tool reports it with file and line. */
void stalemate_complain(const char *macro, const char *condition, const char *file, int line);
#define WARN_ON(condition) \
	({ \
		bool _true = !!(condition); \
		if (unlikely(_true)) \
			stalemate_complain("WARN_ON", #condition, __FILE__, __LINE__); \
		_true; \
	})
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define KVM_BUG_ON(condition, kvm) WARN_ON(condition)
#define BUG_ON(condition) ((void)WARN_ON(condition))
#define BUG() stalemate_complain("BUG", "", __FILE__, __LINE__)
#define printk(...) ((void)0)
#define pr_debug(...) ((void)0)
#define pr_info(...) ((void)0)
#define pr_warn(...) ((void)0)
#define pr_warn_once(...) ((void)0)
#define pr_warn_ratelimited(...) ((void)0)
#define pr_err(...) ((void)0)

/* Counters, locks: each call of a design is one step, so nothing runs beside it. */
typedef struct {
	int counter;
} atomic_t;
#define atomic_read(v) ((v)->counter)
#define atomic_set(v, i) ((void)((v)->counter = (i)))
#define atomic_inc(v) ((void)++(v)->counter)
#define atomic_dec(v) ((void)--(v)->counter)
#define atomic_inc_return(v) (++(v)->counter)
#define atomic_dec_return(v) (--(v)->counter)
#define atomic_dec_and_test(v) (--(v)->counter == 0)

/* Lists, as the kernel links them: a head, and nodes inside of structures. */
struct list_head {
	struct list_head *next, *prev;
};
static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head->prev = head;
}
static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}
static inline void list_add(struct list_head *node, struct list_head *after)
{
	node->prev = after;
	node->next = after->next;
	after->next->prev = node;
	after->next = node;
}
static inline void list_add_tail(struct list_head *node, struct list_head *before)
{
	list_add(node, before->prev);
}
static inline void list_del(struct list_head *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	node->next = node->prev = NULL;
}
#define list_entry(pointer, type, member) container_of(pointer, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_next_entry(at, member) list_entry((at)->member.next, __typeof__(*(at)), member)
#define list_prepare_entry(at, head, member) ((at) ?: list_entry(head, __typeof__(*(at)), member))
#define list_for_each_entry(at, head, member) \
	for (at = list_first_entry(head, __typeof__(*(at)), member); &(at)->member != (head); at = list_next_entry(at, member))
#define list_for_each_entry_continue(at, head, member) \
	for (at = list_next_entry(at, member); &(at)->member != (head); at = list_next_entry(at, member))

/*
 * State of one's own: numbers from 0 to below a bound, declared beside the functions, such as KEEPS_PER_VM(dirty, 2), and used as
 * kept_vm(kvm, dirty). Each is 0 at the start. A static variable instead is refused: the tool could not see it, and would take different
 * states for one.
 */
struct stalemate_kept {
	char per, name[59];
	u32 bound;
};
#define STALEMATE_KEEPS(letter, what, name, bound) \
	static const struct stalemate_kept stalemate_##what##_##name __attribute__((used, section("stalemate_kept"), aligned(64))) = { \
		letter, #what "." #name, bound \
	}

#endif
