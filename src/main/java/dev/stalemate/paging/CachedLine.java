package dev.stalemate.paging;

import java.util.function.IntFunction;

/** What a cache has of a line, as a number: 0 is nothing, others have data, and are clean or dirty. */
final class CachedLine {
    static final int NONE = 0;

    private CachedLine() {}

    /** How many there are with a number of different data. */
    static int count(int values) {
        return 1 + 2 * values;
    }

    static int clean(int data) {
        return 1 + 2 * data;
    }

    static int dirty(int data) {
        return 2 + 2 * data;
    }

    static boolean isDirty(int line) {
        return line != NONE && line % 2 == 0;
    }

    /** The data of one that isn't {@link #NONE}. */
    static int data(int line) {
        return (line - 1) / 2;
    }

    static String text(int line, IntFunction<String> data) {
        return line == NONE ? "none" : data.apply(data(line)) + (isDirty(line) ? ", dirty" : "");
    }
}
