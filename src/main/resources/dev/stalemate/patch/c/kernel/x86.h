/* In the place of the kernel's x86.h, which mtrr.c includes. */
#include <linux/kvm_host.h>
