package dev.stalemate.systems.xen.leaf;

/** What epte_get_entry_emt() asks of the mapping whose type it decides: a gfn of a domain and the mfn behind it, at an order. */
public interface Mapping {
    /** {@link #pinned} of a block that no pinned range touches. */
    int NOT_PINNED = -1;

    /** {@link #pinned} of a block that a pinned range covers in part. */
    int PARTLY_PINNED = -2;

    /** The gfn for which the type is decided, any one of the block's. */
    long gfn();

    /** The first mfn of the block. */
    long mfn();

    /** 2^order frames are mapped by the entry: 0, 9 or 18, or less in a small scope. */
    int order();

    /** What the gfn is to Xen. */
    P2mType type();

    /** Whether the guest's types count at all: is_iommu_enabled(d) || cache_flush_permitted(d), or what a design asks instead. */
    boolean honoursGuestTypes();

    /** How much of the block is in mmio_ro_ranges. */
    Cover readOnlyMmio();

    /** mfn_valid() of the first frame: it has a page struct, as RAM has and most device memory has not. */
    boolean valid();

    /** How many of the block's frames are special pages of Xen's: shared info, grant table, APIC access page. */
    Cover special();

    /** Whether the domain's APIC access page is in the block. */
    boolean apicAccessPage();

    /** Whether a vCPU has CR0.CD=1, and the current vCPU is not another domain's: see {@code Hvm.uncachedMode()} of a design. */
    boolean uncachedMode();

    /** The code of the pinned type, UC- included, or {@link #NOT_PINNED} or {@link #PARTLY_PINNED}. */
    int pinned();

    /** The code of the guest's MTRR type, or {@link XenMtrrs#SPLIT}. */
    int guestType();

    /** The code of the host's MTRR type, or {@link XenMtrrs#SPLIT}. */
    int hostType();
}
