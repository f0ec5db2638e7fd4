package dev.stalemate.lab.judge;

import java.util.List;
import java.util.regex.Pattern;

/** The words of a line that the machine said. */
final class LineWords {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,16}");

    private LineWords() {}

    /**
     * Checks how many words follow the first one.
     *
     * @throws IllegalArgumentException if it is another number
     */
    static void count(List<String> words, int count) {
        if (words.size() != count + 1) {
            throw new IllegalArgumentException(
                    "@" + words.get(0) + " has " + count + " words, not " + (words.size() - 1));
        }
    }

    /** The only word that follows the first one. */
    static String only(List<String> words) {
        count(words, 1);
        return words.get(1);
    }

    /** A word as a decimal number. */
    static int decimal(List<String> words, int i) {
        if (!DECIMAL.matcher(words.get(i)).matches()) {
            throw new IllegalArgumentException("'" + words.get(i) + "' is not a number");
        }
        return Integer.parseInt(words.get(i));
    }

    /** A word as a hex number of at most 64 bits. */
    static long hex(List<String> words, int i) {
        if (!HEX.matcher(words.get(i)).matches()) {
            throw new IllegalArgumentException("'" + words.get(i) + "' is not a hex number");
        }
        return Long.parseUnsignedLong(words.get(i), 16);
    }
}
