package dev.stalemate.real.kvm;

/**
 * Whether the guest's CPUID has the MTRR feature: with E=0 all memory is UC for a guest that has it, and WB for one that hasn't. It counts as
 * there until something tells: CPUID, a marker, or a leaf that was installed with E=0.
 */
final class MtrrFeature {
    private boolean has = true;
    private boolean decided;
    private boolean inferred;

    boolean has() {
        return has;
    }

    /** Whether it is known. */
    boolean decided() {
        return decided;
    }

    /** Whether leaves alone tell that it is not there. */
    boolean inferredAway() {
        return inferred && !has;
    }

    /** CPUID or a marker says it; whether that is new. */
    boolean is(boolean on) {
        boolean other = on != has;
        has = on;
        decided = true;
        inferred = false;
        return other;
    }

    /** A leaf tells it. */
    void infer(boolean on) {
        has = on;
        decided = true;
        inferred = true;
    }

    /** For the time being, to see what the other answer would come to. */
    void flip() {
        has = !has;
    }
}
