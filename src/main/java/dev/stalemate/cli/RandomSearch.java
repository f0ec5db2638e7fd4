package dev.stalemate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.stalemate.model.Claim;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Decision;
import dev.stalemate.report.Decision.Effort;
import dev.stalemate.report.Progress;
import dev.stalemate.search.Limits;
import dev.stalemate.search.RandomWalks;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for violations by random walks, and shrinks what it finds. */
final class RandomSearch {
    private final Limits limits;
    private final RandomOptions options;
    private final Progress progress;
    private final Troubles troubles;

    /** Walks as the options say, within limits of time. */
    RandomSearch(Limits limits, RandomOptions options, Progress progress, Troubles troubles) {
        this.troubles = troubles;
        this.limits = limits.withStates(options.walks());
        this.options = options;
        this.progress = progress;
    }

    /**
     * The decisions, as far as the user lets it come.
     *
     * @param wideFirst whether to look at full width before the questions' own scopes
     */
    Map<Question, Decision> decide(Collection<Question> questions, boolean wideFirst) {
        options.mustBeOf(Iterables.concat(
                Iterables.transform(questions, Question::model),
                Iterables.transform(questions, question -> wide(question).model())));
        Map<Question, Decision> decided = new LinkedHashMap<>();
        for (Question question : questions) {
            if (progress.stopped()) {
                break;
            }
            decided.put(question, wideFirst ? wideFirst(question) : decide(question));
        }
        return decided;
    }

    /**
     * A violation is looked for at full width, then at the claim's own scope. A claim that holds does so at its scope alone: at full width
     * there may be other ways to break it.
     */
    private Decision wideFirst(Question question) {
        Claim claim = question.claim();
        if (claim == null || claim.recorded() == Verdict.VIOLATED) {
            Decision wide = decide(wide(question));
            if (!wide.clean()) {
                return wide;
            }
        }
        return decide(question);
    }

    private static Question wide(Question question) {
        return question.at(question.system().widen(question.scope()), question.binding());
    }

    private Decision decide(Question question) {
        progress.begin(question.name(), "walks");
        Model model = question.model();
        Law law = question.law(model);
        if (law.kind().isProgress()) {
            // A walk that ends somewhere says nothing of where runs lead to; and where nothing is drawn that is
            // possible, something may be.
            return question.undecided(
                    model, law, law.name() + " is about progress, which random walks can't decide; --driver bfs can");
        }
        try {
            return walk(question, model, law);
        } catch (DesignException e) {
            troubles.add(ExitCode.BAD_INPUT, e.says());
            return question.undecided(model, law, Exhaustive.FAILED);
        }
    }

    private Decision walk(Question question, Model model, Law law) {
        int length = options.length();
        RandomWalks walks = new RandomWalks(model, law, options.odds(), options.seed(), length);
        RandomWalks.Result result = Failure.asUsage(() -> walks.run(limits, progress));
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
                new Effort(result.walks(), result.steps(), length, result.nanos() / 1e9, null),
                result.outcome().premiseHeld() == 0 ? ImmutableList.of(law.name()) : ImmutableList.of(),
                ImmutableMap.of(),
                effort(result, trace) + shrunk(result, trace, shrinker),
                !found && !result.interrupted(),
                null,
                null);
    }

    private String effort(RandomWalks.Result result, @Nullable Trace trace) {
        String head = trace != null
                ? "found in walk " + Amounts.count(result.walks())
                : (result.interrupted() ? "interrupted: " : "") + "no violation in "
                        + Amounts.count(result.walks(), "walk");
        double perSecond = result.steps() * 1e9 / Math.max(1, result.nanos());
        return head + " (seed " + options.seed() + options.inWords() + ", " + Amounts.count(result.steps(), "step")
                + ", " + Amounts.seconds(result.nanos() / 1e9) + ", " + Amounts.rough(perSecond) + " steps per second)";
    }

    private static String shrunk(RandomWalks.Result result, @Nullable Trace trace, Shrinker shrinker) {
        return trace == null
                ? ""
                : "; shrunk from " + result.outcome().steps().size() + " to "
                        + Amounts.count(trace.steps().size(), "step") + " in "
                        + Amounts.count(shrinker.executions(), "run");
    }
}
