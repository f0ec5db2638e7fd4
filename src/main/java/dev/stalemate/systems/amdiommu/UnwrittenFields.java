package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a device's entry that a CPU has still to write, each a bit, as a piece of a layout. If a design doesn't write them one by
 * one, there is no such field, so its states are printed as before this field existed: saved counterexamples have hashes of printed states.
 */
final class UnwrittenFields {
    /** The parts, by number. */
    static final int ID = 0;

    static final int ROOT = 1;
    static final int MODE = 2;
    static final int ON = 3;

    private static final String[] NAMES = {"id", "root", "mode", "on"};
    private static final int ALL = (1 << NAMES.length) - 1;

    private final @Nullable IntField left;

    /** Declares them, where entries are written part by part. */
    UnwrittenFields(Layout.Builder b, boolean present, Index cpu) {
        left = present ? b.number("unwritten", ALL + 1, UnwrittenFields::text, cpu) : null;
    }

    /** The parts as an index. */
    static Index index() {
        return new Index("field", NAMES.length, f -> NAMES[f]);
    }

    /** A CPU has all of them before it. */
    void begin(long[] s, int c) {
        set(s, c, ALL);
    }

    /** Whether a CPU has a part still to write. */
    boolean has(long[] s, int c, int part) {
        return (get(s, c) >> part & 1) != 0;
    }

    /** Whether a part is the only one that a CPU has still to write. */
    boolean hasOnly(long[] s, int c, int part) {
        return get(s, c) == 1 << part;
    }

    /** A part is written. */
    void done(long[] s, int c, int part) {
        set(s, c, get(s, c) & ~(1 << part));
    }

    /** Whether a CPU has none to write. */
    boolean none(long[] s, int c) {
        return get(s, c) == 0;
    }

    private int get(long[] s, int c) {
        return left == null ? 0 : left.get(s, c);
    }

    private void set(long[] s, int c, int mask) {
        if (left != null) {
            left.set(s, c, mask);
        }
    }

    private static String text(int mask) {
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < NAMES.length; part++) {
            if ((mask >> part & 1) != 0) {
                text.append(text.isEmpty() ? "" : "+").append(NAMES[part]);
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
