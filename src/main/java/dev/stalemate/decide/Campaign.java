package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.decide.Violations.Distinct;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ShrunkWalk;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.decide.cluster.WalkShard.Kind;
import dev.stalemate.decide.cluster.WalkTask;
import dev.stalemate.decide.cluster.WorkerSystems;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * Walks on a cluster. These are the walks that {@link LocalWalks} takes with the same seed, but they go on after a violation, so that every
 * way to violate the property is found. What they find does not depend on how many workers there are, nor on which of them is faster.
 */
public final class Campaign implements WalkTaker {
    /** Ways to violate a property that are shrunk; the rest is counted. */
    private static final int MOST_SHRUNK = 100;

    private final Cluster cluster;
    private final WorkerSystems systems;
    private final Walking walking;
    private final boolean coverage;
    private final LongSupplier nanoClock;
    private final Listener listener;
    private final IdentityHashMap<Decision, Violations> violations = new IdentityHashMap<>();

    /**
     * A way to walk.
     *
     * @param systems what workers build models of; they must have the questions' systems
     * @param coverage whether decisions say what was tried
     * @param nanoClock the time, such as {@code System::nanoTime}
     */
    public Campaign(
            Cluster cluster,
            WorkerSystems systems,
            Walking walking,
            boolean coverage,
            LongSupplier nanoClock,
            Listener listener) {
        this.cluster = cluster;
        this.systems = systems;
        this.walking = walking;
        this.coverage = coverage;
        this.nanoClock = nanoClock;
        this.listener = listener;
    }

    /** The ways in which the property of one of its decisions is violated. */
    public Violations violations(Decision decision) {
        return violations.getOrDefault(decision, Violations.NONE);
    }

    @Override
    public Decision walk(Question question, Model model, Law law) {
        long started = nanoClock.getAsLong();
        // A lottery without any ticket is a mistake of the user's, and better found here.
        RandomWalks walks = new RandomWalks(model, law, walking.odds(), walking.seed(), walking.length());
        QuestionException.of(() -> walks.stretch(0, 0, (walk, steps) -> {}));
        WalkTask task = new WalkTask(
                SubjectText.of(question.system(), question.design(), question.scope(), question.law(), List.of(law)),
                systems,
                walking.seed(),
                walking.length(),
                walking.odds());
        Shards shards = new Shards(cluster, task, model, walking, nanoClock, listener);
        shards.take(question.name());
        List<Kind> kinds = shards.kinds();
        if (shards.failed() != RandomWalks.Stretch.NONE) {
            DesignException why = failure(walks, shards.failed());
            if (kinds.isEmpty()) {
                throw why;
            }
            listener.failed(why);
        }
        Shrinker shrinker = new Shrinker(model, law);
        List<Step> first =
                kinds.isEmpty() ? List.of() : walks.again(kinds.get(0).first());
        Trace trace = kinds.isEmpty() ? null : shrinker.shrink(first);
        Violations found = trace == null ? Violations.NONE : distinct(task, shards, trace, law);
        String shrunk = trace == null
                ? ""
                : "; " + LocalWalks.shrunk(first.size(), trace.steps().size(), shrinker.executions());
        double seconds = (nanoClock.getAsLong() - started) / 1e9;
        Decision decision = new Decision(
                question.claim(),
                question.binding(),
                model,
                law,
                trace == null ? Verdict.UNDECIDED : Verdict.VIOLATED,
                trace,
                new Effort(shards.counts().walks(), shards.counts().steps(), walking.length(), seconds, null),
                shards.counts().premiseHeld() == 0 ? ImmutableList.of(law.name()) : ImmutableList.of(),
                shards.counts().largest(model),
                note(shards, seconds) + shrunk,
                trace == null && !shards.interrupted(),
                coverage ? Coverage.of(shards.counts(), model, law) : null,
                null);
        violations.put(decision, found);
        return decision;
    }

    /** What failed on a walk, found by taking it here. */
    private static DesignException failure(RandomWalks walks, long walk) {
        try {
            int steps = walks.again(walk).size();
            throw new ClusterException("walk " + Amounts.count(walk + 1) + " failed on a worker, and has "
                    + Amounts.count(steps, "step") + " here");
        } catch (DesignException e) {
            return e;
        }
    }

    /** Shrinks a walk of each kind on the cluster; that of the decision's own shape is small already. */
    private Violations distinct(WalkTask task, Shards shards, Trace own, Law law) {
        ViolationShape shape = ViolationShape.of(own, law);
        List<Kind> kinds = shards.kinds();
        List<Kind> some = kinds.subList(0, Math.min(MOST_SHRUNK, kinds.size()));
        List<Kind> others =
                some.stream().filter(kind -> !kind.shape().equals(shape)).toList();
        List<ShrunkWalk> shrunk = shrink(task, others);
        List<Distinct> distinct = new ArrayList<>();
        if (kinds.stream().noneMatch(kind -> kind.shape().equals(shape))) {
            distinct.add(new Distinct(shape, 0, Violations.NO_WALK, own));
        }
        int next = 0;
        for (Kind kind : some) {
            boolean isOwn = kind.shape().equals(shape);
            if (isOwn || next < shrunk.size()) {
                Trace trace = isOwn ? own : shrunk.get(next++).in(own.model());
                distinct.add(new Distinct(kind.shape(), kind.walks(), kind.first(), trace));
            }
        }
        long violating = kinds.stream().mapToLong(Kind::walks).sum() + shards.untold();
        long told = distinct.stream().mapToLong(Distinct::walks).sum();
        long seen = distinct.stream().filter(each -> each.walks() > 0).count();
        return new Violations(violating, ImmutableList.copyOf(distinct), kinds.size() - seen, violating - told);
    }

    /** The small runs of some kinds, in their order; none if the user ends it meanwhile. */
    private List<ShrunkWalk> shrink(WalkTask task, List<Kind> kinds) {
        try {
            return kinds.isEmpty() ? List.of() : cluster.map(kinds, new ShrunkWalk.Work(task), listener::stopped);
        } catch (CancellationException e) {
            return List.of();
        }
    }

    private String note(Shards shards, double seconds) {
        Kind first = Iterables.getFirst(shards.kinds(), null);
        long walks = shards.counts().walks();
        return (shards.interrupted() ? "interrupted: " : "")
                + (first == null
                        ? "no violation in " + Amounts.count(walks, "walk")
                        : "found in walk " + Amounts.count(first.first() + 1) + " of " + Amounts.count(walks))
                + " (" + walking.inWords() + ", "
                + Amounts.count(shards.counts().steps(), "step") + ", "
                + Amounts.seconds(seconds) + ", "
                + Amounts.rough(shards.counts().steps() / Math.max(1e-9, seconds)) + " steps per second, "
                + Amounts.count(shards.workers(), "worker")
                + (shards.late() ? "; stopped by the bound on time" : "") + ")";
    }
}
