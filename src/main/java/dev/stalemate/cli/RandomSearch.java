package dev.stalemate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Decision;
import dev.stalemate.report.Decision.Effort;
import dev.stalemate.report.Progress;
import dev.stalemate.search.Limits;
import dev.stalemate.search.RandomWalks;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Looks for violations by random walks, and shrinks what it finds. */
final class RandomSearch {
    private final Limits limits;
    private final long seed;
    private final int length;
    private final Progress progress;

    /** Walks of a length; the limits' states bound how many. */
    RandomSearch(Limits limits, long seed, int length, Progress progress) {
        this.limits = limits;
        this.seed = seed;
        this.length = length;
        this.progress = progress;
    }

    Decision decide(Question question) {
        progress.begin(question.name(), "walks");
        Model model = question.model();
        Property property = question.property(model);
        if (property.kind().isProgress()) {
            return undecided(question, model, property);
        }
        RandomWalks.Result result = new RandomWalks(model, property, seed, length).run(limits, progress);
        boolean found = result.outcome().verdict() == Verdict.VIOLATED;
        Shrinker shrinker = new Shrinker(model, property);
        Trace trace = found ? shrinker.shrink(result.outcome().steps()) : null;
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                property,
                result.outcome().verdict(),
                trace,
                new Effort(result.walks(), result.steps(), length, result.nanos() / 1e9),
                result.outcome().premiseHeld() == 0 ? ImmutableList.of(property.name()) : ImmutableList.of(),
                ImmutableMap.of(),
                effort(result, trace) + shrunk(result, trace, shrinker),
                !found && !result.interrupted());
    }

    /** A walk that ends somewhere says nothing of where runs lead to; and where nothing is drawn that is possible, something may be. */
    private static Decision undecided(Question question, Model model, Property property) {
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                property,
                Verdict.UNDECIDED,
                null,
                new Effort(0, 0, 0, 0),
                ImmutableList.of(),
                ImmutableMap.of(),
                property.name() + " is about progress, which random walks can't decide; --driver bfs can",
                false);
    }

    private String effort(RandomWalks.Result result, @Nullable Trace trace) {
        String head = trace != null
                ? "found in walk " + Amounts.count(result.walks())
                : (result.interrupted() ? "interrupted: " : "") + "no violation in "
                        + Amounts.count(result.walks(), "walk");
        double perSecond = result.steps() * 1e9 / Math.max(1, result.nanos());
        return head + " (seed " + seed + ", " + Amounts.count(result.steps(), "step") + ", "
                + Amounts.seconds(result.nanos() / 1e9) + ", " + Amounts.rough(perSecond) + " steps per second)";
    }

    private static String shrunk(RandomWalks.Result result, @Nullable Trace trace, Shrinker shrinker) {
        return trace == null
                ? ""
                : "; shrunk from " + result.outcome().steps().size() + " to "
                        + Amounts.count(trace.steps().size(), "step") + " in "
                        + Amounts.count(shrinker.executions(), "run");
    }
}
