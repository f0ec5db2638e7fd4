package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.kvm.Zap;

/** What a design zaps for one event, to be compared with what the trace says was zapped. */
final class ZapCheck implements Zap {
    private final GuestChange cause;
    private final long installedBefore;
    private long first = Long.MAX_VALUE;
    private long last = -1;

    /**
     * For an event.
     *
     * @param installedBefore leaves that were there before this line can't be left
     */
    ZapCheck(GuestChange cause, long installedBefore) {
        this.cause = cause;
        this.installedBefore = installedBefore;
    }

    GuestChange cause() {
        return cause;
    }

    long installedBefore() {
        return installedBefore;
    }

    boolean isEmpty() {
        return last < first;
    }

    /** Whether it zaps a leaf that maps these bytes. */
    boolean hits(long gpa, long size) {
        return gpa <= last && gpa + size > first;
    }

    /** What is zapped, as a clause. */
    String text() {
        return first == 0 && last == Long.MAX_VALUE
                ? "every leaf is zapped"
                : "leaves of 0x" + Long.toHexString(first) + " to 0x" + Long.toHexString(last) + " are zapped";
    }

    @Override
    public void all() {
        first = 0;
        last = Long.MAX_VALUE;
    }

    /** The versions of Linux zap one range at most; an inverted one is refused. */
    @Override
    public void range(long from, long to) {
        if (from <= to) {
            first = Math.min(first, from);
            last = Math.max(last, to);
        }
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        throw new IllegalStateException("no version of Linux zaps by type");
    }
}
