package dev.stalemate.cluster;

import com.google.common.base.Throwables;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.model.DesignException;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.search.Precision;
import dev.stalemate.search.Subject;
import dev.stalemate.search.shard.Shard;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Says which subject workers work on. A worker builds it once for each of its threads, and keeps it: what a model has learnt of its steps is
 * of use on every level.
 *
 * @param text the subject
 * @param symmetric whether its symmetry is used
 * @param build of the tool that every worker must have
 */
record ShardKits(SubjectText text, Precision precision, boolean symmetric, Build build) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Those that no task uses at the moment. */
    private static final Map<ShardKits, Deque<Shard>> IDLE = new HashMap<>();

    /** What is done with a kit. */
    interface Use<T> {
        Iterator<T> of(Shard kit) throws IOException;
    }

    /**
     * What a kit makes of a part. A kit that is not used up goes to nobody else: it may be in the middle of something.
     *
     * @throws ClusterException if this process has another build of the tool, or can't open a user's own design
     */
    <T> Iterator<T> with(Use<T> work) throws IOException {
        Shard kit = take();
        Iterator<T> results;
        try {
            results = work.of(kit);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw sendable(e);
        }
        return new Iterator<>() {
            private boolean given;

            @Override
            public boolean hasNext() {
                boolean more = asked(results::hasNext);
                if (!more && !given) {
                    given = true;
                    give(kit);
                }
                return more;
            }

            @Override
            public T next() {
                return asked(results::next);
            }
        };
    }

    private static <T> T asked(Supplier<T> results) {
        try {
            return results.get();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw sendable(e);
        }
    }

    /**
     * The same mistake of a design, as an exception that every process can read, and that does not end this one: the engine ends a process
     * whose stack overflows, and knows no exceptions that a user's own design declares.
     */
    private static RuntimeException sendable(Throwable mistake) {
        if (mistake instanceof RuntimeException e
                && Throwables.getCausalChain(e).stream().allMatch(ShardKits::known)) {
            return e;
        }
        IllegalStateException plain = new IllegalStateException(mistake.toString());
        plain.setStackTrace(mistake.getStackTrace());
        return plain;
    }

    private static boolean known(Throwable thrown) {
        ClassLoader loader = thrown.getClass().getClassLoader();
        return loader == null || !DesignException.LOADER.equals(loader.getName());
    }

    private Shard take() {
        String refusal = OnWorker.refusal(build);
        if (refusal != null) {
            throw new ClusterException(refusal);
        }
        synchronized (IDLE) {
            Deque<Shard> idle = IDLE.get(this);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        WorkerEnd.prepare();
        Subject subject = text.build(CodeSystem.catalogue());
        return new Shard(
                subject,
                precision,
                symmetric ? Symmetry.of(subject.model(), subject.laws()) : Symmetry.none(subject.model()));
    }

    /** Lets go of all that no task uses. */
    static void forget() {
        synchronized (IDLE) {
            IDLE.clear();
        }
    }

    private void give(Shard kit) {
        synchronized (IDLE) {
            if (!IDLE.containsKey(this)) {
                IDLE.clear(); // those of another search are of no use any more
            }
            IDLE.computeIfAbsent(this, key -> new ArrayDeque<>()).push(kit);
        }
    }
}
