package dev.stalemate.real.map;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;

/**
 * A range that a driver has mapped, and the type that Linux keeps for it.
 *
 * @param line the line of the file that states it, from 1
 * @param range the addresses, closed-open
 * @param logged whether the log says when it was added (debugpat); otherwise it stands in a {@code pat_memtype_list}
 */
public record Memtype(int line, Range<Long> range, MemType type, boolean logged) {}
