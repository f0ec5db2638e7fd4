package dev.stalemate.search.store;

import java.util.Arrays;

/**
 * Fingerprints that were met lately, in half a megabyte. States that are discovered side by side lead to the same ones, so most look-ups end
 * here. It may forget a fingerprint, but never invents one.
 */
public final class RecentFingerprints {
    private static final int SIZE = 1 << 16;

    private final long[] prints = new long[SIZE];

    public RecentFingerprints() {
        forget();
    }

    public boolean has(long print) {
        return prints[(int) print & SIZE - 1] == print;
    }

    public void add(long print) {
        if (print != 0) {
            prints[(int) print & SIZE - 1] = print;
        }
    }

    /** Forgets all. */
    public void forget() {
        Arrays.fill(prints, 0);
        // 0 marks a free place, so place 0 must not hold it; 1 is never looked for there.
        prints[0] = 1;
    }
}
