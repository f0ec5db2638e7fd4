package dev.stalemate.lab.machine;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How long a machine has said nothing: too long is a matter of what it could have done meanwhile, or that it does nothing at all. */
final class MachineSilence {
    /** A process that waits for something that never comes takes no time of the processor at all. */
    private static final Duration STANDSTILL = Duration.ofMinutes(2);

    private final Duration patience;
    private final Supplier<Duration> processorTime;
    private final LongSupplier nanoClock;
    private Duration workedAtWord;
    private Duration worked;
    private long movedAt;

    MachineSilence(Duration patience, Supplier<Duration> processorTime, LongSupplier nanoClock) {
        this.patience = patience;
        this.processorTime = processorTime;
        this.nanoClock = nanoClock;
        this.workedAtWord = processorTime.get();
        this.worked = workedAtWord;
        this.movedAt = nanoClock.getAsLong();
    }

    /** The machine said something. */
    void broken() {
        workedAtWord = processorTime.get();
        worked = workedAtWord;
        movedAt = nanoClock.getAsLong();
    }

    boolean isTooLong() {
        Duration now = processorTime.get();
        if (!now.equals(worked)) {
            worked = now;
            movedAt = nanoClock.getAsLong();
        }
        return worked.minus(workedAtWord).compareTo(patience) > 0
                || nanoClock.getAsLong() - movedAt > STANDSTILL.toNanos();
    }
}
