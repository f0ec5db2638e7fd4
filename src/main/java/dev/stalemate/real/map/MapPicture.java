package dev.stalemate.real.map;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import java.util.Map;

/**
 * Draws a map as a column of at most 80 characters' width, plain ASCII: one box a piece, taller for larger ones, and beside each
 * its addresses, type, size and whether there is RAM.
 */
final class MapPicture {
    static final String LEGEND = "# WB   + WT   = WP   ~ WC   . UC   ! undefined   ? unknown";

    private static final int BOX = 8;

    /** A map with more pieces is a mask's with holes: of a repetition, the beginning says all. */
    private static final int MAX_PIECES = 40;

    private static final long GIB = 1L << 30;

    private final ImmutableRangeMap<Long, Integer> ram;
    private final int digits;
    private final StringBuilder out = new StringBuilder();

    private MapPicture(ImmutableRangeMap<Long, Integer> ram, int digits) {
        this.ram = ram;
        this.digits = digits;
    }

    /**
     * The picture, of lines each ended by a line feed.
     *
     * @param ram where there is RAM, if that is known
     * @param width MAXPHYADDR in bits, 32 to 52
     */
    static String of(ImmutableRangeMap<Long, MapType> map, ImmutableRangeMap<Long, Integer> ram, int width) {
        MapPicture picture = new MapPicture(ram, (width + 3) / 4);
        int left = map.asMapOfRanges().size();
        int drawn = 0;
        for (Map.Entry<Range<Long>, MapType> piece : map.asMapOfRanges().entrySet()) {
            if (drawn == MAX_PIECES && left > MAX_PIECES) {
                picture.out.append("  and ").append(left - drawn).append(" more, which --json lists\n");
                break;
            }
            picture.piece(piece.getKey(), piece.getValue());
            drawn++;
        }
        return picture.out.toString();
    }

    private void piece(Range<Long> piece, MapType type) {
        String box = "|" + String.valueOf(fill(type)).repeat(BOX) + "|";
        String addresses = Addresses.padded(piece.lowerEndpoint(), digits) + "-"
                + Addresses.padded(piece.upperEndpoint() - 1, digits);
        String line = String.format("  %s %s  %-7s %13s  %s", addresses, box, type, Addresses.size(piece), ram(piece));
        out.append(line.stripTrailing()).append('\n');
        for (int row = 1; row < rows(Addresses.bytes(piece)); row++) {
            out.append(" ".repeat(addresses.length() + 3)).append(box).append('\n');
        }
    }

    /** One below 1 GiB, two below 1 TiB, three for more. */
    private static int rows(long bytes) {
        return bytes < GIB ? 1 : bytes < GIB << 10 ? 2 : 3;
    }

    private String ram(Range<Long> piece) {
        long bytes = 0;
        for (Range<Long> part : ram.subRangeMap(piece).asMapOfRanges().keySet()) {
            bytes += Addresses.bytes(part);
        }
        return bytes == 0 ? "" : bytes == Addresses.bytes(piece) ? "RAM" : "part RAM";
    }

    private static char fill(MapType type) {
        return switch (type) {
            case WB -> '#';
            case WT -> '+';
            case WP -> '=';
            case WC -> '~';
            case UC -> '.';
            case UNDEFINED -> '!';
            case UNKNOWN -> '?';
        };
    }
}
