package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Layout;

/** Machine frames and whose they are, as a piece of a layout: what decides whether a mapping that was kept is a leak. */
public final class MachineFrames {
    private final String give;
    private final String write;
    private final Index mfn;
    private final IntField owner;

    /** Declares a number of frames, the guest's at first; with {@code present} false they stay so, and take no bits. */
    public MachineFrames(Layout.Builder b, boolean present, int count) {
        this(b, present, Index.of("mfn", count), "guest");
    }

    /** The same with a name of their own, where the users are something else, such as processes. */
    public MachineFrames(Layout.Builder b, boolean present, Index frames, String user) {
        mfn = frames;
        give = "give-to-another-" + user;
        write = "other-" + user + "-writes";
        b.place(mfn).actor("other " + user, give, write);
        owner = b.number("owner", present ? Owner.COUNT : 1, number -> Owner.text(number, user), mfn);
    }

    /** What they are numbered by. */
    public Index index() {
        return mfn;
    }

    /** Whose a frame is. */
    public Owner owner(long[] state, int m) {
        return Owner.of(owner.get(state, m));
    }

    /** The same as a person reads it. */
    public String ownerText(long[] state, int m) {
        return owner.text(state, m);
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
        return Action.named(give)
                .over(mfn)
                .when((s, a) -> owner(s, (int) a[0]) == Owner.FREE)
                .then((s, a) -> own(s, (int) a[0], Owner.OTHER));
    }

    /** The other guest writes to a frame, where nothing makes it wait. */
    public Action writtenByOther(Condition mayWrite) {
        return Action.named(write)
                .over(mfn)
                .when((s, a) -> owner(s, (int) a[0]) == Owner.OTHER && mayWrite.test(s))
                .then((s, a) -> own(s, (int) a[0], Owner.OTHER_WROTE));
    }
}
