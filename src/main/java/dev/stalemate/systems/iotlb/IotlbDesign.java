package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Design;

/**
 * A design of when the IOMMU's TLB is flushed, and of what is taken for the end of a flush. What is not overridden is Xen since 4.16
 * ({@code xen/common/memory.c}, {@code xen/drivers/passthrough/}): this is all that a design, or a reader's patch, has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
public interface IotlbDesign extends Design {
    /** When a move of a range flushes. */
    enum Moves {
        /** Each page by itself, as XENMAPSPACE_gmfn does. */
        EACH_PAGE,
        /** At its end: the old numbers, then the new ones (iommu_dont_flush_iotlb). */
        AT_END,
        /** At its end: everything (iommu_iotlb_flush_all()). */
        ALL_AT_END
    }

    /** How long a move of a range holds the pages that it moves. */
    enum Held {
        /** Not beyond its own page. */
        NOT,
        /** Until the flush of the old numbers is done. */
        UNTIL_FLUSH,
        /** The same; where the flush has failed, for ever. */
        UNTIL_FLUSHED,
        /** Until that flush is next. */
        UNTIL_BEFORE_FLUSH
    }

    /** What a flush of an entry that was absent does where the IOMMU caches absent entries; elsewhere it does nothing. */
    enum Absent {
        /** Flushes domain id 0, where no translation of the guest's is. */
        OTHER_ID,
        /** Flushes the dfn under the guest's id. */
        OWN_ID
    }

    /** What ends the wait for a flush that was queued. */
    enum Wait {
        /** Its completion alone. */
        COMPLETION,
        /** That, or patience: then it counts as done. */
        GIVES_UP,
        /** That, or patience: then it counts as failed. */
        REPORTS
    }

    /** Where the IOMMU signals a completion. */
    enum Signal {
        /** In a bit of its status register; who waits for that holds the IOMMU's lock. */
        STATUS_BIT,
        /** In a word of the CPU that waits. */
        CPU_WORD
    }

    /** When a move of a range flushes. */
    default Moves moves() {
        return Moves.AT_END;
    }

    /** Whether a page that is displaced from where a move goes is flushed before it is freed, although flushes are put off. */
    default boolean flushesDisplaced() {
        return true;
    }

    /** How long a move of a range holds the pages that it moves. */
    default Held holdsMoved() {
        return Held.UNTIL_FLUSH;
    }

    /** Whether a move asks only after one more page than it can note whether it has to stop and flush. */
    default boolean looksLate() {
        return false;
    }

    /** Whether a removal says of the entry that it has cleared that it was present. */
    default boolean unmapSaysPresent() {
        return true;
    }

    /** What a flush of an absent entry does. */
    default Absent absent() {
        return Absent.OWN_ID;
    }

    /** Whether "flush everything" is taken for a flush of the one page 0, whose entry was absent. */
    default boolean allIsPageZero() {
        return false;
    }

    /** What ends a wait. */
    default Wait waits() {
        return Wait.COMPLETION;
    }

    /** Where a completion is signalled. */
    default Signal signal() {
        return Signal.CPU_WORD;
    }

    /** Whether an IOMMU's success takes the place of an earlier one's error. */
    default boolean lastResultCounts() {
        return false;
    }
}
