package dev.stalemate.text;

import java.util.Locale;

/** Numbers as people read them. */
public final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /** With commas, such as {@code 1,106,976}. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** With a noun, such as {@code 1 step} and {@code 2 steps}. */
    public static String count(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** Such as {@code 13.4 million} or {@code 950}. */
    public static String rough(double n) {
        return n >= 1e6 ? String.format(Locale.ROOT, "%.1f million", n / 1e6) : String.format(Locale.ROOT, "%,.0f", n);
    }

    /** Such as {@code 1.5 GiB}. */
    public static String bytes(long n) {
        double amount = n;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }

    /** Such as {@code 0.25 s}. */
    public static String seconds(double s) {
        return String.format(Locale.ROOT, "%.2f s", s);
    }
}
