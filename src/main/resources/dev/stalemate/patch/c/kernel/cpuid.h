/* In the place of the kernel's cpuid.h, which mtrr.c includes. */
#include <linux/kvm_host.h>
