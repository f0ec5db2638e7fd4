package dev.stalemate.memtype;

import java.util.Arrays;
import java.util.OptionalLong;

/** One processor's MTRRs and IA32_PAT as a register file that RDMSR and WRMSR work on. Mutable, not thread-safe. */
public final class MtrrState implements MtrrRegisters {
    private final int maxPhyAddr;
    private final long[] bases;
    private final long[] masks;
    private final long[] fixed = new long[FIXED_COUNT];
    private long defType;
    private long pat = Pat.RESET;

    /**
     * The registers after reset: E=0 and FE=0, every V=0, IA32_PAT at its reset value. The fixed ranges, which reset leaves
     * undefined, are 0 (all UC).
     *
     * @param maxPhyAddr MAXPHYADDR in bits, 32 to 52
     * @param vcnt number of variable-range pairs, 0 to {@link MtrrMsr#MAX_VCNT}
     * @throws IllegalArgumentException if either is out of range
     */
    public MtrrState(int maxPhyAddr, int vcnt) {
        if (maxPhyAddr < 32 || maxPhyAddr > 52) {
            throw new IllegalArgumentException("maxphyaddr " + maxPhyAddr + " is not in 32..52");
        }
        if (vcnt < 0 || vcnt > MtrrMsr.MAX_VCNT) {
            throw new IllegalArgumentException("vcnt " + vcnt + " is not in 0.." + MtrrMsr.MAX_VCNT);
        }
        this.maxPhyAddr = maxPhyAddr;
        bases = new long[vcnt];
        masks = new long[vcnt];
    }

    /** Writes an MSR; false is #GP, after which every register is as before (see {@link MtrrMsr#accepts}). */
    public boolean wrmsr(int msr, long value) {
        if (!MtrrMsr.accepts(msr, value, maxPhyAddr, vcnt())) {
            return false;
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            defType = value;
        } else if (msr == Pat.MSR) {
            pat = value;
        } else if (MtrrMsr.isVariable(msr, vcnt())) {
            (MtrrMsr.isMask(msr) ? masks : bases)[MtrrMsr.pair(msr)] = value;
        } else {
            fixed[MtrrMsr.fixedIndex(msr)] = value;
        }
        return true;
    }

    /** Reads an MSR; empty is #GP, for every MSR that is neither an MTRR this processor has nor IA32_PAT. */
    public OptionalLong rdmsr(int msr) {
        if (msr == MtrrMsr.CAP) {
            return OptionalLong.of(MtrrMsr.cap(vcnt()));
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            return OptionalLong.of(defType);
        }
        if (msr == Pat.MSR) {
            return OptionalLong.of(pat);
        }
        if (MtrrMsr.isVariable(msr, vcnt())) {
            return OptionalLong.of((MtrrMsr.isMask(msr) ? masks : bases)[MtrrMsr.pair(msr)]);
        }
        int i = MtrrMsr.fixedIndex(msr);
        return i < 0 ? OptionalLong.empty() : OptionalLong.of(fixed[i]);
    }

    @Override
    public int maxPhyAddr() {
        return maxPhyAddr;
    }

    @Override
    public int vcnt() {
        return bases.length;
    }

    @Override
    public long defType() {
        return defType;
    }

    @Override
    public long fixed(int i) {
        return fixed[i];
    }

    @Override
    public long base(int n) {
        return bases[n];
    }

    @Override
    public long mask(int n) {
        return masks[n];
    }

    /** IA32_PAT. */
    public long pat() {
        return pat;
    }

    /** The registers that differ from reset in reading order, for test reports and messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("maxphyaddr=").append(maxPhyAddr).append(String.format(" def=%x pat=%x", defType, pat));
        for (int n = 0; n < bases.length; n++) {
            if (masks[n] != 0 || bases[n] != 0) {
                text.append(String.format(" %d:base=%x,mask=%x", n, bases[n], masks[n]));
            }
        }
        if (Arrays.stream(fixed).anyMatch(value -> value != 0)) {
            text.append(" fixed=");
            Arrays.stream(fixed).forEach(value -> text.append(String.format("%016x,", value)));
        }
        return text.toString();
    }
}
