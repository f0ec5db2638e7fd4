package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.stalemate.real.line.TextFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.BooleanSupplier;

/** Picks lines out of a trace, which is read a second time for that, because the lines to show are known only at its end. */
public final class Excerpt {
    private Excerpt() {}

    /**
     * The lines of these numbers that there are; of each, the first {@value TraceLine#LONGEST} characters.
     *
     * @param text the trace from its beginning, which is not closed
     * @param wanted line numbers, from 1
     * @param stopped asked now and then whether to end early
     * @throws IOException if the text can't be read
     */
    public static ImmutableSortedMap<Long, String> of(
            TextFile text, ImmutableSortedSet<Long> wanted, BooleanSupplier stopped) throws IOException {
        ImmutableSortedMap.Builder<Long, String> lines = ImmutableSortedMap.naturalOrder();
        TraceLines all = new TraceLines(text, stopped);
        TraceLine line = new TraceLine();
        Iterator<Long> numbers = wanted.iterator();
        while (numbers.hasNext()) {
            long number = numbers.next();
            while (all.count() < number) {
                if (!all.next(line)) {
                    return lines.buildOrThrow();
                }
            }
            lines.put(number, new String(line.text, 0, line.length));
        }
        return lines.buildOrThrow();
    }
}
