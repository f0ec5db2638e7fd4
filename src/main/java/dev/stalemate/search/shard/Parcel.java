package dev.stalemate.search.shard;

/**
 * A block on its way.
 *
 * @param part the number of the part that it is for
 * @param block what the part gets
 */
public record Parcel(int part, byte[] block) {}
