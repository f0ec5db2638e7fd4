package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks in this process, up to the first violation. */
public final class LocalWalks implements WalkTaker {
    private final Walking walking;
    private final boolean coverage;
    private final int threads;
    private final Listener listener;

    /**
     * A way to walk.
     *
     * @param coverage whether decisions say what was tried
     * @param threads how many threads walk, from 1; what they find is the same
     */
    public LocalWalks(Walking walking, boolean coverage, int threads, Listener listener) {
        this.walking = walking;
        this.coverage = coverage;
        this.threads = threads;
        this.listener = listener;
    }

    @Override
    public Decision walk(Question question, Model model, Law law) {
        RandomWalks walks = new RandomWalks(model, law, walking.odds(), walking.seed(), walking.length())
                .on(threads, () -> {
                    Model own = question.model();
                    return new Subject(own, List.of(question.law(own)));
                });
        RandomWalks.Result result = QuestionException.of(
                () -> walks.run(walking.walks(), Limits.none().withTime(walking.time()), listener));
        boolean found = result.outcome().verdict() == Verdict.VIOLATED;
        Shrinker shrinker = new Shrinker(model, law);
        Trace trace = found ? shrinker.shrink(result.outcome().steps()) : null;
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                law,
                result.outcome().verdict(),
                trace,
                new Effort(result.walks(), result.steps(), walking.length(), result.nanos() / 1e9, null),
                result.outcome().premiseHeld() == 0 ? ImmutableList.of(law.name()) : ImmutableList.of(),
                ImmutableMap.of(),
                effort(result, trace) + shrunk(result, trace, shrinker),
                !found && !result.interrupted(),
                coverage ? Coverage.of(result.counts(), model, law) : null,
                null);
    }

    private String effort(RandomWalks.Result result, @Nullable Trace trace) {
        String head = trace != null
                ? "found in walk " + Amounts.count(result.walks())
                : (result.interrupted() ? "interrupted: " : "") + "no violation in "
                        + Amounts.count(result.walks(), "walk");
        double perSecond = result.steps() * 1e9 / Math.max(1, result.nanos());
        return head + " (" + walking.inWords() + ", " + Amounts.count(result.steps(), "step") + ", "
                + Amounts.seconds(result.nanos() / 1e9) + ", " + Amounts.rough(perSecond) + " steps per second)";
    }

    private static String shrunk(RandomWalks.Result result, @Nullable Trace trace, Shrinker shrinker) {
        return trace == null
                ? ""
                : "; " + shrunk(result.outcome().steps().size(), trace.steps().size(), shrinker.executions());
    }

    /** Such as {@code shrunk from 50 to 2 steps in 61 runs}. */
    static String shrunk(int from, int to, long runs) {
        return "shrunk from " + from + " to " + Amounts.count(to, "step") + " in " + Amounts.count(runs, "run");
    }
}
