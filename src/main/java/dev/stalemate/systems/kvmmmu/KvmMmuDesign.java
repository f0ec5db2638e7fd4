package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Design;

/**
 * A design of what is owed and checked under the MMU lock. What is not overridden is Linux 6.3: this is all that a design, or a reader's patch,
 * has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
interface KvmMmuDesign extends Design {
    /** Which flush a zap makes before it gives the lock up on its way. */
    enum AtYield {
        /** The one that is owed for all that it has zapped. */
        OWED,
        /** The one that is owed for what it has zapped in the present root. */
        OWED_FOR_ROOT,
        /** None. */
        NONE
    }

    /** When a fault finds out that its root has died. */
    enum RootCheck {
        /** As it installs, under the lock. */
        UNDER_LOCK,
        /** As it looks its page up. */
        BEFORE_LOCK,
        /** Never. */
        NEVER
    }

    /** How a fault finds out that the host has invalidated something since it looked its page up. */
    enum SeqCheck {
        /** The counter is what it was. */
        FULL,
        /** The counter is what it was, as a signed number of one bit less, extended to the full width. */
        TRUNCATED,
        /** It doesn't. */
        NEVER
    }

    /** What is flushed where a zap gives the lock up. */
    default AtYield atYield() {
        return AtYield.OWED;
    }

    /** Whether who gives table pages up flushes where it was told to. */
    default boolean heedsAnswer() {
        return true;
    }

    /** When a fault looks at its root. */
    default RootCheck rootCheck() {
        return RootCheck.UNDER_LOCK;
    }

    /** How it looks at the counter. */
    default SeqCheck seqCheck() {
        return SeqCheck.FULL;
    }
}
