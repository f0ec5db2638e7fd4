package dev.stalemate.search.walk;

import com.google.common.base.Throwables;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.FailureFinder;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.Subject;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random sequences of a model's actions, at any width of its domains: many walks from the initial state, each of bounded length.
 *
 * <p>Two registers drawn from 2^64 values are never equal, and many violations need equal ones. So each walk first draws a
 * small palette from every wide domain that it uses, and then draws arguments from it. Nothing is allocated for a step.
 *
 * <p>Walks are numbered from 0, and each depends on the seed and on its number alone. So a part of them can be taken elsewhere.
 */
public final class RandomWalks {
    /** What a {@link SplittableRandom} adds to its state for each number that it draws. */
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    /** Before other threads join: a bug that takes fewer walks is found before another model is built. */
    private static final long ALONE = 100;

    private final Model model;
    private final Law law;
    private final ActionWeights odds;
    private final long seed;
    private final int length;
    private final int threads;
    private final Supplier<Subject> more;

    /** Walks of at most {@code length} steps, each action as likely as another, that look for a violation of a property. */
    public RandomWalks(Model model, Law law, long seed, int length) {
        this(model, law, ActionWeights.EVEN, seed, length);
    }

    /** The same with other weights. The same seed and weights take the same walks. */
    public RandomWalks(Model model, Law law, ActionWeights odds, long seed, int length) {
        this(model, law, odds, seed, length, 1, () -> {
            throw new IllegalStateException("one thread needs no other model");
        });
    }

    private RandomWalks(
            Model model, Law law, ActionWeights odds, long seed, int length, int threads, Supplier<Subject> more) {
        this.model = model;
        this.law = law;
        this.odds = odds;
        this.seed = seed;
        this.length = length;
        this.threads = threads;
        this.more = more;
    }

    /**
     * The same walks, of which {@link #run} finds the same on so many threads.
     *
     * @param most threads, from 1
     * @param more the model and the property once more, for one of the other threads; called by the caller's thread
     */
    public RandomWalks on(int most, Supplier<Subject> more) {
        return new RandomWalks(model, law, odds, seed, length, most, more);
    }

    /**
     * What the walks found.
     *
     * @param outcome of the property: violated, with the steps of the walk, or undecided; random walks prove nothing
     * @param counts of all walks; figures are not measured
     * @param nanos nanoseconds that it took
     * @param interrupted whether the user ended it
     */
    public record Result(Outcome outcome, WalkCounts counts, long nanos, boolean interrupted) {
        /** Walks taken; the last may have been ended early. */
        public long walks() {
            return counts.walks();
        }

        /** Steps taken. */
        public long steps() {
            return counts.steps();
        }
    }

    /** As {@link #run(long, Limits, Monitor)}, where {@code limits.states} bounds the walks. */
    public Result run(Limits limits, Monitor monitor) {
        return run(limits.states(), limits, monitor);
    }

    /**
     * Takes walks until one violates the property or a limit is reached. What they find does not depend on the number of threads: the
     * violation of the lowest number counts, and so do the walks up to it.
     *
     * @param most walks, from 0
     * @throws IllegalArgumentException if the weights leave no action
     */
    public Result run(long most, Limits limits, Monitor monitor) {
        long started = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Walker walker = new Walker(model, law, odds, length, false);
        WalkCounts counts = walker.counts();
        WalkWatch watch = new WalkWatch(monitor, limits.time(), started, length);
        long alone = threads == 1 ? most : Math.min(most, ALONE);
        boolean found = false;
        while (!found && counts.walks() < alone && watch.goesOn(counts)) {
            found = named(walker, random.split());
        }
        List<Step> steps = found ? walker.steps() : List.of();
        if (!found && counts.walks() == alone && alone < most) {
            WalksTogether together = new WalksTogether(walker, this::walker, threads, this::after, watch);
            long last = together.take(most);
            counts = together.counts();
            found = last != Stretch.NONE;
            steps = found ? last(last, together.failure()) : List.of();
        }
        Verdict verdict = found ? Verdict.VIOLATED : Verdict.UNDECIDED;
        Outcome outcome = new Outcome(law, verdict, steps, counts.premiseHeld());
        return new Result(outcome, counts, System.nanoTime() - started, watch.interrupted());
    }

    private Walker walker() {
        Subject subject = more.get();
        return new Walker(subject.model(), subject.laws().get(0), odds, length, false);
    }

    /** The steps of a walk that some thread took last, and what was thrown on it, if anything was. */
    private List<Step> last(long walk, @Nullable Throwable failure) {
        Walker walker = new Walker(model, law, odds, length, false);
        boolean found = named(walker, after(walk).split());
        if (failure != null) {
            Throwables.throwIfUnchecked(failure);
        }
        if (!found) {
            throw new IllegalStateException("walk " + walk + " violates " + law.name() + " in one model of "
                    + model.design().name() + ", and not in another");
        }
        return walker.steps();
    }

    /** Takes a walk; if the design's code fails on it, the exception names the steps so far. */
    private boolean named(Walker walker, SplittableRandom random) {
        try {
            return walker.take(random);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            DesignException found = FailureFinder.along(model, List.of(law), walker.withTheStepUnderWay());
            if (found != null) {
                throw found;
            }
            throw e;
        }
    }

    /**
     * What some walks in a row did.
     *
     * @param counts of them, with the model's figures
     * @param failed the walk on which code failed, after which no other was taken; {@link #NONE} if there is none
     */
    public record Stretch(WalkCounts counts, long failed) {
        /** No walk failed. */
        public static final long NONE = -1;
    }

    /** Is told of each walk that violates the property: its number and its steps. */
    @FunctionalInterface
    public interface Violations {
        void found(long walk, List<Step> steps);
    }

    /**
     * Takes some walks, and goes on after those that violate the property.
     *
     * @param first the number of the first one, from 0
     * @param walks how many
     * @throws IllegalArgumentException if the weights leave no action
     * @throws CancellationException if the thread is interrupted
     */
    public Stretch stretch(long first, long walks, Violations violations) {
        SplittableRandom random = after(first);
        Walker walker = new Walker(model, law, odds, length, true);
        for (long walk = first; walk < first + walks; walk++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
            boolean found;
            try {
                found = walker.take(random.split());
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                return new Stretch(walker.counts(), walk);
            }
            if (found) {
                violations.found(walk, walker.steps());
            }
        }
        return new Stretch(walker.counts(), Stretch.NONE);
    }

    /**
     * The steps of the walk of a number, from 0.
     *
     * @throws DesignException if the design's code fails on it
     */
    public List<Step> again(long walk) {
        Walker walker = new Walker(model, law, odds, length, false);
        boolean unused = named(walker, after(walk).split());
        return walker.steps();
    }

    /**
     * The source of walks after so many of them. A split draws two numbers, and a number adds a constant to the state, with which the source
     * starts as its seed (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
     */
    private SplittableRandom after(long walks) {
        return new SplittableRandom(seed + 2 * walks * GAMMA);
    }
}
