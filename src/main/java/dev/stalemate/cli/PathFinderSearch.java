package dev.stalemate.cli;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Decision;
import dev.stalemate.report.Decision.Effort;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks Java PathFinder. */
final class PathFinderSearch {
    private final PathFinder judge;
    private final Progress progress;

    PathFinderSearch(PathFinder judge, Progress progress) {
        this.judge = judge;
        this.progress = progress;
    }

    /** The decisions, as far as the user lets it come. */
    Map<Question, Decision> decide(Collection<Question> questions) throws IOException {
        Map<Question, Decision> decided = new LinkedHashMap<>();
        try {
            String distrust = PathFinderFlags.distrust(judge, progress);
            for (Question question : questions) {
                if (progress.stopped()) {
                    break;
                }
                progress.begin(question.name(), "states");
                decided.put(question, decide(question, distrust));
            }
        } catch (InterruptedIOException e) {
            return decided; // the user ended it
        }
        return decided;
    }

    private Decision decide(Question question, String distrust) throws IOException {
        Model model = question.model();
        Law law = question.law(model);
        if (!model.isFinite()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "scope " + model.scope().name() + " is too wide for Java PathFinder; try --driver random");
        }
        Ruling ruling = distrust.isEmpty() ? ask(judge, question, model, law) : Ruling.inconclusive(distrust);
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

    /** What Java PathFinder says of a question about a model or about code. */
    static Ruling ask(PathFinder judge, Question question, Model model, Law law) throws IOException {
        return question.system() instanceof CodeSystem code
                ? judge.ask(code, question.design(), question.scope(), law)
                : judge.ask(model, law);
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
