/* What -fsanitize=thread makes code call before each access to memory: it is linked with this instead of ThreadSanitizer. */
#include "harness-steps.h"

#define ACCESS(name, size, write) \
	void name(void *address); \
	void name(void *address) \
	{ \
		CAPTURE; \
		stalemate_touched((u64)address, size, write, PC); \
		stalemate_wipe(); \
	}
#define ACCESSES(size) \
	ACCESS(__tsan_read##size, size, false) \
	ACCESS(__tsan_write##size, size, true)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)
#define UNALIGNED(size) \
	ACCESS(__tsan_unaligned_read##size, size, false) \
	ACCESS(__tsan_unaligned_write##size, size, true)
UNALIGNED(2)
UNALIGNED(4)
UNALIGNED(8)
UNALIGNED(16)
#define RANGE(name, write) \
	void name(void *address, unsigned long size); \
	void name(void *address, unsigned long size) \
	{ \
		CAPTURE; \
		stalemate_touched((u64)address, size, write, PC); \
		stalemate_wipe(); \
	}
RANGE(__tsan_read_range, false)
RANGE(__tsan_write_range, true)
void __tsan_init(void);
void __tsan_init(void)
{
}
void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
	(void)pc;
}
void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}
