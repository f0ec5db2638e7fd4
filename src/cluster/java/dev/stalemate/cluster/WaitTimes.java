package dev.stalemate.cluster;

import java.time.Duration;

/**
 * How long a cluster is waited for before it counts as not there.
 *
 * @param probe until a master's host accepts a connection
 * @param join until a master has answered, and as long again until some worker is ready
 * @param alone until some worker comes back after all are gone
 */
record WaitTimes(Duration probe, Duration join, Duration alone) {
    /** For a user who waits. */
    static final WaitTimes STANDARD =
            new WaitTimes(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(60));
}
