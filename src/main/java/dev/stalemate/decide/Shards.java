package dev.stalemate.decide;

import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.WalkShard;
import dev.stalemate.decide.cluster.WalkShard.Found;
import dev.stalemate.decide.cluster.WalkShard.Kind;
import dev.stalemate.decide.cluster.WalkShard.Range;
import dev.stalemate.decide.cluster.WalkTask;
import dev.stalemate.model.Model;
import dev.stalemate.search.walk.RandomWalks.Stretch;
import dev.stalemate.search.walk.WalkCounts;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.ViolationShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The walks of a campaign, cut into shards that are taken on a cluster, and put together in their order.
 *
 * <p>Shards go to the cluster in rounds. So whatever ends the campaign, it has taken all walks up to some number, and is the same as a
 * campaign of so many.
 */
final class Shards {
    /** A shard is so large that sending it does not matter, and so small that there are several for each processor. */
    private static final long SMALLEST = 1_000;

    private static final long LARGEST = 20_000;
    private static final long USUAL = 256;

    /** A round is so long that workers seldom wait for its end, and so short that little is lost if it is not finished. */
    private static final long ROUND = TimeUnit.SECONDS.toNanos(5);

    /** Kinds of violation that are told of a shard, and told apart in all. */
    private static final int MOST_KINDS = 1_000;

    private static final int MOST_KINDS_IN_ALL = 10_000;

    private final Cluster cluster;
    private final WalkTask task;
    private final Walking walking;
    private final LongSupplier nanoClock;
    private final Listener listener;
    private final long size;
    private final Map<ViolationShape, Kind> kinds = new LinkedHashMap<>();
    private final WalkCounts counts;
    private long untold;
    private long failed = Stretch.NONE;
    private boolean interrupted;
    private boolean late;
    private int workers;

    /**
     * None that are taken yet.
     *
     * @param model what is walked through
     */
    Shards(Cluster cluster, WalkTask task, Model model, Walking walking, LongSupplier nanoClock, Listener listener) {
        this.cluster = cluster;
        this.task = task;
        this.counts = WalkCounts.none(model);
        this.walking = walking;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.size = Math.max(SMALLEST, Math.min(LARGEST, walking.walks() / USUAL));
    }

    /**
     * Takes them, until they are all taken or something ends it.
     *
     * @param name of the question, for the user
     */
    void take(String name) {
        WalkShard work = new WalkShard(task, MOST_KINDS);
        long started = nanoClock.getAsLong();
        long next = 0;
        int round = 0;
        long shardNanos = 0;
        while (next < walking.walks() && failed == Stretch.NONE) {
            long began = nanoClock.getAsLong();
            long left = walking.time().toNanos() - (began - started);
            interrupted = listener.stopped();
            late = left <= 0;
            if (interrupted || late) {
                return;
            }
            workers = Math.max(workers, cluster.workers());
            round = size(round, shardNanos, left);
            List<Range> ranges = ranges(next, round);
            try {
                cluster.map(ranges, work, () -> stopped(name, started)).forEach(this::add);
            } catch (CancellationException e) {
                interrupted = true;
                return;
            }
            next += ranges.stream().mapToLong(Range::walks).sum();
            shardNanos = (nanoClock.getAsLong() - began) / ranges.size();
        }
    }

    /**
     * How many shards the next round has.
     *
     * @param last how many the last one had; 0 if there was none
     * @param shardNanos how long that took for each shard
     * @param left the time that is left
     */
    private int size(int last, long shardNanos, long left) {
        int processors = Math.max(1, cluster.processors());
        long fitting = Math.min(ROUND, left) / Math.max(1, shardNanos);
        return (int) Math.max(processors, Math.min(2L * last, fitting) / processors * processors);
    }

    private List<Range> ranges(long first, int most) {
        List<Range> ranges = new ArrayList<>();
        for (long next = first; next < walking.walks() && ranges.size() < most; next += size) {
            ranges.add(new Range(next, Math.min(size, walking.walks() - next)));
        }
        return ranges;
    }

    /** Whether the user ends it; it is asked several times a second, so that it shows what is known as well. */
    private boolean stopped(String name, long started) {
        double seconds = Math.max(1e-9, (nanoClock.getAsLong() - started) / 1e9);
        listener.note(name + ": " + Amounts.count(counts.walks(), "walk") + ", "
                + Amounts.count(counts.steps(), "step") + ", " + Amounts.rough(counts.steps() / seconds)
                + " per second, " + Amounts.count(workers, "worker") + ", "
                + Amounts.count(kinds.size(), "kind") + " of violation");
        return listener.stopped();
    }

    /** Adds what the next shard came to. What comes after a failure is not known of any campaign of so many walks. */
    private void add(Found found) {
        if (failed != Stretch.NONE) {
            return;
        }
        counts.add(found.counts());
        untold += found.untold();
        failed = found.failed();
        for (Kind kind : found.kinds()) {
            if (kinds.size() < MOST_KINDS_IN_ALL || kinds.containsKey(kind.shape())) {
                kinds.merge(kind.shape(), kind, Kind::plus);
            } else {
                untold += kind.walks();
            }
        }
    }

    /** What all walks did. */
    WalkCounts counts() {
        return counts;
    }

    /** The kinds of violation, by their first walk. */
    List<Kind> kinds() {
        return List.copyOf(kinds.values());
    }

    /** Walks that violate the property in ways that were too many to be told apart. */
    long untold() {
        return untold;
    }

    /** The walk on which code failed, the last of all; {@link Stretch#NONE} if there is none. */
    long failed() {
        return failed;
    }

    /** Whether the user ended it. */
    boolean interrupted() {
        return interrupted;
    }

    /** Whether the time ended it. */
    boolean late() {
        return late;
    }

    /** The most workers that there were. */
    int workers() {
        return workers;
    }
}
