package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.util.List;

/**
 * A command of a steps.log, with what became of it on the real machine.
 *
 * @param file the log
 * @param line its line, from 1
 * @param number its number in the log, from 0
 * @param words the command
 * @param answer what became of it
 */
record LabStep(String file, int line, int number, List<String> words, LabAnswer answer) {
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
