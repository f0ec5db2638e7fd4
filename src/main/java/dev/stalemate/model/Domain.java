package dev.stalemate.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The values that a parameter of an action can have: a list, for the exhaustive search, or all that the architecture allows, for random
 * sequences. A domain also prints, reads, draws and shrinks its values.
 */
public final class Domain {
    private static final int MOST_LISTED = 1 << 16;

    private final long[] values;
    private final LongFunction<String> format;
    private final @Nullable Wide wide;

    private Domain(long[] values, LongFunction<String> format, @Nullable Wide wide) {
        this.values = values;
        this.format = format;
        this.wide = wide;
    }

    /** The numbers 0 to size - 1, printed as the index prints them: the parameter is the number of a frame, and its address is shown. */
    public static Domain of(Index index) {
        long[] values = new long[index.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Domain(values, v -> index.text((int) v), null);
    }

    /** The given values, printed as hex. */
    public static Domain hex(long... values) {
        if (values.length > MOST_LISTED) {
            throw new IllegalArgumentException("a finite domain has at most " + MOST_LISTED + " values");
        }
        return new Domain(values.clone(), v -> "0x" + Long.toHexString(v), null);
    }

    /** A domain with too many values to list, printed as hex. */
    public static Domain wide(Wide wide) {
        return new Domain(new long[0], v -> "0x" + Long.toHexString(v), wide);
    }

    /** Whether the values can be listed. */
    public boolean isFinite() {
        return wide == null;
    }

    /** The values of a finite domain, simplest first. */
    public long[] values() {
        return values.clone();
    }

    /** Whether a value belongs to the domain. */
    public boolean contains(long value) {
        if (wide != null) {
            return wide.legal.test(value);
        }
        for (long v : values) {
            if (v == value) {
                return true;
            }
        }
        return false;
    }

    /** Any value, each of a finite domain as likely as another. */
    public long draw(RandomGenerator random) {
        return wide == null ? values[random.nextInt(values.length)] : wide.draw.applyAsLong(random);
    }

    /** Simpler values to try instead of a value, the simplest first. */
    public List<Long> simpler(long value) {
        if (wide != null) {
            return wide.simpler.apply(value);
        }
        return Arrays.stream(values).takeWhile(v -> v != value).boxed().toList();
    }

    /** How a counterexample shows a value. */
    public String text(long value) {
        return format.apply(value);
    }

    /**
     * Reads what {@link #text} printed.
     *
     * @throws IllegalArgumentException if the text is not a value of this domain
     */
    public long parse(String text) {
        if (!isFinite()) {
            long value = hex(text);
            if (!contains(value)) {
                throw new IllegalArgumentException(text + " is not a legal value here");
            }
            return value;
        }
        for (long v : values) {
            if (text(v).equals(text)) {
                return v;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not one of "
                + Arrays.stream(values).limit(8).mapToObj(this::text).toList());
    }

    private static long hex(String text) {
        if (!text.matches("0x[0-9a-fA-F]{1,16}")) {
            throw new IllegalArgumentException("'" + text + "' is not a hex number such as 0x2ff");
        }
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
    }

    /**
     * What a domain too large to list can do.
     *
     * @param legal whether a value belongs to it
     * @param draw any value, interesting ones more often
     * @param simpler simpler values to try instead of a value, the simplest first
     */
    public record Wide(LongPredicate legal, ToLongFunction<RandomGenerator> draw, LongFunction<List<Long>> simpler) {}
}
