package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.text.Amounts;
import dev.stalemate.text.Names;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for violations by random walks, and shrinks what it finds. */
public final class RandomSearch implements Decider {
    private final Walking walking;
    private final boolean wideFirst;
    private final Listener listener;

    /**
     * Walks.
     *
     * @param wideFirst whether to look at full width before the questions' own scopes
     */
    public RandomSearch(Walking walking, boolean wideFirst, Listener listener) {
        this.walking = walking;
        this.wideFirst = wideFirst;
        this.listener = listener;
    }

    @Override
    public Map<Question, Decision> decide(Collection<Question> questions) {
        mustHaveWeighedActions(questions);
        Map<Question, Decision> decided = new LinkedHashMap<>();
        for (Question question : questions) {
            if (listener.stopped()) {
                break;
            }
            decided.put(question, wideFirst ? wideFirst(question) : decide(question));
        }
        return decided;
    }

    private void mustHaveWeighedActions(Collection<Question> questions) {
        Set<String> weighed = walking.odds().weights().keySet();
        if (weighed.isEmpty()) {
            return;
        }
        Set<String> actions = questions.stream()
                .flatMap(question -> Stream.of(question, wide(question)))
                .flatMap(question -> question.model().actions().stream())
                .map(Action::name)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : weighed) {
            if (!actions.contains(name)) {
                throw new QuestionException(Names.missing("no action '" + name + "' to give a weight", name, actions));
            }
        }
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
        listener.begin(question.name(), "walks");
        Model model = question.model();
        Law law = question.law(model);
        if (law.kind().isProgress()) {
            // A walk that ends somewhere says nothing of where runs lead to; and where nothing is drawn that is
            // possible, something may be.
            return question.undecided(
                    model,
                    law.name() + " is about progress, which random walks can't decide; an exhaustive search can");
        }
        try {
            return walk(question, model, law);
        } catch (DesignException e) {
            listener.failed(e);
            return question.undecided(model, Exhaustive.FAILED);
        }
    }

    private Decision walk(Question question, Model model, Law law) {
        RandomWalks walks = new RandomWalks(model, law, walking.odds(), walking.seed(), walking.length());
        Limits limits = Limits.none().withTime(walking.time()).withStates(walking.walks());
        RandomWalks.Result result = QuestionException.of(() -> walks.run(limits, listener));
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
                null,
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
                : "; shrunk from " + result.outcome().steps().size() + " to "
                        + Amounts.count(trace.steps().size(), "step") + " in "
                        + Amounts.count(shrinker.executions(), "run");
    }
}
