package dev.stalemate.systems.xen.leaf;

import dev.stalemate.memtype.MemType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A domain's pinned cache attributes: hvm_set_mem_pinned_cacheattr() and hvm_get_mem_pinned_cacheattr(). */
public final class Pins {
    /** The type that asks for a range to be unpinned: XEN_DOMCTL_DELETE_MEM_CACHEATTR. */
    public static final long DELETE = 0xFFFFFFFFL;

    private final int paddrBits;
    private final int most;
    private final Predicate<MemType> permitted;
    private final List<Pin> pins = new ArrayList<>();

    /** What a call to pin or unpin a range came to. */
    public enum Answer {
        PINNED(0),
        /** The same range was pinned already: it has the new type. */
        PINNED_AGAIN(0),
        UNPINNED(0),
        NOT_PERMITTED(1),
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

        /** Whether the list of pins was looked through for a place, or a range taken from it: a version may have leaves recomputed then. */
        public boolean reachesLeaves() {
            return this != INVALID && this != NOT_PERMITTED && this != NO_SUCH_RANGE;
        }
    }

    private record Pin(long first, long last, MemType type) {}

    /**
     * No pins, on a host with this physical address width.
     *
     * @param most how many ranges can be pinned
     * @param permitted the types that the domain may have ranges pinned to
     */
    public Pins(int paddrBits, int most, Predicate<MemType> permitted) {
        this.paddrBits = paddrBits;
        this.most = most;
        this.permitted = permitted;
    }

    /** Pins gfns first to last to a PAT type by its code, or unpins exactly this range with {@link #DELETE}. */
    public Answer set(long first, long last, long type) {
        if (last < first || (first | last) >>> paddrBits != 0) {
            return Answer.INVALID;
        }
        if (type == DELETE) {
            return pins.removeIf(p -> p.first == first && p.last == last) ? Answer.UNPINNED : Answer.NO_SUCH_RANGE;
        }
        MemType wanted = type < 0 || type > 7 ? null : MemType.ofCode((int) type);
        if (wanted == null) {
            return Answer.INVALID;
        }
        return permitted.test(wanted) ? pin(new Pin(first, last, wanted)) : Answer.NOT_PERMITTED;
    }

    private Answer pin(Pin wanted) {
        for (int i = 0; i < pins.size(); i++) {
            Pin p = pins.get(i);
            if (p.first == wanted.first && p.last == wanted.last) {
                pins.set(i, wanted);
                return Answer.PINNED_AGAIN;
            }
            if (p.first <= wanted.last && wanted.first <= p.last) {
                return Answer.BUSY;
            }
        }
        if (pins.size() >= most) {
            return Answer.NO_SPACE;
        }
        pins.add(wanted);
        return Answer.PINNED;
    }

    /** The type that exactly this range is pinned to, or null. */
    public @Nullable MemType exactly(long first, long last) {
        for (Pin p : pins) {
            if (p.first == first && p.last == last) {
                return p.type;
            }
        }
        return null;
    }

    /** The type of 2^order frames from a gfn on: see {@link Mapping#pinned}. */
    public int type(long first, int order) {
        long last = first + (1L << order) - 1;
        for (Pin p : pins) {
            if (p.first <= first && last <= p.last) {
                return p.type.code();
            }
            if (p.first <= last && first <= p.last) {
                return Mapping.PARTLY_PINNED;
            }
        }
        return Mapping.NOT_PINNED;
    }
}
