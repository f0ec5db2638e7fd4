package dev.stalemate.systems.xen;

import dev.stalemate.memtype.MemType;
import java.util.ArrayList;
import java.util.List;

/** A domain's pinned cache attributes: hvm_set_mem_pinned_cacheattr() and hvm_get_mem_pinned_cacheattr(). */
public final class Pins {
    /** The type that asks for a range to be unpinned: XEN_DOMCTL_DELETE_MEM_CACHEATTR. */
    public static final long DELETE = 0xFFFFFFFFL;

    private static final int MOST = 64;

    private final int paddrBits;
    private final List<Pin> pins = new ArrayList<>();

    /** What a call to pin or unpin a range came to. */
    public enum Answer {
        OK(0),
        NO_SUCH_RANGE(2),
        BUSY(16),
        INVALID(22),
        NO_SPACE(28);

        private final int errno;

        Answer(int errno) {
            this.errno = errno;
        }

        /** The error that the hypercall returns, 0 for none. */
        public int errno() {
            return errno;
        }

        /** Whether Xen got so far as to have leaves recomputed, be it for nothing. */
        boolean reachesLeaves() {
            return this != INVALID && this != NO_SUCH_RANGE;
        }
    }

    private record Pin(long first, long last, int type) {}

    /** No pins, on a host with this physical address width. */
    public Pins(int paddrBits) {
        this.paddrBits = paddrBits;
    }

    /** Pins gfns first to last to a PAT type by its code, or unpins exactly this range with {@link #DELETE}. */
    public Answer set(long first, long last, long type) {
        if (last < first || (first | last) >>> paddrBits != 0) {
            return Answer.INVALID;
        }
        if (type == DELETE) {
            return pins.removeIf(p -> p.first == first && p.last == last) ? Answer.OK : Answer.NO_SUCH_RANGE;
        }
        if (type < 0 || type > 7 || !MemType.legalInPat((int) type)) {
            return Answer.INVALID;
        }
        Pin wanted = new Pin(first, last, (int) type);
        for (int i = 0; i < pins.size(); i++) {
            Pin p = pins.get(i);
            if (p.first == first && p.last == last) {
                pins.set(i, wanted);
                return Answer.OK;
            }
            if (p.first <= last && first <= p.last) {
                return Answer.BUSY;
            }
        }
        if (pins.size() >= MOST) {
            return Answer.NO_SPACE;
        }
        pins.add(wanted);
        return Answer.OK;
    }

    /** The type of 2^order frames from a gfn on: see {@link Mapping#pinned}. */
    public int type(long first, int order) {
        long last = first + (1L << order) - 1;
        for (Pin p : pins) {
            if (p.first <= first && last <= p.last) {
                return p.type;
            }
            if (p.first <= last && first <= p.last) {
                return Mapping.PARTLY_PINNED;
            }
        }
        return Mapping.NOT_PINNED;
    }
}
