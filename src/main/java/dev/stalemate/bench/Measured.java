package dev.stalemate.bench;

/**
 * What one run of one program measured.
 *
 * @param states distinct states
 * @param transitions steps taken, the start counted as one
 * @param depth steps to the farthest state; 0 if that is not known
 * @param seconds time of the search, without the start of the process unless that is what was measured
 * @param bytesPerState memory for each state
 * @param allocatedBytesPerTransition heap that was allocated, tables included; NaN if that is not known
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

    Measured withSeconds(double other) {
        return new Measured(states, transitions, depth, other, bytesPerState, allocatedBytesPerTransition);
    }

    double transitionsPerSecond() {
        return transitions / Math.max(1e-9, seconds);
    }

    /** Whether two programs counted the same. */
    boolean sameCounts(Measured other) {
        return states == other.states
                && Math.abs(transitions - other.transitions) <= ROUNDED * Math.max(transitions, other.transitions);
    }
}
