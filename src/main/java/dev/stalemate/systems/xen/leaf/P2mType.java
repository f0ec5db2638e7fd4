package dev.stalemate.systems.xen.leaf;

/** What a gfn is to Xen, if only memory types matter: p2m_type_t without paging, sharing and log-dirty. */
public enum P2mType {
    /** p2m_ram_rw, which Xen's own special pages are mapped as too. */
    RAM(0, "ram"),
    /** p2m_mmio_direct: a device's memory, and the APIC access page. */
    MMIO_DIRECT(1, "mmio"),
    /** p2m_grant_map_rw: another domain's page. */
    GRANT_RW(2, "grant"),
    /** p2m_grant_map_ro. */
    GRANT_RO(3, "grant-ro"),
    /** p2m_map_foreign. */
    FOREIGN(4, "foreign");

    private static final P2mType[] ALL = values();

    private final int code;
    private final String text;

    P2mType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The number that entries store, 0 to 4. */
    public int code() {
        return code;
    }

    /** The type of a number that an entry stores. */
    public static P2mType ofCode(int code) {
        return ALL[code];
    }

    /** p2m_is_special(): what no hypercall maps RAM over. */
    public boolean isSpecial() {
        return this != RAM;
    }

    @Override
    public String toString() {
        return text;
    }
}
