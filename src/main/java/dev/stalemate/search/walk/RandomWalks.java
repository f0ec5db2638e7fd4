package dev.stalemate.search.walk;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.FailureFinder;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random sequences of a model's actions, at any width of its domains: many walks from the initial state, each of bounded length.
 *
 * <p>Two registers drawn from 2^64 values are never equal, and many violations need equal ones. So each walk first draws a
 * small palette from every wide domain that it uses, and then draws arguments from it. Nothing is allocated for a step.
 */
public final class RandomWalks {
    /** A walk ends after so many impossible draws in a row: so little is possible there that it would not get far. */
    private static final int MOST_REFUSED = 200;

    private final Model model;
    private final Law law;
    private final ActionWeights odds;
    private final long seed;
    private final int length;

    /** Walks of at most {@code length} steps, each action as likely as another, that look for a violation of a property. */
    public RandomWalks(Model model, Law law, long seed, int length) {
        this(model, law, ActionWeights.EVEN, seed, length);
    }

    /** The same with other weights. The same seed and weights take the same walks. */
    public RandomWalks(Model model, Law law, ActionWeights odds, long seed, int length) {
        this.model = model;
        this.law = law;
        this.odds = odds;
        this.seed = seed;
        this.length = length;
    }

    /**
     * What the walks found.
     *
     * @param outcome of the property: violated, with the steps of the walk, or undecided; random walks prove nothing
     * @param walks walks taken; the last may have been ended early
     * @param steps steps taken
     * @param nanos nanoseconds that it took
     * @param interrupted whether the user ended it
     */
    public record Result(Outcome outcome, long walks, long steps, long nanos, boolean interrupted) {}

    /**
     * Takes walks until one violates the property or a limit is reached: {@code limits.states} bounds the walks.
     *
     * @throws IllegalArgumentException if the weights leave no action
     */
    public Result run(Limits limits, Monitor monitor) {
        long started = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Walk walk = new Walk();
        boolean interrupted = false;
        boolean found = false;
        while (!found && walk.number < limits.states()) {
            interrupted = monitor.stopped();
            long nanos = System.nanoTime() - started;
            if (interrupted || nanos > limits.time().toNanos()) {
                break;
            }
            monitor.progress(new Monitor.Snapshot(walk.number, walk.taken, length, 0, nanos, 0));
            found = named(walk, random.split());
        }
        Outcome outcome = new Outcome(
                law,
                found ? Verdict.VIOLATED : Verdict.UNDECIDED,
                found ? walk.path.steps() : List.of(),
                walk.premiseHeld);
        return new Result(outcome, walk.number, walk.taken, System.nanoTime() - started, interrupted);
    }

    /** Takes a walk; if the design's code fails on it, the exception names the steps so far. */
    private boolean named(Walk walk, SplittableRandom random) {
        try {
            return walk.take(random);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            DesignException found = FailureFinder.along(model, List.of(law), walk.withTheStepUnderWay());
            if (found != null) {
                throw found;
            }
            throw e;
        }
    }

    /** One walk after the other, and their sums. */
    private final class Walk {
        private final DrawnAction[] families = model.actions().stream()
                .filter(Action::possible)
                .map(DrawnAction::new)
                .toArray(DrawnAction[]::new);
        private final Lottery lottery = new Lottery(Arrays.stream(families)
                .mapToDouble(f -> odds.of(f.action().name()))
                .toArray());
        private final WalkRecord path = new WalkRecord(families);
        private final long[] initial = model.initial();
        private final long[] state = model.initial();
        private final boolean safety = law.kind() == Law.Kind.ALWAYS;
        private int drawn = -1;
        private long number;
        private long taken;
        private long premiseHeld;

        /** Whether the walk ended in a violation. */
        boolean take(SplittableRandom random) {
            number++;
            path.clear();
            System.arraycopy(initial, 0, state, 0, state.length);
            if (odds.swarm()) {
                lottery.playHalf(random);
            }
            if (violated()) {
                return true;
            }
            int refused = lottery.size() == 0 ? MOST_REFUSED : 0;
            while (path.size() < length && refused < MOST_REFUSED) {
                int i = lottery.draw(random);
                drawn = i;
                families[i].draw(random, number);
                if (!families[i].take(state)) {
                    refused++;
                    continue;
                }
                refused = 0;
                path.add(i);
                taken++;
                if (violated()) {
                    return true;
                }
            }
            return false;
        }

        /** The steps of the walk, and the one that was drawn last. */
        List<Step> withTheStepUnderWay() {
            if (drawn >= 0) {
                path.add(drawn);
            }
            return path.steps();
        }

        private boolean violated() {
            if (!law.premise().test(state)) {
                return false;
            }
            premiseHeld++;
            return safety && !law.holds().test(state);
        }
    }
}
