package dev.stalemate.search.shard;

import dev.stalemate.search.store.Fingerprints;
import java.io.Serializable;
import java.util.Arrays;

/** How close the closest two fingerprints of a part are, and its first and last one, as numbers without a sign. */
public final class Closest implements Serializable {
    private static final long serialVersionUID = 1;

    /** Fingerprints of a part that are in memory at once: 32 megabytes, and three times that while they grow. */
    private static final int MOST = 1 << 22;

    private long[] prints = new long[1 << 10];
    private int size;
    private long first;
    private long last;
    private long gap = Long.MAX_VALUE;

    /** In how many passes the fingerprints of so many states are looked at. */
    static int passes(long states, int parts) {
        return Math.toIntExact(1 + states / parts / MOST);
    }

    /** The pass that has the turn of a fingerprint of a part: each has a range of them. */
    static int pass(long print, int parts, int passes) {
        return (int) (((Fingerprints.placeInPart(print, parts) >>> 32) * passes) >>> 32);
    }

    void add(long print) {
        prints = size == prints.length ? Arrays.copyOf(prints, 2 * size) : prints;
        prints[size++] = print + Long.MIN_VALUE; // sorted as if without a sign
    }

    /** Looks at what was added, which is not needed any more then. */
    Closest sorted() {
        Arrays.sort(prints, 0, size);
        for (int i = 1; i < size; i++) {
            join(prints[i] - prints[i - 1]);
        }
        first = size == 0 ? 0 : prints[0];
        last = size == 0 ? 0 : prints[size - 1];
        prints = new long[0];
        return this;
    }

    private void join(long between) {
        if (between > 0) { // of those that are further apart none is the closest, but where there are two alone
            gap = Math.min(gap, between);
        }
    }

    /** Takes in the next part or pass, whose fingerprints all are larger. */
    void join(Closest next) {
        if (next.size == 0) {
            return;
        }
        if (size > 0) {
            join(next.first - last);
        } else {
            first = next.first;
        }
        join(next.gap);
        last = next.last;
        size += next.size;
    }

    /** The probability that two states shared a fingerprint, as {@code Fingerprints} estimates it. */
    double estimate() {
        return size == 0 ? 0 : Math.min(1, 1.0 / gap);
    }
}
