package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Layout;

/** Machine frames and whose they are, as a piece of a layout: what decides whether a mapping that was kept is a leak. */
public final class MachineFrames {
    private static final String GIVE = "give-to-another-guest";
    private static final String WRITE = "other-guest-writes";

    private final Index mfn;
    private final IntField owner;

    /** Declares a number of frames, the guest's at first; with {@code present} false they stay so, and take no bits. */
    public MachineFrames(Layout.Builder b, boolean present, int count) {
        mfn = Index.of("mfn", count);
        b.place(mfn).actor("other guest", GIVE, WRITE);
        owner = b.number("owner", present ? Owner.COUNT : 1, Owner::text, mfn);
    }

    /** What they are numbered by. */
    public Index index() {
        return mfn;
    }

    /** Whose a frame is. */
    public Owner owner(long[] state, int m) {
        return Owner.of(owner.get(state, m));
    }

    /** Gives a frame to an owner. */
    public void own(long[] state, int m, Owner by) {
        owner.set(state, m, by.number());
    }

    /** Whether another guest has written to some frame. */
    public boolean someoneWrote(long[] state) {
        for (int m = 0; m < mfn.size(); m++) {
            if (owner(state, m) == Owner.OTHER_WROTE) {
                return true;
            }
        }
        return false;
    }

    /** A free frame is given to another guest. */
    public Action givenAway() {
        return Action.named(GIVE)
                .over(mfn)
                .when((s, a) -> owner(s, (int) a[0]) == Owner.FREE)
                .then((s, a) -> own(s, (int) a[0], Owner.OTHER));
    }

    /** The other guest writes to a frame, where nothing makes it wait. */
    public Action writtenByOther(Condition mayWrite) {
        return Action.named(WRITE)
                .over(mfn)
                .when((s, a) -> owner(s, (int) a[0]) == Owner.OTHER && mayWrite.test(s))
                .then((s, a) -> own(s, (int) a[0], Owner.OTHER_WROTE));
    }
}
