package dev.stalemate.decide.cluster;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.Subject;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk that was made as small as it gets while it still violates the property in the same way.
 *
 * @param steps of the small one, in words
 */
public record ShrunkWalk(List<InWords> steps) implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * A step in words.
     *
     * @param action its name
     * @param arguments as text, in the order of the parameters
     */
    public record InWords(String action, List<String> arguments) implements Serializable {
        private static final long serialVersionUID = 1;

        private static InWords of(Step step) {
            return new InWords(step.action().name(), new ArrayList<>(step.texts()));
        }
    }

    /** The run of a model that is built alike. */
    public Trace in(Model model) {
        return Trace.replay(
                model,
                steps.stream()
                        .map(step -> model.step(step.action(), step.arguments()))
                        .toList());
    }

    /**
     * Takes the first walk of a kind again, and shrinks it.
     *
     * @param task the walks
     */
    public record Work(WalkTask task) implements Cluster.Work<WalkShard.Kind, ShrunkWalk> {
        private static final long serialVersionUID = 1;

        @Override
        public ShrunkWalk on(WalkShard.Kind kind) {
            Subject subject = task.subject();
            Law law = subject.laws().get(0);
            Shrinker shrinker = new Shrinker(
                    subject.model(), law, trace -> ViolationShape.of(trace, law).equals(kind.shape()));
            Trace shrunk = shrinker.shrink(task.walks().again(kind.first()));
            return new ShrunkWalk(
                    new ArrayList<>(shrunk.steps().stream().map(InWords::of).toList()));
        }
    }
}
