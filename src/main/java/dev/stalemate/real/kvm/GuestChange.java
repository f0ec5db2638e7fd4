package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;

/**
 * What changed the answer to "which leaf would be installed now".
 *
 * @param line the line that tells it
 * @param what which kind of change
 * @param vcpu whose, or -1
 * @param msr the MSR that was written, or 0
 */
record GuestChange(long line, What what, int vcpu, int msr) {
    /** Kinds of change. */
    enum What {
        /** An MTRR or the PAT was written. */
        MSR,
        /** The same, of a variable pair that is or was valid. */
        VALID_RANGE,
        /** CR0.CD became 1. */
        CD_SET,
        /** CR0.CD became 0. */
        CD_CLEARED,
        /** A leaf tells that userspace set CR0.CD (KVM_SET_SREGS), which is no event. */
        CD_FOUND_SET,
        /** The same, and that it cleared it. */
        CD_FOUND_CLEARED,
        /** The first device with non-coherent DMA was attached. */
        ATTACHED,
        /** The last one was detached. */
        DETACHED,
        /** A quirk of KVM's was disabled. */
        QUIRK,
        /** A vCPU was reset. */
        RESET,
        /** Nothing changed, but from here on it is known. */
        LEARNED,
        /** Nothing changed: the leaf was never right. */
        INSTALLED
    }

    static GuestChange of(long line, What what) {
        return new GuestChange(line, what, -1, 0);
    }

    /** What happened, as a clause. */
    String text() {
        String who = vcpu < 0 ? "a vCPU" : "vCPU " + vcpu;
        return switch (what) {
            case MSR, VALID_RANGE -> who + " wrote " + name(msr);
            case CD_SET -> who + " set CR0.CD";
            case CD_CLEARED -> who + " cleared CR0.CD";
            case CD_FOUND_SET -> "userspace set CR0.CD of " + who + ", as a leaf tells";
            case CD_FOUND_CLEARED -> "userspace cleared CR0.CD of " + who + ", as a leaf tells";
            case ATTACHED -> "non-coherent DMA began";
            case DETACHED -> "non-coherent DMA ended";
            case QUIRK -> "a quirk was disabled";
            case RESET -> who + " was reset";
            case LEARNED -> "from here on it is known";
            case INSTALLED -> "installed so";
        };
    }

    /** An MSR by its name in the SDM and its number. */
    static String name(int msr) {
        String number = " (0x" + Integer.toHexString(msr) + ")";
        if (msr == Pat.MSR) {
            return "IA32_PAT" + number;
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            return "MTRR_DEF_TYPE" + number;
        }
        return (MtrrMsr.isVariable(msr, TracedVcpu.PAIRS)
                        ? (MtrrMsr.isMask(msr) ? "PHYSMASK" : "PHYSBASE") + MtrrMsr.pair(msr)
                        : "a fixed MTRR")
                + number;
    }
}
