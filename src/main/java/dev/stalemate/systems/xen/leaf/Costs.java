package dev.stalemate.systems.xen.leaf;

/** Is told of what recalculation costs, as it happens. */
public interface Costs {
    /** Nobody counts. */
    Costs NONE = new Costs() {};

    /** An EPT misconfiguration exit (reason 49). */
    default void exit() {}

    /** A leaf's type was computed again. */
    default void recomputed() {}

    /** An entry was looked at, to be marked or recomputed. */
    default void visited() {}

    /** A large leaf was split one level down. */
    default void split() {}

    /** resolve_misconfig() found something to do; it tells every vCPU, whose exit may be on its way for the same mark. */
    default void resolved() {}

    /** flush_all(FLUSH_CACHE): every CPU of the host writes back and drops its caches. */
    default void cacheFlush() {}
}
