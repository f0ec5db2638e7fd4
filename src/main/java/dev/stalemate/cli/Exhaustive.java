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
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.ProgressSearch;
import dev.stalemate.search.SearchResult;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Decides questions by exhaustive search: those about the same variant and scope in one, but for those about progress, which share
 * another.
 */
final class Exhaustive {
    private final Limits limits;
    private final Progress progress;
    private final boolean coverage;

    Exhaustive(Limits limits, Progress progress, boolean coverage) {
        this.limits = limits;
        this.progress = progress;
        this.coverage = coverage;
    }

    /** The questions' decisions, in their order; the questions share a space. */
    List<Decision> decide(List<Question> questions) {
        progress.begin(questions.stream().map(Question::name).distinct().collect(Collectors.joining(", ")), "states");
        Model model = questions.get(0).model();
        Map<Boolean, List<Property>> byProgress = questions.stream()
                .map(q -> q.property(model))
                .distinct()
                .collect(Collectors.groupingBy(p -> p.kind().isProgress()));
        Map<Boolean, SearchResult> results = new HashMap<>();
        byProgress.forEach((progressing, properties) -> results.put(progressing, search(model, properties)));
        List<Decision> decisions = new ArrayList<>();
        for (Question question : questions) {
            boolean progressing = question.property(model).kind().isProgress();
            decisions.add(decision(question, model, Objects.requireNonNull(results.get(progressing))));
        }
        return decisions;
    }

    /** Looks at properties that are all of progress, or none of them. */
    private SearchResult search(Model model, List<Property> properties) {
        if (!model.isFinite()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "scope " + model.scope().name() + " is too wide for an exhaustive search; try --driver random");
        }
        return properties.get(0).kind().isProgress()
                ? new ProgressSearch(model, properties, limits, progress).run()
                : new BreadthFirst(model, properties, limits, progress).run();
    }

    private Decision decision(Question question, Model model, SearchResult result) {
        Property property = question.property(model);
        Outcome outcome = result.outcome(property);
        ImmutableList.Builder<String> vacuous = ImmutableList.builder();
        if (outcome.verdict() == Verdict.VACUOUS) {
            vacuous.add(property.name());
        }
        vacuous.addAll(result.neverTaken());
        boolean untried =
                outcome.verdict() == Verdict.HOLDS && !result.neverTaken().isEmpty();
        boolean ran = outcome.verdict() == Verdict.VIOLATED && property.kind() != Property.Kind.SOMETIMES;
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                property,
                untried ? Verdict.VACUOUS : outcome.verdict(),
                ran ? trace(model, outcome) : null,
                new Effort(result.states(), result.transitions(), result.depth(), result.nanos() / 1e9),
                vacuous.build(),
                ImmutableMap.copyOf(result.figures()),
                note(outcome, result),
                false);
    }

    private static Trace trace(Model model, Outcome outcome) {
        return outcome.loop() == Outcome.NO_LOOP
                ? Trace.replay(model, outcome.steps())
                : Trace.replay(model, outcome.steps(), outcome.loop());
    }

    private String note(Outcome outcome, SearchResult result) {
        List<String> notes = new ArrayList<>();
        if (outcome.verdict() == Verdict.UNDECIDED) {
            boolean interrupted = result.end() == SearchResult.End.INTERRUPTED;
            notes.add((interrupted ? "interrupted: " : "") + "no violation up to depth " + result.depth() + " ("
                    + Amounts.count(result.states(), "state")
                    + (interrupted ? "" : "; stopped by " + result.end()) + ")");
        }
        if (result.collisionProbability() > 1e-6) {
            notes.add(String.format(
                    "two states shared a fingerprint with probability %.1g", result.collisionProbability()));
        }
        if (coverage) {
            notes.add(result.taken().entrySet().stream()
                    .map(e -> e.getKey() + " " + Amounts.count(e.getValue()))
                    .collect(Collectors.joining(", ", "taken: ", "")));
        }
        return String.join("; ", notes);
    }
}
