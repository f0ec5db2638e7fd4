package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.SubjectText;
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
     * @throws IllegalStateException if this process has another build of the tool
     */
    <T> Iterator<T> with(Use<T> work) throws IOException {
        Shard kit = take();
        Iterator<T> results = work.of(kit);
        return new Iterator<>() {
            private boolean given;

            @Override
            public boolean hasNext() {
                boolean more = results.hasNext();
                if (!more && !given) {
                    given = true;
                    give(kit);
                }
                return more;
            }

            @Override
            public T next() {
                return results.next();
            }
        };
    }

    private Shard take() {
        String refusal = OnWorker.refusal(build);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        synchronized (IDLE) {
            Deque<Shard> idle = IDLE.get(this);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        Subject subject = text.build(CodeSystem.catalogue());
        return new Shard(
                subject,
                precision,
                symmetric ? Symmetry.of(subject.model(), subject.laws()) : Symmetry.none(subject.model()));
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
