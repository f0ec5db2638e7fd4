package dev.stalemate.systems.secondarytlb;

/** A page-table entry, and what a TLB keeps of one, as a number: 0 is none, others have a page frame and a permission. */
final class Entry {
    static final int NONE = 0;

    private Entry() {}

    /** How many there are with a number of frames, none included. */
    static int count(int frames) {
        return 2 * frames + 1;
    }

    static int of(int frame, boolean writable) {
        return 1 + 2 * frame + (writable ? 1 : 0);
    }

    /** How many there are that aren't none: a TLB keeps entry e as its target e - 1. */
    static int targets(int frames) {
        return 2 * frames;
    }

    /** The frame of an entry that isn't none. */
    static int frame(int entry) {
        return (entry - 1) / 2;
    }

    static boolean isWritable(int entry) {
        return entry != NONE && entry % 2 == 0;
    }

    /** Whether it lets an access pass. */
    static boolean permits(int entry, boolean write) {
        return write ? isWritable(entry) : entry != NONE;
    }

    static String text(int entry) {
        return entry == NONE ? "none" : "pfn " + frame(entry) + (isWritable(entry) ? ", writable" : ", read-only");
    }
}
