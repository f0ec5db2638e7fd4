/*
 * What arch/x86/kvm/mtrr.c of Linux 4.9 to 6.10 takes from the kernel's headers, in the place of linux/kvm_host.h: the file is compiled as it
 * is. The other headers here stand for those that it includes besides. Written for Stalemate; nothing of the kernel's text is in them.
 */
#ifndef STALEMATE_KERNEL_KVM_HOST_H
#define STALEMATE_KERNEL_KVM_HOST_H

#include "kvm.h"

/* The file has its own. */
#undef IA32_MTRR_DEF_TYPE_E
#undef IA32_MTRR_DEF_TYPE_FE
#undef IA32_MTRR_DEF_TYPE_TYPE_MASK

#define KBUILD_MODNAME "kvm"

/* Up to 5.10 a write of reserved bits injects #GP by itself. The return value says it, too. */
#define kvm_inject_gp(vcpu, error_code) ((void)(vcpu))

/* Whether each of the eight fields of a PAT is UC, WC, WT, WP, WB or UC-. */
static inline bool kvm_pat_valid(u64 pat)
{
	for (int field = 0; field < 8; field++, pat >>= 8)
		if ((pat & 0xff) > 7 || (pat & 0xff) == 2 || (pat & 0xff) == 3)
			return false;
	return true;
}

#endif
