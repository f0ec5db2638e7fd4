package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads a text that a program wrote line by line as it is, in bounded memory. */
final class PlainLines {
    /** Most characters of a line. */
    static final int MOST = 4096;

    private final String file;
    private final Reader reader;
    private final StringBuilder buffer = new StringBuilder();
    private int number;

    PlainLines(String file, Reader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** The number of the line that was read last, from 1. */
    int number() {
        return number;
    }

    /** The next line without its end, or null after the last. */
    @Nullable
    String next() throws IOException, BadFileException {
        buffer.setLength(0);
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        number++;
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            if (buffer.length() == MOST) {
                throw new BadFileException(file, number, "a line of more than " + MOST + " characters");
            }
            buffer.append((char) c);
        }
        return buffer.toString();
    }
}
