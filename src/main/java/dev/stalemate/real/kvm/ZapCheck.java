package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.kvm.Zap;
import org.jspecify.annotations.Nullable;

/** What a design zaps for one event, to be compared with what the trace says was zapped. */
final class ZapCheck implements Zap {
    private final GuestChange change;
    private final long installedBefore;
    private long first = Long.MAX_VALUE;
    private long last = -1;
    private @Nullable ZapCheck ifWider;

    /**
     * For an event.
     *
     * @param installedBefore leaves that were there before this line can't be left
     */
    ZapCheck(GuestChange change, long installedBefore) {
        this.change = change;
        this.installedBefore = installedBefore;
    }

    GuestChange change() {
        return change;
    }

    long installedBefore() {
        return installedBefore;
    }

    /** What it zaps if the guest's MAXPHYADDR is the widest that it can be, where that is more. */
    void setIfWider(ZapCheck wider) {
        ifWider = wider;
    }

    @Nullable
    ZapCheck ifWider() {
        return ifWider;
    }

    boolean isEmpty() {
        return last < first;
    }

    /** Whether it zaps one of these leaves. */
    boolean hits(Leaves leaves, int place) {
        return leaves.maps(place, first, last);
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
