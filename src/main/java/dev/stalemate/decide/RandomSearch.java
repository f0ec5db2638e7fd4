package dev.stalemate.decide;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Names;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for violations by random walks, and shrinks what it finds. */
public final class RandomSearch implements Decider {
    private final Walking walking;
    private final boolean wideFirst;
    private final WalkTaker walks;
    private final Listener listener;

    /**
     * Walks.
     *
     * @param walking what is asked of the walks
     * @param wideFirst whether to look at full width before the questions' own scopes
     * @param walks takes them
     */
    public RandomSearch(Walking walking, boolean wideFirst, WalkTaker walks, Listener listener) {
        this.walking = walking;
        this.wideFirst = wideFirst;
        this.walks = walks;
        this.listener = listener;
    }

    /** The same with walks on this thread. */
    public RandomSearch(Walking walking, boolean wideFirst, Listener listener) {
        this(walking, wideFirst, new LocalWalks(walking, false, 1, listener), listener);
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
            return walks.walk(question, model, law);
        } catch (DesignException e) {
            listener.failed(e);
            return question.undecided(model, Exhaustive.FAILED);
        }
    }
}
