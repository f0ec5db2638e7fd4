package dev.stalemate.cli.shared;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit, as options take them. */
public final class Amount {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([a-z]?)");

    private Amount() {}

    /** Such as {@code 30}, {@code 30s}, {@code 5m} or {@code 1h}. */
    public static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.ofSeconds(
                    parse(text, "a time such as 30s, 5m or 1h (the units are s, m and h)", "smh", 60));
        }
    }

    /** Such as {@code 1000000}, {@code 500m} or {@code 4g}. */
    public static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, "an amount of memory such as 500m or 4g", "bkmgt", 1024);
        }
    }

    /** Such as {@code 20000}, {@code 500k} or {@code 10m}. */
    public static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, "a number such as 20000, 500k or 10m", " km", 1000);
        }
    }

    /** Each unit is so many times the one before it; the first may be left out. */
    private static long parse(String text, String what, String units, long times) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            int unit = units.indexOf(matcher.group(2)); // 0 for none
            long amount = Long.parseLong(matcher.group(1));
            for (int i = 0; i < unit && amount <= Long.MAX_VALUE / times; i++) {
                amount *= times;
            }
            // A bound of centuries or exabytes is a typing error, and would overflow what counts it.
            if (unit >= 0 && amount <= 1L << 50) {
                return amount;
            }
        }
        throw new TypeConversionException("'" + text + "' is not " + what);
    }
}
