package dev.stalemate.systems.xen;

/** What recalculation costs, told as it happens. */
public interface Costs {
    /** Nobody counts. */
    Costs NONE = new Costs() {};

    /** An EPT misconfiguration exit (reason 49). */
    default void exit() {}

    /** A leaf's type was computed anew. */
    default void recomputed() {}

    /** A large leaf was split one level down. */
    default void split() {}

    /** flush_all(FLUSH_CACHE): every CPU of the host writes back and drops its caches. */
    default void cacheFlush() {}
}
