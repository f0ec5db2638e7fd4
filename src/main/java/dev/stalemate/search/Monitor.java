package dev.stalemate.search;

/** Watches a driver at work and may end it; called now and then from the driver's own thread. */
public interface Monitor {
    /** A monitor that neither looks nor stops. */
    Monitor SILENT = new Monitor() {
        @Override
        public void progress(Snapshot snapshot) {}

        @Override
        public boolean stopped() {
            return false;
        }
    };

    /** How far the driver is. */
    void progress(Snapshot snapshot);

    /** The driver begins again, and counts from the start. */
    default void restarted(String why) {}

    /** Whether the user wants it to end; asked before each batch of transitions. */
    boolean stopped();

    /**
     * How far a driver is.
     *
     * @param states distinct states, or walks of a random driver
     * @param transitions steps taken
     * @param depth steps from the initial state that are being taken
     * @param frontier states of that depth still to be expanded
     * @param nanos since the start
     * @param bytes taken by states, fingerprints and ancestry
     */
    record Snapshot(long states, long transitions, int depth, long frontier, long nanos, long bytes) {}
}
