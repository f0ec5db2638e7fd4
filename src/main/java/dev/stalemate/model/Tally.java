package dev.stalemate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A count that a model keeps along a run, such as flushes. Without a scope that asks for it there is no such field: a search is no larger
 * for it, and states are what they were. With it the states of a search would hardly ever be the same again.
 */
public final class Tally {
    /** Counts stay at this once they are there. */
    public static final int MOST = (1 << 20) - 1;

    private final @Nullable IntField field;

    /** Declares the count; with {@code counted} false it stays 0. */
    public Tally(Layout.Builder b, String name, boolean counted) {
        field = counted ? b.number(name, MOST + 1, Integer::toString) : null;
    }

    /** Adds to the count; does not allocate. */
    public void add(long[] state, int more) {
        if (field != null) {
            field.set(state, 0, Math.min(MOST, field.get(state, 0) + more));
        }
    }

    /** The count so far, 0 to {@link #MOST}. */
    public int get(long[] state) {
        return field == null ? 0 : field.get(state, 0);
    }

    /** The count at the end of a run, under the count's own name; none where it isn't counted. */
    public List<Figure> figures() {
        return field == null ? List.of() : List.of(new Figure(field.name(), Figure.Kind.MAXIMUM, this::get));
    }
}
