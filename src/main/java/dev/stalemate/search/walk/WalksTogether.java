package dev.stalemate.search.walk;

import dev.stalemate.search.level.Crew;
import dev.stalemate.search.walk.RandomWalks.Stretch;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes walks on several threads, up to the lowest one that violates the property or on which code fails.
 *
 * <p>Walks are taken in rounds of many shares, which the threads take one after the other. The threads share nothing but the lowest number
 * that ends the run. The counts of shares are added up in order as far as that walk, so the sum is that of one thread.
 */
final class WalksTogether {
    private static final int MOST_SHARES = 128;
    private static final long SHARE_NANOS = 1_000_000;
    private static final int MOST_OF_A_SHARE = 1 << 20;

    private final Walker[] walkers;
    private final LongFunction<SplittableRandom> after;
    private final WalkCounts counts;
    private final WalkWatch watch;
    private final AtomicLong lowest = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean halted;
    private @Nullable Throwable failure;

    /**
     * A run that goes on where a walker of this thread is.
     *
     * @param more makes a walker for another thread
     * @param after the source of walks after so many
     */
    WalksTogether(
            Walker own, Supplier<Walker> more, int threads, LongFunction<SplittableRandom> after, WalkWatch watch) {
        this.walkers = new Walker[threads];
        this.after = after;
        this.counts = own.handOver();
        this.watch = watch;
        for (int w = 0; w < threads; w++) {
            walkers[w] = w == 0 ? own : more.get();
        }
    }

    /** Some walks in a row, and what was done of them. */
    private static final class Share {
        private final long end;
        private long next;
        private boolean ends;
        private @Nullable Throwable failure;
        private final WalkCounts counts;

        Share(long first, long end, WalkCounts none) {
            this.next = first;
            this.end = end;
            this.counts = none;
        }

        boolean isDone() {
            return ends || next == end;
        }
    }

    /** Takes walks as long as there are fewer than so many; the number of the one that ended the run, or {@link Stretch#NONE}. */
    long take(long most) {
        try (Crew crew = new Crew(walkers.length)) {
            long each = 1;
            while (counts.walks() < most && watch.goesOn(counts)) {
                long first = counts.walks();
                long began = watch.nanos();
                Share[] shares = shares(first, most, each);
                crew.run(shares.length, (worker, s) -> work(worker, shares[s]));
                while (lowest.get() < Long.MAX_VALUE && cut(shares)) {
                    crew.run(shares.length, (worker, s) -> work(worker, shares[s]));
                }
                for (Share share : shares) {
                    counts.add(share.counts);
                    if (share.ends) {
                        failure = share.failure;
                        return share.next;
                    }
                    if (!share.isDone()) {
                        return Stretch.NONE;
                    }
                }
                long nanos = (watch.nanos() - began) * walkers.length / (counts.walks() - first);
                each = Math.max(1, Math.min(MOST_OF_A_SHARE, SHARE_NANOS / Math.max(1, nanos)));
            }
            return Stretch.NONE;
        }
    }

    private Share[] shares(long first, long most, long each) {
        int size = (int) Math.min(MOST_SHARES, (most - first + each - 1) / each);
        Share[] shares = new Share[size];
        for (int s = 0; s < size; s++) {
            long from = first + s * each;
            shares[s] = new Share(from, Math.min(most, from + each), walkers[0].none());
        }
        return shares;
    }

    /** Whether the end of the time, or the user, cut a share before the walk that ended the run. */
    private boolean cut(Share[] shares) {
        return Arrays.stream(shares).anyMatch(share -> !share.isDone() && share.next < lowest.get());
    }

    private void work(int worker, Share share) {
        Walker walker = walkers[worker];
        SplittableRandom random = after.apply(share.next);
        while (!share.isDone() && goesOn(worker, share.next)) {
            try {
                share.ends = walker.take(random.split());
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                share.ends = true;
                share.failure = e;
            }
            if (share.ends) {
                lowest.accumulateAndGet(share.next, Math::min);
            } else {
                share.next++;
            }
        }
        share.counts.add(walker.handOver());
    }

    /** Whether a walk is to be taken. Where one is known that ends the run, those before it are, whatever the time is. */
    private boolean goesOn(int worker, long walk) {
        long last = lowest.get();
        if (last < Long.MAX_VALUE) {
            return walk < last;
        }
        if (worker == 0 && !watch.goesOn(counts)) {
            halted = true;
        }
        return !halted;
    }

    /** What all walks up to the last one did. */
    WalkCounts counts() {
        return counts;
    }

    /** What was thrown on the walk that ended the run; null if it violates the property. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
