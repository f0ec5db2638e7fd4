package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Which addresses are WB by the MTRRs whenever E=1, for all values that a scope gives the registers: a guest's code can be there. */
final class AlwaysWriteBack {
    private final IntFunction<long[]> values;
    private final int pairs;

    /**
     * By the values that a scope gives each MSR.
     *
     * @param values those of an MSR; none for any value at all
     * @param pairs variable-range pairs
     */
    AlwaysWriteBack(IntFunction<long[]> values, int pairs) {
        this.values = values;
        this.pairs = pairs;
    }

    /** Whether an address is, and E can be 1. */
    boolean has(long gpa) {
        long[] enabled = of(MtrrMsr.DEF_TYPE).filter(v -> (v & MtrrMsr.E) != 0).toArray();
        return enabled.length > 0 && Arrays.stream(enabled).allMatch(defType -> by(defType, gpa));
    }

    private boolean by(long defType, long gpa) {
        if (FixedRanges.contains(gpa) && (defType & MtrrMsr.FE) != 0) {
            int field = FixedRanges.field(gpa);
            int shift = field % 8 * 8;
            return all(MtrrMsr.fixed(field / 8), v -> isWriteBack(v >>> shift));
        }
        if (!isWriteBack(defType)) {
            return false;
        }
        for (int n = 0; n < pairs; n++) {
            int pair = n;
            if (!all(
                    MtrrMsr.physBase(n),
                    base -> isWriteBack(base) || all(MtrrMsr.physMask(pair), mask -> !covers(base, mask, gpa)))) {
                return false;
            }
        }
        return true;
    }

    private LongStream of(int msr) {
        return Arrays.stream(values.apply(msr));
    }

    /** Whether a test holds for all values of an MSR; never where any value is possible. */
    private boolean all(int msr, LongPredicate test) {
        return of(msr).count() > 0 && of(msr).allMatch(test);
    }

    private static boolean isWriteBack(long field) {
        return (field & 0xFF) == MemType.WB.code();
    }

    private static boolean covers(long base, long mask, long gpa) {
        return (mask & MtrrMsr.V) != 0 && ((base ^ gpa) & mask & -0x1000L) == 0;
    }
}
