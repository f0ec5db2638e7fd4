package dev.stalemate.systems.xen.domain;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.leaf.Cover;

/**
 * A host at full width. It does not matter which frames Xen hands out, so they are numbered from an address above all device memory, where
 * the host's MTRRs have the type of its RAM.
 */
public final class Machine implements Host {
    private static final long FIRST_RAM = 1L << 25; // 128 GiB
    private static final long FIRST_SPECIAL = 1L << 27;

    private final MtrrRegisters mtrrs;
    private final RangeSet<Long> readOnly = TreeRangeSet.create();
    private final RangeSet<Long> special = TreeRangeSet.create();
    private final RangeSet<Long> apicAccessPages = TreeRangeSet.create();
    private long nextRam = FIRST_RAM;
    private long nextSpecial = FIRST_SPECIAL;

    /** A host with these MTRRs, and all of its frames ordinary. */
    public Machine(MtrrRegisters mtrrs) {
        this.mtrrs = mtrrs;
    }

    /** Puts frames into mmio_ro_ranges. */
    public Machine addReadOnlyMmio(long mfn, long frames) {
        readOnly.add(block(mfn, frames));
        return this;
    }

    /** Allocates 2^order frames of RAM, aligned to their size. */
    public long allocate(int order) {
        long size = 1L << order;
        long mfn = (nextRam + size - 1) & -size;
        nextRam = mfn + size;
        return mfn;
    }

    /** Allocates one of Xen's own pages. */
    public long allocateSpecial() {
        special.add(block(nextSpecial, 1));
        return nextSpecial++;
    }

    /** Allocates a domain's APIC access page. */
    public long allocateApicAccessPage() {
        long mfn = allocateSpecial();
        apicAccessPages.add(block(mfn, 1));
        return mfn;
    }

    @Override
    public Cover readOnlyMmio(long mfn, int order) {
        return cover(readOnly, mfn, order);
    }

    /** Every frame of this host has a page struct. */
    @Override
    public boolean valid(long mfn) {
        return true;
    }

    @Override
    public Cover special(long mfn, int order) {
        return cover(special, mfn, order);
    }

    /** Blocks are of one domain, which has no other domain's APIC access page. */
    @Override
    public boolean apicAccessPage(long mfn, int order) {
        return cover(apicAccessPages, mfn, order) != Cover.NONE;
    }

    @Override
    public MtrrRegisters hostMtrrs() {
        return mtrrs;
    }

    private static Cover cover(RangeSet<Long> set, long mfn, int order) {
        Range<Long> block = block(mfn, 1L << order);
        if (!set.intersects(block)) {
            return Cover.NONE;
        }
        return set.encloses(block) ? Cover.ALL : Cover.PART;
    }

    private static Range<Long> block(long first, long frames) {
        return Range.closedOpen(first, first + frames);
    }
}
