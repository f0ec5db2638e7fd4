package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;

/**
 * The host's own page table of a guest's pages, as a piece of a layout: each page has one of two machine frames. With owners the other one is
 * kept for the guest at first, has another owner once it was given up, and may come back.
 */
public final class HostPages {
    private static final int FRAMES = 2;
    private static final String[] TEXTS = {"page", "other page"};
    private static final String RETURN = "give-back";

    private final IntField version;
    private final MachineFrames frames;

    /**
     * Declares it, with the first frame of each page.
     *
     * @param changes whether the host ever gives a page another frame; if not, this takes no bits
     * @param owners whether frames have owners
     */
    public HostPages(Layout.Builder b, boolean changes, boolean owners, Index page) {
        version = b.number("host", changes ? FRAMES : 1, HostPages::text, page);
        Layout.Builder part = b.part(owners);
        frames = new MachineFrames(part, owners, FRAMES * page.size());
        part.actor("other guest", RETURN);
    }

    /** What a version is, as a person reads it. */
    public static String text(int v) {
        return TEXTS[v];
    }

    /** Which of a page's two frames the host has there: 0 or 1. */
    public int version(long[] state, int p) {
        return version.get(state, p);
    }

    /** The number of a page's frame of a version. */
    public int frame(int p, int v) {
        return FRAMES * p + v;
    }

    /** The frames, with their owners. */
    public MachineFrames frames() {
        return frames;
    }

    /** The owner of a page's frame of a version. */
    public Owner owner(long[] state, int p, int v) {
        return frames.owner(state, frame(p, v));
    }

    /** Whether the frame that the host does not have there is kept for the guest, so that a page can get it. */
    public boolean mayChange(long[] state, int p) {
        return owner(state, p, 1 - version(state, p)) == Owner.GUEST;
    }

    /** The host gives a page its other frame. */
    public void change(long[] state, int p) {
        version.set(state, p, 1 - version(state, p));
    }

    /** The frame that a page has no more goes back to the allocator. */
    public void freeOld(long[] state, int p) {
        frames.own(state, frame(p, 1 - version(state, p)), Owner.FREE);
    }

    /** A frame that was given up comes back to be kept for the guest, so that invalidations never have to end. */
    public Action givenBack() {
        Index frame = frames.index();
        return Action.named(RETURN)
                .over(frame)
                .when((s, a) -> frames.owner(s, (int) a[0]) != Owner.GUEST
                        && version(s, (int) a[0] / FRAMES) != (int) a[0] % FRAMES)
                .then((s, a) -> frames.own(s, (int) a[0], Owner.GUEST));
    }
}
