package dev.stalemate.real.map;

import com.google.common.collect.Range;
import java.util.Locale;

/** Addresses and sizes as text. */
public final class Addresses {
    private Addresses() {}

    /** {@code 0xa0000}. */
    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    /** {@code 0x0000a0000}, of at least so many digits. */
    static String padded(long address, int digits) {
        String hex = Long.toHexString(address);
        return "0x" + "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }

    /** The size of a closed-open range in bytes. */
    static long bytes(Range<Long> range) {
        return range.upperEndpoint() - range.lowerEndpoint();
    }

    /** First and last address of a closed-open range: {@code 0xa0000-0xbffff}. */
    public static String range(Range<Long> range) {
        return hex(range.lowerEndpoint()) + "-" + hex(range.upperEndpoint() - 1);
    }

    /** The size of a closed-open range in the largest unit that divides it: {@code 3 GiB}, {@code 639 KiB}, {@code 1 B}. */
    public static String size(Range<Long> range) {
        return size(bytes(range));
    }

    /** A number of bytes in the largest unit that divides it. */
    public static String size(long bytes) {
        if (bytes == 0) {
            return "0 B";
        }
        int unit = Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
        return String.format(
                Locale.ROOT, "%d %s", bytes >> (10 * unit), new String[] {"B", "KiB", "MiB", "GiB", "TiB"}[unit]);
    }
}
