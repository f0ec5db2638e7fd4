package dev.stalemate.systems.xen.leaf;

/** How much of a block of frames is of some kind. */
public enum Cover {
    NONE,
    /** Some frames, not all. */
    PART,
    ALL
}
