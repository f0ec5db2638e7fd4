package dev.stalemate.paging;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;

/**
 * How many hold each machine frame, as a piece of a layout: one for its being allocated to the guest, and one for each piece of code that goes
 * on using it (get_page() and put_page() of Xen, where the first is PGC_allocated's). Who lets go last gives it back to the allocator.
 */
public final class PageReferences {
    private final MachineFrames frames;
    private final boolean present;
    private final IntField count;

    /**
     * Declares the counts. With {@code present} false only the guest ever holds a frame, and they take no bits.
     *
     * @param users the most pieces of code that can hold one frame at once
     */
    public PageReferences(Layout.Builder b, boolean present, MachineFrames frames, int users) {
        this.frames = frames;
        this.present = present;
        count = b.number("references", present ? users + 2 : 1, Integer::toString, frames.index());
    }

    /** A frame is allocated to the guest: at the start, or because it was free. */
    public void allocate(long[] state, int m) {
        frames.own(state, m, Owner.GUEST);
        if (present) {
            count.set(state, m, 1);
        }
    }

    /** Holds a frame that is held already. */
    public void take(long[] state, int m) {
        count.set(state, m, count.get(state, m) + 1);
    }

    /** Whether a frame is held by more than the guest to which it is allocated. */
    public boolean isShared(long[] state, int m) {
        return present && count.get(state, m) > 1;
    }

    /** Lets go of a frame; the last one frees it. The guest's own reference goes the same way. */
    public void drop(long[] state, int m) {
        int left = present ? count.get(state, m) - 1 : 0;
        if (present) {
            count.set(state, m, left);
        }
        if (left == 0) {
            frames.own(state, m, Owner.FREE);
        }
    }
}
