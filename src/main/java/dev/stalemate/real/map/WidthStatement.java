package dev.stalemate.real.map;

/**
 * A line that states MAXPHYADDR.
 *
 * @param line the line of the file, from 1
 * @param bits 32 to 52
 * @param source what states it, for people, such as {@code cpuinfo}
 */
public record WidthStatement(int line, int bits, String source) {
    /** The source of what no line states, but the highest bit of the masks of whole registers tells. */
    public static final String MASKS = "the masks";

    /** Whether it is concluded from masks, which may leave top bits out. */
    public boolean isInferred() {
        return source.equals(MASKS);
    }

    /** Whether a processor can have so many bits. */
    public static boolean possible(int bits) {
        return bits >= 32 && bits <= 52;
    }
}
