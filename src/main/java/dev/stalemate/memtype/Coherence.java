package dev.stalemate.memtype;

/**
 * How the type a guest believes in compares with the type its accesses have, as far as caches are concerned.
 *
 * <p>UC, UC- and WC bypass the cache; WT, WP and WB use it ({@link MemType#cached}). A guest whose device does not snoop flushes
 * by the type it believes in: if the access is cached after all, device and processor see different data.
 */
public final class Coherence {
    private Coherence() {}

    /** The guest believes the access bypasses the cache, and it does not: data may be stale. */
    public static boolean weaker(MemType believed, MemType effective) {
        return !believed.cached() && effective.cached();
    }

    /** The guest believes the access is cached, and it bypasses the cache: slow, and incoherent with lines cached elsewhere. */
    public static boolean stronger(MemType believed, MemType effective) {
        return believed.cached() && !effective.cached();
    }
}
