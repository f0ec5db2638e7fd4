package dev.stalemate.cli.shared;

import dev.stalemate.cli.shared.Amount.Bytes;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.search.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that bound a search. */
public final class LimitFlags {
    @Option(
            names = "--max-states",
            paramLabel = "N",
            description = "Most states of a search. Default for a design that is asked at every scope: 20000.")
    private int maxStates = Limits.MOST_STATES;

    @Option(names = "--max-depth", paramLabel = "N", description = "Most steps from the initial state.")
    private int maxDepth = Integer.MAX_VALUE;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            description =
                    "Longest search, such as 30, 30s or 5m. Default: 20s for the random driver without --cluster, 5m for jpf. With --scope auto it"
                            + " bounds the whole run (default: 60s), as it does for a design that is asked at every scope (default: 10s).")
    private @Nullable Duration maxTime;

    @Option(
            names = "--max-memory",
            paramLabel = "BYTES",
            converter = Bytes.class,
            description = "Most memory for states, such as 500m or 4g; with --cluster of each worker.")
    private @Nullable Long maxMemory;

    /** Whether the numbers make sense. */
    public boolean positive() {
        return maxStates >= 1 && maxDepth >= 0;
    }

    /** What the flags allow, and nothing where the user says nothing. */
    public Limits limits() {
        Limits limits = Limits.none().withStates(maxStates).withDepth(maxDepth);
        limits = maxTime == null ? limits : limits.withTime(maxTime);
        return maxMemory == null ? limits : limits.withBytes(maxMemory);
    }

    /** The longest time, or another one where the user says nothing. */
    public Duration time(Duration usual) {
        return maxTime == null ? usual : maxTime;
    }

    /** The most states, or another number where the user says nothing. */
    public int states(int usual) {
        return maxStates == Limits.MOST_STATES ? usual : maxStates;
    }

    /** The most memory in bytes, or another amount where the user says nothing. */
    public long bytes(long usual) {
        return maxMemory == null ? usual : maxMemory;
    }

    /** Whether the user bounds the memory. */
    public boolean boundsMemory() {
        return maxMemory != null;
    }
}
