package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.leaf.Cover;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.leaf.P2mType;

/** A frame of RAM about which nothing is special, on a host whose MTRRs are WB: its leaf tells whether a domain's own types count. */
final class OrdinaryFrame implements Mapping {
    private static final long GFN = 0x100000;
    private static final long MFN = 0x200000;

    @Override
    public long gfn() {
        return GFN;
    }

    @Override
    public long mfn() {
        return MFN;
    }

    @Override
    public int order() {
        return 0;
    }

    @Override
    public P2mType type() {
        return P2mType.RAM;
    }

    /** Not asked: it is what the leaf shows. */
    @Override
    public boolean honoursGuestTypes() {
        return false;
    }

    @Override
    public Cover readOnlyMmio() {
        return Cover.NONE;
    }

    @Override
    public boolean valid() {
        return true;
    }

    @Override
    public Cover special() {
        return Cover.NONE;
    }

    @Override
    public boolean apicAccessPage() {
        return false;
    }

    @Override
    public boolean uncachedMode() {
        return false;
    }

    @Override
    public int pinned() {
        return NOT_PINNED;
    }

    /** By MTRRs as at reset. */
    @Override
    public int guestType() {
        return MemType.UC.code();
    }

    @Override
    public int hostType() {
        return MemType.WB.code();
    }
}
