package dev.stalemate.bench;

/**
 * What one run of one program took.
 *
 * @param states distinct states
 * @param transitions steps taken, the start counted as one
 * @param depth steps that the farthest state needs; 0 where that is not known
 * @param seconds of the search; the start of the process is not in them
 * @param bytesPerState memory for each state
 * @param allocatedBytesPerTransition heap that was allocated, tables included; NaN where that is not known
 */
record Measured(
        long states,
        long transitions,
        int depth,
        double seconds,
        double bytesPerState,
        double allocatedBytesPerTransition) {
    /** SPIN rounds large counts to eight digits. */
    private static final double ROUNDED = 1e-7;

    double transitionsPerSecond() {
        return transitions / Math.max(1e-9, seconds);
    }

    /** Whether two programs saw the same. */
    boolean sameCounts(Measured other) {
        return states == other.states
                && Math.abs(transitions - other.transitions) <= ROUNDED * Math.max(transitions, other.transitions);
    }
}
