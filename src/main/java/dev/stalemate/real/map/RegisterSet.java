package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;

/**
 * The variable ranges as one part of a file states them; a log can state them several times.
 *
 * @param name which part, for people
 * @param line the line that it starts on, from 1
 * @param ranges the enabled pairs by slot
 * @param missing whether there may be enabled pairs that are not in {@code ranges}
 */
public record RegisterSet(String name, int line, ImmutableList<VariableRange> ranges, boolean missing) {
    /** Whether this set is whole and has every range of another one, so that it is that one without its gaps. */
    public boolean completes(RegisterSet other) {
        return !missing
                && other.ranges.stream().allMatch(range -> ranges.stream()
                        .anyMatch(own -> own.slot() == range.slot()
                                && own.type() == range.type()
                                && own.base() == range.base()
                                && own.end() == range.end()));
    }

    public static final String BOOT = "registers at boot";
    public static final String BEFORE_CLEANUP = "registers before mtrr_cleanup";
    public static final String AFTER_CLEANUP = "registers after mtrr_cleanup";
    public static final String PROC = "/proc/mtrr";
}
