package dev.stalemate.decide.cluster;

import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.search.walk.RandomWalks;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Random walks in words, so that any process can take them.
 *
 * @param text what to walk through; its first property is the one that a walk may violate
 * @param systems where the words are looked up
 * @param seed of all walks
 * @param length most steps of a walk, from 1
 * @param odds how often each action is tried
 */
public record WalkTask(SubjectText text, WorkerSystems systems, long seed, int length, ActionWeights odds)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** A model belongs to one thread, and a thread takes many shards of the same walks one after the other. */
    private static final ThreadLocal<@Nullable Built> LAST = new ThreadLocal<>();

    private record Built(SubjectText text, Subject subject) {}

    /** The model of this thread, and its property. */
    Subject subject() {
        Built last = LAST.get();
        if (last == null || !last.text.equals(text)) {
            last = new Built(text, text.build(systems.get()));
            LAST.set(last);
        }
        return last.subject;
    }

    /** The walks through the model of this thread. */
    RandomWalks walks() {
        Subject subject = subject();
        return new RandomWalks(subject.model(), subject.laws().get(0), odds, seed, length);
    }
}
