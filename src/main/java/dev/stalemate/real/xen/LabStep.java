package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of a steps.log, with what became of it on the real machine.
 *
 * @param file the log
 * @param line its line, from 1
 * @param number its number in the log, from 0
 * @param words the command
 * @param result what the log has behind it
 */
record LabStep(String file, int line, int number, List<String> words, String result) {
    private static final Pattern MISCONFIGURATIONS = Pattern.compile("\\bexits\\[[^\\]]*?\\b49\\*(\\d{1,9})");
    private static final Pattern ERROR = Pattern.compile("\\brc=-\\d+ errno=(\\d{1,4})\\b");
    private static final Pattern CONSOLE = Pattern.compile("-> ([A-Za-z0-9._-]{1,200}\\.console\\.txt)(?: |$)");
    private static final Pattern VALUE = Pattern.compile("^= ([0-9a-f]{16})\\b");
    private static final Pattern STATUS = Pattern.compile("\\bstatus (-?\\d{1,9})\\b");

    LabStep {
        words = List.copyOf(words);
    }

    /** The command as it was written. */
    String command() {
        return String.join(" ", words);
    }

    /** The verb. */
    String verb() {
        return words.get(0);
    }

    /** EPT misconfiguration exits while the command ran. */
    int misconfigurations() {
        Matcher m = MISCONFIGURATIONS.matcher(result);
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }

    /** The error of a hypercall that failed, 0 for one that did not. */
    int errno() {
        Matcher m = ERROR.matcher(result);
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }

    /** Whether the guest got a #GP. */
    boolean generalProtection() {
        return result.startsWith("#GP") || result.contains(" #GP ");
    }

    /** Whether the guest did not answer any more. */
    boolean guestLost() {
        return result.contains("TIMEOUT") || result.contains("DOMAIN DOWN");
    }

    /**
     * The file that a dump was written to, beside the log, or null where the command wrote none.
     *
     * @throws BadFileException if it is no name of a console beside the log
     */
    @Nullable
    String console() throws BadFileException {
        Matcher m = CONSOLE.matcher(result);
        if (m.find()) {
            return m.group(1);
        }
        if (result.contains("-> ")) {
            throw bad("the dump is in no file NAME.console.txt beside the log");
        }
        return null;
    }

    /** What RDMSR gave, or null. */
    @Nullable
    Long value() {
        Matcher m = VALUE.matcher(result);
        return m.find() ? Long.valueOf(Long.parseUnsignedLong(m.group(1), 16)) : null;
    }

    /** The status of the operation inside a hypercall, empty where the log has none. */
    OptionalInt status() {
        Matcher m = STATUS.matcher(result);
        return m.find() ? OptionalInt.of(Integer.parseInt(m.group(1))) : OptionalInt.empty();
    }

    /** Whether the command has this many words at least, its verb included. */
    boolean has(int count) {
        return words.size() >= count;
    }

    /**
     * A word of the command, its verb being word 0.
     *
     * @throws BadFileException if it has fewer
     */
    String word(int word) throws BadFileException {
        if (word >= words.size()) {
            throw bad("too few words");
        }
        return words.get(word);
    }

    /**
     * A word as a number of a base.
     *
     * @throws BadFileException if it is none, or larger than {@code most}
     */
    long number(int word, int base, long most) throws BadFileException {
        String text = word(word);
        String digits = base == 16 && text.startsWith("0x") ? text.substring(2) : text;
        long value;
        try {
            value = Long.parseUnsignedLong(digits, base);
        } catch (NumberFormatException e) {
            throw bad("'" + text + "' is no number");
        }
        if (Long.compareUnsigned(value, most) > 0) {
            throw bad(text + " is more than " + Long.toUnsignedString(most, base));
        }
        return value;
    }

    /** A hex number of at most 52 bits, as gfns, mfns and counts are. */
    long hex(int word) throws BadFileException {
        return number(word, 16, (1L << 52) - 1);
    }

    /** A small decimal number. */
    int decimal(int word, int most) throws BadFileException {
        return (int) number(word, 10, most);
    }

    /** What is wrong with the command. */
    BadFileException bad(String what) {
        return new BadFileException(file, line, what + " (" + command() + ")");
    }
}
