package dev.stalemate.decide;

import dev.stalemate.model.DesignException;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Learns how far a decider is and what goes wrong on the way, and may end it. */
public interface Listener extends Monitor {
    /** Shows nothing, ends nothing, and throws what goes wrong. */
    Listener SILENT = of(Monitor.SILENT);

    /** Listens to no more than a monitor does, and throws what goes wrong. */
    static Listener of(Monitor monitor) {
        return new Listener() {
            @Override
            public void progress(Snapshot snapshot) {
                monitor.progress(snapshot);
            }

            @Override
            public void restarted(String why) {
                monitor.restarted(why);
            }

            @Override
            public boolean stopped() {
                return monitor.stopped();
            }
        };
    }

    /** The next question begins: what to call it, and what its snapshots count, such as states. */
    default void begin(String what, String unit) {}

    /** How far a decider is, in its own words, where it does not count as a driver does. */
    default void note(String line) {}

    /** A design's code failed: questions about it stay undecided, those about others are still asked. */
    default void failed(DesignException why) {
        throw why;
    }

    /** Something could not be kept on disk, and what follows from that; which costs no answer but that of the search itself. */
    default void lost(IOException why, String consequence) {
        throw new UncheckedIOException(why);
    }
}
