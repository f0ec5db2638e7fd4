package dev.stalemate.systems.kvmmmu;

/**
 * What a leaf says of writes: PT_WRITABLE_MASK, at which the processor looks, and the software bit shadow_mmu_writable_mask, which says that
 * the other may be set again without the MMU lock. A leaf that is write-protected for dirty logging has the second alone; one that maps a
 * page table which KVM shadows has neither.
 *
 * <p>A leaf is the number 1 + page * {@link #COUNT} + access, or 0.
 */
final class KvmMmuAccess {
    static final int HARDWARE = 1;
    static final int MMU = 2;

    /** How many combinations there are; the hardware's bit alone is a wrong one. */
    static final int COUNT = 4;

    private static final String[] TEXT = {"read-only", "writable, but not MMU-writable", "MMU-writable", "writable"};

    private KvmMmuAccess() {}

    /** The access of a leaf. */
    static int of(int leaf) {
        return (leaf - 1) % COUNT;
    }

    /** The leaf of a page with an access. */
    static int leaf(int mapped, int access) {
        return 1 + (mapped - 1) * COUNT + access;
    }

    /** A leaf as a TLB has it: read-only or writable. */
    static int cached(int leaf) {
        return with(leaf, (of(leaf) & HARDWARE) != 0 ? HARDWARE | MMU : 0);
    }

    /** A leaf with another access. */
    static int with(int leaf, int access) {
        return leaf - of(leaf) + access;
    }

    /** An access as states print it. */
    static String text(int access) {
        return TEXT[access];
    }
}
