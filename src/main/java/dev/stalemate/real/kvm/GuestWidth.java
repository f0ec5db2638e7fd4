package dev.stalemate.real.kvm;

/**
 * The guest's MAXPHYADDR, concluded from what the guest does: if a mask leaves the top bits out, KVM takes its variable range to go on to
 * the end of the address space, so the width decides types.
 *
 * <p>Known exactly from a CPUID of leaf 0x80000008, or from a marker that names the size of a mask's range. Otherwise guests set masks up
 * to their highest bit; masks below {@value #LEAST} bits are taken for short ones, since no processor with EPT and a device worth
 * passing through is that narrow.
 */
final class GuestWidth {
    /** The width of the narrowest processors with EPT and an IOMMU that are in use. */
    private static final int LEAST = 39;

    private static final int MOST = 52;

    private int bits = LEAST;
    private boolean exact;

    int bits() {
        return bits;
    }

    /** Takes in a PHYSMASK; whether the width is another one now. */
    boolean sawMask(long mask) {
        int top = Long.SIZE - Long.numberOfLeadingZeros(mask);
        if (exact || top <= bits || top > MOST) {
            return false;
        }
        bits = top;
        return true;
    }

    /** Takes in what says it exactly; whether the width is another one now. */
    boolean is(int width) {
        if (width < 32 || width > MOST) {
            return false;
        }
        boolean other = width != bits;
        bits = width;
        exact = true;
        return other;
    }
}
