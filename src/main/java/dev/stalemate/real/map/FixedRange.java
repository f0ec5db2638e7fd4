package dev.stalemate.real.map;

import dev.stalemate.memtype.MemType;

/**
 * A stretch of the first MiB whose fixed-range fields hold one type, as Linux prints it.
 *
 * @param start first address
 * @param last last address
 */
public record FixedRange(long start, long last, MemType type) {}
