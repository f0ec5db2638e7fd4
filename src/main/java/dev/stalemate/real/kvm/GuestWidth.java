package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrMsr;

/**
 * The guest's MAXPHYADDR, which decides types: if a mask leaves the top bits out, KVM takes its variable range to go on to the end of the
 * address space.
 *
 * <p>It is left open until something tells it: the option, a CPUID of leaf 0x80000008, a marker, a value that KVM refuses or accepts, or a
 * leaf whose type is right with one width alone. Every width above the highest bit of all masks comes to the same, so two answers have to be
 * compared: those of {@link #least} and {@link #most}.
 */
final class GuestWidth {
    /** The narrowest processors have 32 bits. */
    static final int NARROWEST = 32;

    /** The widest that PHYSMASK has room for. */
    static final int WIDEST = 52;

    private int least = NARROWEST;
    private int most = WIDEST;
    private boolean wide;
    private boolean asked;
    private String by = "";

    /** The width to reckon with, as {@link #reckonWith} has it. */
    int bits() {
        asked = true;
        return wide ? most : least;
    }

    /** The narrowest that it can be, in bits. */
    int least() {
        return least;
    }

    /** The widest that it can be, in bits. */
    int most() {
        return most;
    }

    /** Whether it can be one of several. */
    boolean open() {
        return least < most;
    }

    /** From here on answers are for the widest, or the narrowest, that it can be; forgets whether anybody asked. */
    void reckonWith(boolean widest) {
        wide = widest;
        asked = false;
    }

    /** Whether an answer since {@link #reckonWith} may be another one with another width. */
    boolean matters() {
        return asked && open();
    }

    /** What told it, as a clause; empty if nothing did. */
    String by() {
        return by;
    }

    /** Takes in a PHYSMASK that a register holds; whether less is open now. */
    boolean sawMask(long mask) {
        return atLeast(Long.SIZE - Long.numberOfLeadingZeros(mask));
    }

    /** KVM accepted a value: no bit of it is beyond the width. Whether less is open now. */
    boolean accepted(int msr, long value) {
        int width = least;
        while (width < most && !MtrrMsr.accepts(msr, value, width, TracedVcpu.PAIRS)) {
            width++;
        }
        return atLeast(width);
    }

    /** KVM refused a value: if it is refused only for its bits, one of them is beyond the width. Whether less is open now. */
    boolean refused(int msr, long value) {
        int width = most;
        while (width > least && MtrrMsr.accepts(msr, value, width, TracedVcpu.PAIRS)) {
            width--;
        }
        boolean less = width < most;
        most = width;
        by = less && !open() ? "a write that KVM refused tells it" : by;
        return less;
    }

    /** A leaf fits only the narrowest that it can be, or only what is wider. */
    void leafTells(boolean narrowest) {
        if (narrowest) {
            most = least;
            by = "a leaf tells it";
        } else {
            least++;
        }
    }

    /** Takes in what says it exactly; whether the width is another one now. */
    boolean is(int width, String what) {
        if (width < NARROWEST || width > WIDEST) {
            return false;
        }
        boolean other = width != least || open();
        least = width;
        most = width;
        by = what;
        return other;
    }

    private boolean atLeast(int width) {
        if (width <= least || width > most) {
            return false;
        }
        least = width;
        return true;
    }
}
