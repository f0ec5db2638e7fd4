package dev.stalemate.memtype;

/** The types that AMD's nested paging works with on the way (APM volume 2, 15.25.8): those of PAT, and two of its own. */
public enum NptType {
    UC(MemType.UC),
    UC_MINUS(MemType.UC),
    /** Cache disable: uncached, but caches are checked. */
    CD(MemType.UC),
    WC(MemType.WC),
    /** Write combining that checks caches. */
    WC_PLUS(MemType.WC),
    WP(MemType.WP),
    WT(MemType.WT),
    WB(MemType.WB);

    private final MemType collapsed;

    NptType(MemType collapsed) {
        this.collapsed = collapsed;
    }

    /** The type without what matters only to the check of caches: UC, UC- and CD give UC, WC and WC+ give WC. */
    public MemType collapsed() {
        return collapsed;
    }
}
