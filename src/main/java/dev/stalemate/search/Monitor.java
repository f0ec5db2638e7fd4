package dev.stalemate.search;

/** Watches a driver at work and may end it; called now and then from the driver's own thread. */
public interface Monitor {
    /** A monitor that shows nothing and never stops the driver. */
    Monitor SILENT = new Monitor() {
        @Override
        public void progress(Snapshot snapshot) {}

        @Override
        public boolean stopped() {
            return false;
        }
    };

    /** Called with how far the driver is. */
    void progress(Snapshot snapshot);

    /** Called when the driver starts again from the initial state, and counts from zero again. */
    default void restarted(String why) {}

    /** Whether the user wants it to end; asked before each batch of transitions. */
    boolean stopped();

    /**
     * How far a driver is.
     *
     * @param states distinct states, or walks of a random driver
     * @param transitions steps taken
     * @param depth steps from the initial state that are being taken
     * @param frontier states of that depth that are not expanded yet
     * @param nanos nanoseconds since the start
     * @param bytes of memory taken by states, fingerprints and ancestry
     * @param workers of a cluster that do it; 0 for this process alone
     * @param onDisk bytes of files for what memory has no room for
     */
    record Snapshot(
            long states, long transitions, int depth, long frontier, long nanos, long bytes, int workers, long onDisk) {
        /** Of this process alone, with all in memory. */
        public Snapshot(long states, long transitions, int depth, long frontier, long nanos, long bytes) {
            this(states, transitions, depth, frontier, nanos, bytes, 0, 0);
        }
    }
}
