package dev.stalemate.decide.cluster;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.RandomWalks.Stretch;
import dev.stalemate.search.walk.WalkCounts;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a part of a campaign's walks. What it finds depends on the task and on the walks' numbers alone, not on where it runs or what ran
 * there before.
 *
 * @param task the walks
 * @param mostKinds the most kinds of violation that are told of a part
 */
public record WalkShard(WalkTask task, int mostKinds) implements Cluster.Work<WalkShard.Range, WalkShard.Found> {
    private static final long serialVersionUID = 1;

    /**
     * Some walks in a row.
     *
     * @param first the number of the first one, from 0
     * @param walks how many
     */
    public record Range(long first, long walks) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * The walks that violate the property in the same way.
     *
     * @param shape of each of them
     * @param first the lowest of their numbers
     * @param walks how many
     */
    public record Kind(ViolationShape shape, long first, long walks) implements Serializable {
        private static final long serialVersionUID = 1;

        /** Both, of which this one is of lower walks. */
        public Kind plus(Kind later) {
            return new Kind(shape, first, walks + later.walks);
        }
    }

    /**
     * What a part of the walks came to.
     *
     * @param counts of its walks
     * @param kinds of violation, by their first walk
     * @param untold walks that violate the property in further ways, which are not told
     * @param failed the walk on which code failed, after which no other was taken; {@link Stretch#NONE} if there is none
     */
    public record Found(WalkCounts counts, List<Kind> kinds, long untold, long failed) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    @Override
    public Found on(Range range) {
        Subject subject = task.subject();
        Model model = subject.model();
        Law law = subject.laws().get(0);
        Map<ViolationShape, Kind> kinds = new LinkedHashMap<>();
        long[] untold = {0};
        Stretch stretch = task.walks().stretch(range.first(), range.walks(), (walk, steps) -> {
            ViolationShape shape = ViolationShape.of(Trace.replay(model, steps), law);
            if (kinds.size() < mostKinds || kinds.containsKey(shape)) {
                kinds.merge(shape, new Kind(shape, walk, 1), Kind::plus);
            } else {
                untold[0]++;
            }
        });
        return new Found(stretch.counts(), new ArrayList<>(kinds.values()), untold[0], stretch.failed());
    }
}
