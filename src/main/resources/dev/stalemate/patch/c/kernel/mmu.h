/* In the place of the kernel's mmu.h, which mtrr.c includes. */
#include <linux/kvm_host.h>
