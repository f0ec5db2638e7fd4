package dev.stalemate.real.kvm;

/**
 * Where an entry of the EPT stands, which is what a leaf is found by.
 *
 * @param space KVM's address space: 0, or 1 for system management mode
 * @param gfn the first frame that the entry maps
 * @param level 1 for 4 KiB, 2 for 2 MiB, up to {@link #MOST_LEVELS}
 */
record LeafKey(int space, long gfn, int level) {
    static final int MOST_LEVELS = 5;

    /** How many entries a table has. */
    static final int ENTRIES = 512;

    private static final long MOST_FRAMES = 1L << 40;

    /** Whether there can be such an entry. */
    boolean possible() {
        return space >= 0 && space <= 1 && level >= 1 && level <= MOST_LEVELS && gfn >= 0 && gfn < MOST_FRAMES;
    }

    /** The key as a number, which orders keys by frame; never negative. */
    long packed() {
        return (gfn << 4) | ((long) level << 1) | space;
    }

    /** The key of a number that {@link #packed} made. */
    static LeafKey of(long packed) {
        return new LeafKey((int) (packed & 1), packed >>> 4, (int) (packed >> 1) & 7);
    }

    /** The guest-physical address of the first byte that the entry maps. */
    long gpa() {
        return gfn << 12;
    }

    /** How many bytes it maps. */
    long bytes() {
        return pages() << 12;
    }

    /** How many 4 KiB pages it maps. */
    long pages() {
        return 1L << (9 * (level - 1));
    }

    /** The key of the i-th entry, of {@link #ENTRIES}, of the table that could stand in its place. */
    LeafKey below(int i) {
        return new LeafKey(space, gfn + i * (pages() / ENTRIES), level - 1);
    }

    /** The key of the entry of a higher level that maps the same frames, and more. */
    LeafKey above(int higher) {
        return new LeafKey(space, gfn & -(1L << (9 * (higher - 1))), higher);
    }

    /** The key of the i-th entry of a table whose first entry has this key. */
    LeafKey next(int i) {
        return new LeafKey(space, gfn + i * pages(), level);
    }
}
