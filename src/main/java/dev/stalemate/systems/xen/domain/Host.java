package dev.stalemate.systems.xen.domain;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.leaf.Cover;

/** The properties of the machine's frames on which a leaf's type depends. Blocks are 2^order frames from an aligned mfn on. */
public interface Host {
    /** How much of a block is in mmio_ro_ranges. */
    Cover readOnlyMmio(long mfn, int order);

    /** mfn_valid(). */
    boolean valid(long mfn);

    /** How many frames of a block are special pages of Xen's. */
    Cover special(long mfn, int order);

    /** Whether a block holds the APIC access page of the domain. */
    boolean apicAccessPage(long mfn, int order);

    /** The host's own MTRRs. */
    MtrrRegisters hostMtrrs();
}
