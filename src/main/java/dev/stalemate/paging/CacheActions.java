package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import java.util.List;

/** What caches and buffers do by themselves, at any time: a step for each CPU, alias and frame of {@link CacheLines}. */
public final class CacheActions {
    private static final String FILL = "fill";
    private static final String EVICT = "evict";
    private static final String WRITE_BACK = "write-back";
    private static final String DRAIN = "drain";
    private static final String LATE_FLUSH = "late-flush";

    private final CacheLines lines;
    private final List<Index> places;

    /** What a line does, by CPU and line. */
    @FunctionalInterface
    private interface Effect {
        void apply(long[] state, int cpu, int line);
    }

    /** Makes them, and says whose they are: of a CPU, if that is a lane, or else of the cache. */
    CacheActions(Layout.Builder layout, CacheLines lines, List<Index> places) {
        this.lines = lines;
        this.places = places;
        layout.actor("cache", FILL, EVICT, WRITE_BACK, DRAIN, LATE_FLUSH);
    }

    /** A cache reads a line that it doesn't have, where it may: for an access that the program doesn't ask for, of type WT, WP or WB. */
    public Action fills(Law.OfPair mayFill) {
        return step(FILL, (s, c, l) -> !lines.has(s, c, l) && mayFill.test(s, c, l), lines::fill);
    }

    /** A cache loses a line; if it is dirty, it writes it back. */
    public Action evictions() {
        return step(EVICT, lines::has, lines::evict);
    }

    /** A cache writes a line back, and keeps it. */
    public Action writeBacks() {
        return step(WRITE_BACK, lines::isDirty, lines::writeBack);
    }

    /** A write gets from a write-combining buffer to RAM. */
    public Action drains() {
        return step(DRAIN, lines::isBuffered, lines::drain);
    }

    /** A flush happens that was begun. */
    public Action lateFlushes() {
        return step(LATE_FLUSH, lines::isFlushing, lines::endFlush);
    }

    private Action step(String name, Law.OfPair possible, Effect effect) {
        Action.Builder action = Action.named(name);
        places.forEach(action::over);
        return action.when((s, a) -> possible.test(s, (int) a[0], line(a)))
                .then((s, a) -> effect.apply(s, (int) a[0], line(a)));
    }

    private int line(long[] args) {
        int line = 0;
        for (int i = 1; i < args.length; i++) {
            line = line * places.get(i).size() + (int) args[i];
        }
        return line;
    }
}
