package dev.stalemate.decide;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.pathfinder.Stored;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks Java PathFinder. Where it says that a property of a model holds, it must have come to the states that the search visits: if not, the
 * question is undecided.
 */
public final class PathFinderSearch implements Decider {
    private static final String INCONCLUSIVE = "inconclusive: ";

    private final PathFinder pathFinder;
    private final Listener listener;
    private final @Nullable FittingScope scopes;

    /**
     * Questions to one that is ready to be asked.
     *
     * @param most states of a scope at which every state has to be visited: the scope of each question is chosen; 0 if the user named it
     */
    public PathFinderSearch(PathFinder pathFinder, Listener listener, int most) {
        this.pathFinder = pathFinder;
        this.listener = listener;
        this.scopes = most == 0 ? null : new FittingScope(most, FittingScope.quiet(listener));
    }

    @Override
    public Map<Question, Decision> decide(Collection<Question> questions) throws IOException {
        Map<Question, Decision> decided = new LinkedHashMap<>();
        try {
            String distrust = distrust(pathFinder, listener);
            for (Question question : questions) {
                if (listener.stopped()) {
                    break;
                }
                listener.begin(question.name(), "states");
                decided.put(question, decide(question, distrust));
            }
        } catch (InterruptedIOException e) {
            return decided; // the user ended it
        }
        return decided;
    }

    private Decision decide(Question question, String distrust) throws IOException {
        if (!distrust.isEmpty()) {
            return question.undecided(question.model(), INCONCLUSIVE + distrust);
        }
        if (question.system() instanceof CodeSystem code) {
            Model model = question.model();
            Law law = question.law(model);
            Ruling ruling = pathFinder.ask(code, question.design(), question.scope(), law, shown(question));
            return decision(question, model, law, ruling, ofCode(ruling));
        }
        Model wide = question.finiteModel("Java PathFinder");
        Searched fitting = scopes == null ? null : scopes.of(question);
        if (scopes != null && fitting == null) {
            return question.undecided(wide, INCONCLUSIVE + "too many states even at its smallest scope");
        }
        // The scope was chosen because it shows what is recorded.
        Question asked =
                fitting == null ? question : question.at(fitting.question().scope(), question.binding());
        Model model = fitting == null ? wide : fitting.model();
        Law law = asked.law(model);
        Ruling ruling = pathFinder.ask(model, law, shown(question));
        boolean visitsAll = ruling.verdict() == Verdict.HOLDS || ruling.verdict() == Verdict.VACUOUS;
        Searched searched = fitting != null || !visitsAll
                ? fitting
                : Searched.of(asked, (int) ruling.modelStates() + 1, FittingScope.quiet(listener));
        String difference = searched == null ? "" : searched.difference(ruling);
        return difference.isEmpty()
                ? decision(asked, model, law, ruling, ofModel(ruling, visitsAll))
                : asked.undecided(model, INCONCLUSIVE + difference);
    }

    private static String ofCode(Ruling ruling) {
        return ", at the granularity of field accesses"
                + (ruling.verdict() == Verdict.HOLDS ? "; from each of them the code can come to its end" : "");
    }

    private static String ofModel(Ruling ruling, boolean visitsAll) {
        return ", " + Amounts.count(ruling.modelStates()) + " of the model"
                + (visitsAll ? ", as many as the search visits" : "");
    }

    private Stored shown(Question question) {
        return (states, ofModel) -> listener.note(question.name() + ": Java PathFinder stored "
                + Amounts.count(states, "state")
                + (ofModel == 0 ? "" : ", " + Amounts.count(ofModel) + " of the model"));
    }

    private static Decision decision(Question question, Model model, Law law, Ruling ruling, String counted) {
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                law,
                ruling.verdict(),
                ruling.trace(),
                new Effort(
                        ruling.states(),
                        0,
                        ruling.trace() == null ? 0 : ruling.trace().steps().size(),
                        ruling.seconds(),
                        null),
                ruling.vacuous(),
                ImmutableMap.of(),
                note(ruling, counted),
                false,
                null,
                null);
    }

    /**
     * Asks the programs whose answer is known.
     *
     * @return why this Java PathFinder is not believed; empty if it is
     */
    static String distrust(PathFinder pathFinder, Listener listener) throws IOException {
        listener.begin("canaries", "states");
        List<String> silent = pathFinder.silentCanaries();
        return silent.isEmpty() ? "" : "this Java PathFinder is not trusted: " + String.join("; ", silent);
    }

    private static String note(Ruling ruling, String counted) {
        return ruling.verdict() == Verdict.UNDECIDED
                ? INCONCLUSIVE + ruling.why()
                : "Java PathFinder stored " + Amounts.count(ruling.states(), "state") + counted + " ("
                        + Amounts.rough(ruling.states() / Math.max(1e-3, ruling.seconds())) + " per second)";
    }
}
