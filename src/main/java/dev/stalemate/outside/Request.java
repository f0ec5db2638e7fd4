package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.memtype.MemType;
import java.util.List;

/** One line of the protocol, cut into words, whose arguments are read with errors that name the request. */
final class Request {
    private static final Splitter WORDS =
            Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().limit(64);
    private static final CharMatcher HEX =
            CharMatcher.inRange('0', '9').or(CharMatcher.inRange('a', 'f')).or(CharMatcher.inRange('A', 'F'));
    private static final CharMatcher DECIMAL = CharMatcher.inRange('0', '9');
    private static final int SHOWN = 40;

    private final String verb;
    private final List<String> arguments;

    private Request(List<String> words) {
        verb = words.get(0);
        arguments = words.subList(1, words.size());
    }

    /** A line that no answer but an error fits; the message is what follows {@code error: }. */
    static final class BadRequestException extends Exception {
        BadRequestException(String message) {
            super(message);
        }
    }

    /** Cuts a line that is neither blank nor a comment. */
    static Request parse(String line) {
        return new Request(WORDS.splitToList(line));
    }

    String verb() {
        return verb;
    }

    /** Throws unless there are exactly as many arguments as {@code names}. */
    void expect(String... names) throws BadRequestException {
        if (arguments.size() != names.length) {
            throw bad("expects " + String.join(" ", names));
        }
    }

    String word(int i) {
        return arguments.get(i);
    }

    /** Argument {@code i} as up to 64 bits of hex, with or without 0x. */
    long hex(int i) throws BadRequestException {
        String word = word(i);
        String digits = word.startsWith("0x") || word.startsWith("0X") ? word.substring(2) : word;
        if (digits.isEmpty() || !HEX.matchesAllOf(digits)) {
            throw bad("'" + shown(word) + "' is not a hex number");
        }
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw bad("'" + shown(word) + "' does not fit in 64 bits");
        }
    }

    /** Argument {@code i} as hex from 0 to {@code max}, both unsigned. */
    long hex(int i, long max, String what) throws BadRequestException {
        long value = hex(i);
        if (Long.compareUnsigned(value, max) > 0) {
            throw bad(what + " 0x" + Long.toHexString(value) + " is above 0x" + Long.toHexString(max));
        }
        return value;
    }

    /** A word of the request as decimal from {@code min} to {@code max}. */
    int decimal(String word, int min, int max, String what) throws BadRequestException {
        if (!word.isEmpty() && DECIMAL.matchesAllOf(word)) {
            try {
                int value = Integer.parseInt(word);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw bad(what + " '" + shown(word) + "' is not in " + min + ".." + max);
            }
        }
        throw bad(what + " '" + shown(word) + "' is not a decimal number in " + min + ".." + max);
    }

    /** Argument {@code i} as the name of a type. */
    MemType type(int i) throws BadRequestException {
        MemType type = MemType.named(word(i));
        if (type == null) {
            throw bad("'" + shown(word(i)) + "' is not a memory type (UC, UC-, WC, WT, WP, WB)");
        }
        return type;
    }

    /** An exception that says what is wrong with this request. */
    BadRequestException bad(String what) {
        return new BadRequestException(shown(verb) + ": " + what);
    }

    /** Any text as a few printable ASCII characters, so that garbage in a request cannot break the answer's line. */
    static String shown(String text) {
        String printable = CharMatcher.inRange(' ', '~').negate().replaceFrom(text, '?');
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }
}
