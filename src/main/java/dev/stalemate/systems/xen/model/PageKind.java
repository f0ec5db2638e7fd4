package dev.stalemate.systems.xen.model;

import dev.stalemate.systems.xen.leaf.P2mType;

/** What a gfn of a small scope can map: its p2m type, and what kind of machine frame is behind it. */
enum PageKind {
    RAM(P2mType.RAM, "ram"),
    /** A page of Xen's own, mapped as RAM: shared info, or a frame of the grant table. */
    GRANT_TABLE(P2mType.RAM, "grant-table"),
    /** A BAR: device memory without a page struct. */
    MMIO(P2mType.MMIO_DIRECT, "mmio"),
    /** Device memory in mmio_ro_ranges, such as the page of an MSI-X table. */
    MMIO_RO(P2mType.MMIO_DIRECT, "mmio-ro"),
    /** Another domain's page, mapped by its grant. */
    GRANT(P2mType.GRANT_RW, "grant"),
    /** Another domain's page, mapped as foreign. */
    FOREIGN(P2mType.FOREIGN, "foreign");

    private static final PageKind[] ALL = values();
    private static final int REGION_SHIFT = 30;

    private final P2mType type;
    private final String text;

    PageKind(P2mType type, String text) {
        this.type = type;
        this.text = text;
    }

    /** The kind of a name, as settings write it. */
    static PageKind named(String text) {
        for (PageKind kind : ALL) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no kind of page");
    }

    P2mType type() {
        return type;
    }

    /** The mfn behind a gfn: each kind has a region of its own, in which the gfn is the frame's number. */
    long mfn(long gfn) {
        return (long) (place() + 1) << REGION_SHIFT | gfn;
    }

    /** Its place among all kinds, from 0. */
    @SuppressWarnings("EnumOrdinal") // states store no place and no mfn
    int place() {
        return ordinal();
    }

    /** The frame's number in its region. */
    static int number(long mfn) {
        return (int) (mfn & ((1L << REGION_SHIFT) - 1));
    }

    /** The kind of the frame behind a gfn. */
    static PageKind of(long mfn) {
        return ALL[(int) (mfn >> REGION_SHIFT) - 1];
    }

    @Override
    public String toString() {
        return text;
    }
}
