package dev.stalemate.systems.xen.model;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.paging.PageReferences;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.leaf.EptWord;
import java.util.List;

/**
 * The machine frames of a domain's RAM, one of another domain that it may map as foreign, and their owners: whether what an entry or a
 * hypercall still reaches belongs to another guest by now. In a scope without owners there is nothing of it.
 */
final class GuestFrames {
    /** What is not a frame: there is no leaf, or it maps device memory or a page of Xen's own. */
    static final int NONE = -1;

    private final boolean present;
    private final int count;
    private final int foreignFrame;
    private final MachineFrames frames;
    private final PageReferences references;
    /** Whether a frame is in the cache for populate on demand. */
    boolean isCached(long[] state, int m) {
        return cached.is(state, m);
    }

    /** A frame goes into the cache for populate on demand, or comes out of it. */
    void cache(long[] state, int m, boolean into) {
        cached.set(state, m, into ? 1 : 0);
    }

    /** Whether the other domain still has the frame that it lets the guest map. */
    private final IntField lent;
    /** Whether a page is in the cache for populate on demand. */
    private final IntField cached;
    /** Whether the foreign page's reference is dropped, and its entry not cleared yet. */
    private final IntField removing;
    /** What a vCPU's hypercall has: nothing, or a frame that it looked up, holds, or uses without a reference. */
    private final IntField hypercall;

    /** How a hypercall has a frame. */
    enum Has {
        LOOKED_UP("looked up"),
        HOLDS("held"),
        UNREFERENCED("used without a reference");

        private static final Has[] ALL = values();
        private final String text;

        Has(String text) {
            this.text = text;
        }

        @SuppressWarnings("EnumOrdinal") // states are never kept longer than the code that wrote them
        private int number() {
            return ordinal();
        }
    }

    /** Declares them, the guest's at first. */
    GuestFrames(Layout.Builder layout, Scope scope, Index vcpu, Index gfn, boolean foreign) {
        present = scope.get(XenSettings.OWNERS);
        boolean lookUps = scope.get(XenSettings.LOOK_UPS);
        for (Setting<Boolean> setting : List.of(XenSettings.LOOK_UPS, XenSettings.SCARCE, XenSettings.POD)) {
            if (!present && scope.get(setting)) {
                throw new IllegalArgumentException(setting.name() + "=on needs owners=on");
            }
        }
        Layout.Builder b = layout.part(present);
        count = gfn.size() + (foreign ? 1 : 0);
        foreignFrame = foreign ? gfn.size() : NONE;
        frames = new MachineFrames(
                b, present, new Index("mfn", count, m -> m == gfn.size() ? "foreign" : gfn.text(m)), "guest");
        references = new PageReferences(b, present && (foreign || lookUps), frames, vcpu.size() + 1);
        b.actor("balloon driver", "decrease-reservation", "decrease-reservation-without-memory")
                .actor("populate on demand", "pod-sweep", "pod-sweep-without-memory", "pod-populate", "pod-free")
                .actor("toolstack", "remove-from-physmap", "clear-entry")
                .actor("other domain", "other-domain-frees");
        lent = b.part(foreign).flag("foreign-lent");
        removing = b.part(foreign).flag("foreign-removing");
        cached = b.part(scope.get(XenSettings.POD)).flag("pod-cache", frames.index());
        Layout.Builder calls = b.part(lookUps);
        hypercall = calls.number("hypercall", 1 + Has.ALL.length * count, this::hypercallText, vcpu);
        calls.kept(Instead.DROPPED, hypercall);
    }

    private String hypercallText(int value) {
        return value == 0
                ? "none"
                : "mfn " + frames.index().text((value - 1) % count) + ", " + Has.ALL[(value - 1) / count].text;
    }

    /** Whether the scope has owners. */
    boolean present() {
        return present;
    }

    /** Whether there is another domain's frame. */
    boolean foreign() {
        return foreignFrame != NONE;
    }

    /** All are allocated, to the guest or to the domain that lends it one. */
    void start(long[] state) {
        for (int m = 0; present && m < count; m++) {
            references.allocate(state, m);
        }
        lent.set(state, 0, lent.bound() - 1);
    }

    /** Frames go to another guest, which writes to them. */
    List<Action> reuse() {
        return List.of(frames.givenAway(), frames.writtenByOther(s -> true));
    }

    /** Whether another guest has written to some frame. */
    boolean someoneWrote(long[] state) {
        return frames.someoneWrote(state);
    }

    /** The frame that a leaf maps a gfn to, or {@link #NONE}; a large leaf's is the first. */
    int of(long leaf) {
        if (!present || !EptWord.isPresent(leaf)) {
            return NONE;
        }
        long mfn = EptWord.mfn(leaf);
        return switch (PageKind.of(mfn)) {
            case RAM -> PageKind.number(mfn);
            case FOREIGN -> foreignFrame;
            case GRANT_TABLE, MMIO, MMIO_RO, GRANT -> NONE;
        };
    }

    /** Whether a frame is one, and the guest's. */
    boolean isGuests(long[] state, int m) {
        return present && m != NONE && frames.owner(state, m) == Owner.GUEST;
    }

    /** Whether another guest has written to a frame. */
    boolean isLost(long[] state, int m) {
        return m != NONE && frames.owner(state, m) == Owner.OTHER_WROTE;
    }

    /** A page of a kind may be mapped: RAM that the guest has, or that is free; a foreign page while its domain lends it. */
    boolean mayMap(long[] state, PageKind kind) {
        return switch (kind) {
            case RAM ->
                !present
                        || frames.owner(state, 0) == Owner.FREE
                        || (frames.owner(state, 0) == Owner.GUEST
                                && !references.isShared(state, 0)
                                && !isCached(state, 0));
            case FOREIGN -> !present || (lent.is(state, 0) && !removing.is(state, 0));
            case GRANT_TABLE, MMIO, MMIO_RO, GRANT -> true;
        };
    }

    /** A page of a kind was mapped to the first gfn: RAM is allocated if it was free, and an entry holds a foreign page. */
    void mapped(long[] state, PageKind kind) {
        if (present && kind == PageKind.RAM && frames.owner(state, 0) == Owner.FREE) {
            references.allocate(state, 0);
        } else if (present && kind == PageKind.FOREIGN) {
            references.take(state, foreignFrame);
        }
    }

    /** An allocation or an entry lets a frame go. */
    void drop(long[] state, int m) {
        references.drop(state, m);
    }

    /** Whether the other domain still has the foreign frame. */
    boolean isLent(long[] state) {
        return foreign() && lent.is(state, 0);
    }

    /** The other domain gives its frame up. */
    void takeBack(long[] state) {
        lent.set(state, 0, 0);
        references.drop(state, foreignFrame);
    }

    /** Whether the removal of the foreign page has begun, and its entry is not cleared. */
    boolean isRemoving(long[] state) {
        return removing.is(state, 0);
    }

    /** The removal of the foreign page begins, or has ended. */
    void removing(long[] state, boolean begins) {
        removing.set(state, 0, begins ? 1 : 0);
    }

    /** The frame that a vCPU's hypercall has in a way, or {@link #NONE}. */
    int has(long[] state, int vcpu, Has how) {
        int value = hypercall.get(state, vcpu) - 1;
        return value >= 0 && Has.ALL[value / count] == how ? value % count : NONE;
    }

    /** Tells that the function which was told of last could have ended a vCPU's hypercall. */
    void couldEnd(Acts acts, int vcpu) {
        acts.could(hypercall, vcpu);
    }

    /** Whether a vCPU makes no hypercall. */
    boolean isIdle(long[] state, int vcpu) {
        return !hypercall.is(state, vcpu);
    }

    /** A vCPU's hypercall has looked a frame up. */
    void lookUp(long[] state, int vcpu, int m) {
        set(state, vcpu, Has.LOOKED_UP, m);
    }

    /**
     * A vCPU's hypercall references the frame that it looked up, as Xen's functions do: get_page() succeeds for a page of the guest,
     * page_get_owner_and_reference() for a foreign page, whichever domain owns it by now.
     *
     * @param design which pages that are another domain's, or nobody owns, are refused
     */
    void reference(long[] state, int vcpu, XenDesign design) {
        int m = has(state, vcpu, Has.LOOKED_UP);
        Owner owner = frames.owner(state, m);
        if (owner == Owner.GUEST) {
            references.take(state, m);
            set(state, vcpu, Has.HOLDS, m);
        } else if (owner != Owner.FREE && (m == foreignFrame || !design.refusesOthersPage())) {
            // The next owner's pages are never freed here, so that the count does not matter.
            set(state, vcpu, Has.HOLDS, m);
        } else if (m == foreignFrame && owner == Owner.FREE && !design.refusesFreePage()) {
            set(state, vcpu, Has.UNREFERENCED, m);
        } else {
            hypercall.set(state, vcpu, 0);
        }
    }

    /** A vCPU's hypercall ends. */
    void end(long[] state, int vcpu) {
        int m = has(state, vcpu, Has.HOLDS);
        if (m != NONE && frames.owner(state, m) == Owner.GUEST) {
            references.drop(state, m);
        }
        hypercall.set(state, vcpu, 0);
    }

    private void set(long[] state, int vcpu, Has how, int m) {
        hypercall.set(state, vcpu, 1 + how.number() * count + m);
    }
}
