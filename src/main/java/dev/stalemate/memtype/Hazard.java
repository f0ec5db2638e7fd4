package dev.stalemate.memtype;

/**
 * What can go wrong with accesses of a memory type where software relies on another type; the gravest comes first.
 *
 * <p>Each but the last is a liberty that a type gives the processor, and that other types withhold: a property of SDM 11.3's types, in
 * table 11-2 or in the paragraphs about them.
 */
public enum Hazard {
    /** Writes stay in the cache: WB alone is "writeback cacheable" (table 11-2). It wants devices that snoop. */
    STALE_MEMORY("a device that doesn't snoop reads stale memory"),
    /** Reads come from the cache: WT, WP and WB are cacheable (table 11-2). */
    STALE_READ("the CPU reads stale data after a device that doesn't snoop has written"),
    /** Writes update the line, too: WT and WB. Those of WP only invalidate it, which is what WP is for: memory may ignore them. */
    KEPT_WRITE("the CPU reads back a write that memory ignored"),
    /** Writes wait in buffers that are not snooped, and leave them in any order: WC is weakly ordered (table 11-2, 11.3.1). */
    WEAK_ORDER("writes may arrive late and in another order"),
    /** Only UC's accesses happen in program order: of the cached types, "speculative processor ordering" (table 11-2, 8.2.2). */
    EARLY_READ("a read may pass an earlier write"),
    /** Several writes may become one: WC, WT and WB. */
    COMBINED_WRITES("writes may be combined"),
    /** Reads that the program never gets to: all but UC allow them (table 11-2). They matter where a read has side effects. */
    SPECULATIVE_READ("a read may happen that the program doesn't ask for"),
    /** A liberty that is missing: nothing goes wrong, but liberties are there for speed. */
    SLOWER("it is only slower");

    private final String text;

    Hazard(String text) {
        this.text = text;
    }

    /** Its bit in a set. */
    @SuppressWarnings("EnumOrdinal") // no set is stored
    int bit() {
        return 1 << ordinal();
    }

    /** In a short clause. */
    public String text() {
        return text;
    }
}
