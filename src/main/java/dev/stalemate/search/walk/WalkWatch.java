package dev.stalemate.search.walk;

import dev.stalemate.search.Monitor;
import java.time.Duration;

/** Looks between walks whether there may be another one. */
final class WalkWatch {
    private final Monitor monitor;
    private final long most;
    private final long started;
    private final int length;
    private boolean interrupted;

    /**
     * A watch.
     *
     * @param time the longest run
     * @param started when it began, of {@link System#nanoTime}
     * @param length most steps of a walk
     */
    WalkWatch(Monitor monitor, Duration time, long started, int length) {
        this.monitor = monitor;
        this.most = time.toNanos();
        this.started = started;
        this.length = length;
    }

    /** Whether the run goes on, of which so much was done; for the caller's thread alone. */
    boolean goesOn(WalkCounts counts) {
        interrupted |= monitor.stopped();
        long nanos = System.nanoTime() - started;
        if (interrupted || nanos > most) {
            return false;
        }
        monitor.progress(new Monitor.Snapshot(counts.walks(), counts.steps(), length, 0, nanos, 0));
        return true;
    }

    /** Nanoseconds since the run began. */
    long nanos() {
        return System.nanoTime() - started;
    }

    /** Whether the user ended it. */
    boolean interrupted() {
        return interrupted;
    }
}
