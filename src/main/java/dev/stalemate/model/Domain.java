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
    private final @Nullable ToLongFunction<String> notation;

    private Domain(
            long[] values,
            LongFunction<String> format,
            @Nullable Wide wide,
            @Nullable ToLongFunction<String> notation) {
        this.values = values;
        this.format = format;
        this.wide = wide;
        this.notation = notation;
    }

    /** The numbers 0 to size - 1, printed as the index prints them: the parameter is the number of a frame, and its address is shown. */
    public static Domain of(Index index) {
        long[] values = new long[index.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Domain elements = new Domain(values, v -> index.text((int) v), null, null);
        return elements.reading(text -> elements.parse(
                text.startsWith(index.name()) ? text.substring(index.name().length()) : text));
    }

    /** The given values, printed as hex. */
    public static Domain hex(long... values) {
        if (values.length > MOST_LISTED) {
            throw new IllegalArgumentException("a finite domain has at most " + MOST_LISTED + " values");
        }
        return new Domain(values.clone(), v -> "0x" + Long.toHexString(v), null, null);
    }

    /** A domain with too many values to list, printed as hex. */
    public static Domain wide(Wide wide) {
        return new Domain(new long[0], v -> "0x" + Long.toHexString(v), wide, null);
    }

    /**
     * The same domain, of which a person may write a value in another way, such as {@code WB} for eight fields of an MTRR.
     *
     * @param other reads it; throws IllegalArgumentException with a reason
     */
    public Domain reading(ToLongFunction<String> other) {
        return new Domain(values, format, wide, other);
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

    /**
     * Reads a value as a person writes it: as it is printed, as a number with other digits such as {@code 0x06} or {@code 6}, as the name
     * of an index with its element such as {@code vcpu1}, or in the domain's own notation.
     *
     * @throws IllegalArgumentException if the text is not a value of this domain
     */
    public long read(String text) {
        for (long v : values) {
            if (text(v).equals(text)) {
                return v;
            }
        }
        Long number = number(text);
        for (long v : values) {
            if (number != null && number.equals(number(text(v)))) {
                return v;
            }
        }
        if (number != null && wide != null && wide.legal.test(number)) {
            return number;
        }
        if (number != null || notation == null) {
            return parse(text);
        }
        long value = notation.applyAsLong(text);
        return contains(value) ? value : parse(text(value));
    }

    /** A hex number with 0x, or a decimal one; null if a text is neither. */
    private static @Nullable Long number(String text) {
        try {
            if (text.matches("0x[0-9a-fA-F]{1,16}")) {
                return Long.parseUnsignedLong(text, 2, text.length(), 16);
            }
            return text.matches("[0-9]{1,20}") ? Long.valueOf(Long.parseUnsignedLong(text)) : null;
        } catch (NumberFormatException e) {
            return null; // more than 64 bits
        }
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
