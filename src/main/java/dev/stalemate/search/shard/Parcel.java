package dev.stalemate.search.shard;

/** A block on its way. */
public final class Parcel {
    private final int part;
    private final byte[] block;

    /** For the part of this number. */
    public Parcel(int part, byte[] block) {
        this.part = part;
        this.block = block;
    }

    /** The number of the part that it is for. */
    public int part() {
        return part;
    }

    /** What the part gets. */
    public byte[] block() {
        return block;
    }
}
