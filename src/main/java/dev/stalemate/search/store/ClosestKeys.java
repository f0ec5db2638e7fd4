package dev.stalemate.search.store;

import dev.stalemate.search.disk.KeyRuns;

/** How close the closest two of all keys are, told from keys in ascending order. */
final class ClosestKeys implements KeyRuns.Sink {
    private long closest = Long.MAX_VALUE;
    private long last;
    private boolean any;

    @Override
    public void add(long[] keys, int offset) {
        long gap = keys[offset] - last;
        closest = any && gap > 0 ? Math.min(closest, gap) : closest;
        any = true;
        last = keys[offset];
    }

    /** See {@link Fingerprints#collisionEstimate}. */
    double estimate() {
        return any ? Math.min(1, 1.0 / closest) : 0;
    }
}
