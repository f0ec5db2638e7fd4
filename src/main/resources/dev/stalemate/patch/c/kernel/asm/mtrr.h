/* In the place of the kernel's asm/mtrr.h, which mtrr.c includes. */
#include <linux/kvm_host.h>
