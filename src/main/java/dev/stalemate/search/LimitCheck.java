package dev.stalemate.search;

import dev.stalemate.search.SearchResult.End;

/** Tells a driver's monitor how far the driver is, and the driver when to stop. */
public final class LimitCheck {
    private static final int STEPS_BETWEEN_REPORTS = 1 << 12;

    private final Limits limits;
    private final Monitor monitor;
    private final long started = System.nanoTime();
    private int countdown = 1;

    /** Of a driver that starts now. */
    public LimitCheck(Limits limits, Monitor monitor) {
        this.limits = limits;
        this.monitor = monitor;
    }

    /** Whether it is time to look: not at every step, because that would cost too much. */
    public boolean due() {
        if (--countdown > 0) {
            return false;
        }
        countdown = STEPS_BETWEEN_REPORTS;
        return true;
    }

    /** Reports, and says why to stop; {@code EXHAUSTED} means go on. */
    public End look(long states, long transitions, int depth, long left, long bytes) {
        if (monitor.stopped()) {
            return End.INTERRUPTED;
        }
        monitor.progress(new Monitor.Snapshot(states, transitions, depth, left, nanos(), bytes));
        if (nanos() > limits.time().toNanos()) {
            return End.TIME;
        }
        return bytes > limits.bytes() ? End.MEMORY : End.EXHAUSTED;
    }

    /** Nanoseconds since the start. */
    public long nanos() {
        return System.nanoTime() - started;
    }
}
