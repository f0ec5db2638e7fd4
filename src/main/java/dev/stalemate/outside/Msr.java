package dev.stalemate.outside;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;

/** The sorts of MSRs that a request can name. */
enum Msr {
    DEF_TYPE,
    PHYSBASE,
    PHYSMASK,
    FIX64K,
    FIX16K,
    FIX4K,
    PAT,
    MTRRCAP,
    OTHER;

    /** The sort of a number; every pair that some processor could have counts as one. */
    static Msr of(long number) {
        if (number == MtrrMsr.DEF_TYPE) {
            return DEF_TYPE;
        }
        if (number == Pat.MSR) {
            return PAT;
        }
        if (number == MtrrMsr.CAP) {
            return MTRRCAP;
        }
        if (number != (int) number) {
            return OTHER;
        }
        int msr = (int) number;
        if (MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT)) {
            return MtrrMsr.isMask(msr) ? PHYSMASK : PHYSBASE;
        }
        return switch (MtrrMsr.fixedIndex(msr)) {
            case -1 -> OTHER;
            case 0 -> FIX64K;
            case 1, 2 -> FIX16K;
            default -> FIX4K;
        };
    }

    /** Whether the register makes the fixed ranges. */
    boolean isFixed() {
        return this == FIX64K || this == FIX16K || this == FIX4K;
    }

    @Override
    public String toString() {
        return this == OTHER ? "another MSR" : name();
    }
}
