package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Design;

/**
 * A design of the cache's refresh. What is not overridden is Linux 6.0: this is all that a design, or a reader's patch, has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
interface PfnCacheDesign extends Design {
    /** What others see while a refresh has dropped the lock, to look the page up. */
    enum Meanwhile {
        /** That the cache is not valid. */
        INVALID,
        /** That it is valid, with a placeholder where the page will be. */
        PLACEHOLDER,
        /** That it is valid, with the page from before. */
        OLD_PAGE
    }

    /** What others see meanwhile. */
    default Meanwhile meanwhile() {
        return Meanwhile.INVALID;
    }

    /** Whether a mutex makes refreshes come one after the other. */
    default boolean serializes() {
        return true;
    }
}
