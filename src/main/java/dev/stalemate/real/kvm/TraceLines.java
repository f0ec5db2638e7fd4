package dev.stalemate.real.kvm;

import java.io.IOException;
import java.io.Reader;
import java.util.function.BooleanSupplier;

/** Reads a text of any length line by line in constant memory; of an over-long line, the beginning. */
final class TraceLines {
    private static final int BUFFER = 1 << 16;

    private final Reader reader;
    private final BooleanSupplier stopped;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int end;
    private long number;
    private boolean left;

    /**
     * Lines of a text.
     *
     * @param stopped asked now and then whether to end early
     */
    TraceLines(Reader reader, BooleanSupplier stopped) {
        this.reader = reader;
        this.stopped = stopped;
    }

    /** How many lines were read. */
    long count() {
        return number;
    }

    /** Reads the next line; false at the end. A last line that has no line feed counts, but not one within which reading was stopped. */
    boolean next(TraceLine line) throws IOException {
        line.length = 0;
        line.truncated = false;
        line.unended = true;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            take(line, feed);
            at = feed + 1;
            if (feed < end) {
                line.unended = false;
                break;
            }
        }
        if (left && line.unended) {
            return false;
        }
        if (any) {
            line.number = ++number;
            if (line.length > 0 && line.text[line.length - 1] == '\r') {
                line.length--;
            }
        }
        return any;
    }

    private void take(TraceLine line, int to) {
        int wanted = to - at;
        int room = TraceLine.LONGEST - line.length;
        System.arraycopy(buffer, at, line.text, line.length, Math.min(wanted, room));
        line.length += Math.min(wanted, room);
        line.truncated |= wanted > room;
    }

    private boolean fill() throws IOException {
        at = 0;
        left |= stopped.getAsBoolean();
        end = left ? -1 : reader.read(buffer, 0, BUFFER);
        if (end < 0) {
            end = 0;
            return false;
        }
        return true;
    }
}
