package dev.stalemate.decide;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks Java PathFinder. */
public final class PathFinderSearch implements Decider {
    private final PathFinder pathFinder;
    private final Listener listener;

    /** Questions to one that is ready to be asked. */
    public PathFinderSearch(PathFinder pathFinder, Listener listener) {
        this.pathFinder = pathFinder;
        this.listener = listener;
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
        Model model = question.finiteModel("Java PathFinder");
        Law law = question.law(model);
        Ruling ruling = distrust.isEmpty() ? ask(pathFinder, question, model, law) : Ruling.inconclusive(distrust);
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
                note(ruling),
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

    /** What Java PathFinder says of a question about a model or about code. */
    static Ruling ask(PathFinder pathFinder, Question question, Model model, Law law) throws IOException {
        return question.system() instanceof CodeSystem code
                ? pathFinder.ask(code, question.design(), question.scope(), law, (states, ofModel) -> {})
                : pathFinder.ask(model, law, (states, ofModel) -> {});
    }

    private static String note(Ruling ruling) {
        if (ruling.verdict() == Verdict.UNDECIDED) {
            return "inconclusive: " + ruling.why();
        }
        return "Java PathFinder stored " + Amounts.count(ruling.states(), "state")
                + (ruling.modelStates() == 0
                        ? ", at the granularity of field accesses"
                        : ", " + Amounts.count(ruling.modelStates()) + " of the model")
                + " (" + Amounts.rough(ruling.states() / Math.max(1e-3, ruling.seconds())) + " per second)";
    }
}
