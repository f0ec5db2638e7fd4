package dev.stalemate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A count that a model keeps during a run, such as of flushes. Only a scope that asks for it has its field, so it costs other searches
 * nothing. With the count, states would hardly ever be equal, so it is for scenarios, not for searches.
 */
public final class Tally {
    /** A count that has reached this stays there. */
    public static final int MOST = (1 << 20) - 1;

    private final @Nullable IntField field;

    /** Declares the count; with {@code counted} false it stays 0. */
    public Tally(Layout.Builder b, String name, boolean counted) {
        field = counted ? b.number(name, MOST + 1, Integer::toString) : null;
        if (field != null) {
            b.unseen(field);
        }
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

    /** The figure of the count at the end of a run, with the count's name; none if it isn't counted. */
    public List<Figure> figures() {
        return field == null ? List.of() : List.of(new Figure(field.name(), Figure.Kind.MAXIMUM, this::get));
    }
}
