package dev.stalemate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.files.Reason;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Coverage;
import dev.stalemate.report.Decision;
import dev.stalemate.report.Decision.Effort;
import dev.stalemate.report.Decision.Kept;
import dev.stalemate.report.Progress;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Culprit;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.ProgressSearch;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides questions by exhaustive search: those about the same design and scope in one, but for those about progress, which share
 * another.
 */
final class Exhaustive implements GrowingScopes.Search {
    /** What is said beside a verdict that a design's mistake prevented. */
    static final String FAILED = "the design's code failed";

    private final SearchOptions options;
    private final CheckpointFlags checkpoints;
    private final Progress progress;
    private final boolean coverage;
    private final Troubles troubles;
    private boolean failed;

    /**
     * A way of searching.
     *
     * @param troubles learns of what could not be kept on disk, which costs no answer but that of the search itself
     */
    Exhaustive(
            SearchOptions options,
            CheckpointFlags checkpoints,
            Progress progress,
            boolean coverage,
            Troubles troubles) {
        this.options = options;
        this.checkpoints = checkpoints;
        this.progress = progress;
        this.coverage = coverage;
        this.troubles = troubles;
    }

    /**
     * What a search of some properties found.
     *
     * @param result null where it could not go on without what it keeps on disk
     * @param remark what the user should know of its checkpoint, or why there is no result; may be empty
     */
    private record Searched(@Nullable SearchResult result, String remark) {}

    /** Whether a design's code failed in some search. */
    boolean failed() {
        return failed;
    }

    /** The decisions, as far as the user lets it come. */
    Map<Question, Decision> decide(Collection<Question> questions) {
        Map<Question, Decision> decided = new LinkedHashMap<>();
        for (List<Question> shared : Question.bySpace(questions)) {
            if (progress.stopped()) {
                break;
            }
            List<Decision> decisions = decide(shared, options.limits().time());
            for (int i = 0; i < shared.size(); i++) {
                decided.put(shared.get(i), decisions.get(i));
            }
        }
        return decided;
    }

    @Override
    public List<Decision> decide(List<Question> questions, Duration most) {
        Question first = questions.get(0);
        String names = questions.stream().map(Question::name).distinct().collect(Collectors.joining(", "));
        progress.begin(first.binding() ? names : names + " at " + first.scope().name(), "states");
        Model model = questions.get(0).model();
        Map<Boolean, List<Law>> byProgress = questions.stream()
                .map(q -> q.law(model))
                .distinct()
                .sorted(Comparator.comparing(Law::name)) // a checkpoint is of the same search in any order
                .collect(Collectors.groupingBy(p -> p.kind().isProgress()));
        Map<Boolean, Searched> results = new HashMap<>();
        byProgress.forEach((progressing, laws) -> results.put(progressing, searched(first, model, laws, most)));
        List<Decision> decisions = new ArrayList<>();
        for (Question question : questions) {
            boolean progressing = question.law(model).kind().isProgress();
            decisions.add(decision(question, model, Objects.requireNonNull(results.get(progressing))));
        }
        return decisions;
    }

    /** What a design's code does wrong costs no verdict about another one. */
    private Searched searched(Question first, Model model, List<Law> laws, Duration most) {
        try {
            return search(first, model, laws, most);
        } catch (DesignException e) {
            failed = true;
            troubles.add(ExitCode.BAD_INPUT, e.says());
            return new Searched(null, FAILED);
        }
    }

    /** Looks at properties that are all of progress, or none of them. */
    private Searched search(Question first, Model model, List<Law> laws, Duration most) {
        if (!model.isFinite()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "scope " + model.scope().name() + " is too wide for an exhaustive search; try --driver random");
        }
        Limits limits = options.limits();
        Limits bounded = most.compareTo(limits.time()) < 0 ? limits.withTime(most) : limits;
        if (laws.get(0).kind().isProgress()) {
            return new Searched(
                    Culprit.naming(model, laws, () -> new ProgressSearch(model, laws, bounded, progress).run()),
                    checkpoints.saves()
                            ? "a search for loops and deadlocks has no checkpoint, and always begins again"
                            : "");
        }
        List<String> names = laws.stream().map(Law::name).toList();
        Supplier<Subject> subjects = () -> {
            Model own = first.model();
            return new Subject(own, names.stream().map(own::law).toList());
        };
        Subject subject = new Subject(model, laws);
        String remark = checkpoints.beginsAnew(subject) ? "nothing of it was saved, so its search began again" : "";
        try {
            return new Searched(
                    Culprit.naming(model, laws, () -> new BreadthFirst(subjects, options.withLimits(bounded), progress)
                            .keep(checkpoints.keeping(subject).withLost(this::unsaved))
                            .run()),
                    remark);
        } catch (UncheckedIOException e) {
            IOException why = Objects.requireNonNull(e.getCause());
            troubles.add(why, "");
            return new Searched(null, "its search failed: " + Reason.of(why));
        }
    }

    private void unsaved(IOException why) {
        troubles.add(why, ": from there on the search was not saved");
    }

    private Decision decision(Question question, Model model, Searched searched) {
        SearchResult result = searched.result();
        Law law = question.law(model);
        if (result == null) {
            return question.undecided(model, law, searched.remark());
        }
        Outcome outcome = result.outcome(law);
        ImmutableList.Builder<String> vacuous = ImmutableList.builder();
        if (outcome.verdict() == Verdict.VACUOUS) {
            vacuous.add(law.name());
        }
        vacuous.addAll(result.neverTaken());
        boolean untried =
                outcome.verdict() == Verdict.HOLDS && !result.neverTaken().isEmpty();
        boolean ran = outcome.verdict() == Verdict.VIOLATED && law.kind() != Law.Kind.SOMETIMES;
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                law,
                untried ? Verdict.VACUOUS : outcome.verdict(),
                ran ? trace(model, outcome) : null,
                new Effort(result.states(), result.transitions(), result.depth(), result.nanos() / 1e9, kept(result)),
                vacuous.build(),
                ImmutableMap.copyOf(result.figures()),
                note(outcome, result, searched.remark()),
                false,
                coverage ? Coverage.of(result, outcome) : null,
                null);
    }

    private static Kept kept(SearchResult result) {
        return new Kept(
                result.reduction().stoodFor(),
                ImmutableList.copyOf(result.reduction().symmetric()),
                result.collisionProbability(),
                result.collisionEstimate());
    }

    private static Trace trace(Model model, Outcome outcome) {
        return outcome.loop() == Outcome.NO_LOOP
                ? Trace.replay(model, outcome.steps())
                : Trace.replay(model, outcome.steps(), outcome.loop());
    }

    private static String note(Outcome outcome, SearchResult result, String remark) {
        List<String> notes = new ArrayList<>();
        if (outcome.verdict() == Verdict.UNDECIDED) {
            notes.add(howFar(result));
        }
        List<String> symmetric = result.reduction().symmetric();
        if (!symmetric.isEmpty()) {
            notes.add("one state for each order of " + String.join(", ", symmetric) + ": they stand for "
                    + Amounts.count(result.reduction().stoodFor()));
        }
        if (!result.reduction().refused().isEmpty()) {
            notes.add("no symmetry of " + String.join("; ", result.reduction().refused()));
        }
        if (!remark.isEmpty()) {
            notes.add(remark);
        }
        return String.join("; ", notes);
    }

    private static String howFar(SearchResult result) {
        boolean interrupted = result.end() == End.INTERRUPTED;
        List<String> details = new ArrayList<>(List.of(Amounts.count(result.states(), "state")));
        if (result.end() != End.DEPTH && result.level().states() > 0) {
            details.add(Amounts.count(result.level().expanded()) + " of the "
                    + Amounts.count(result.level().states()) + " at that depth expanded");
        }
        if (!interrupted) {
            details.add("stopped by " + result.end());
        }
        return (interrupted ? "interrupted: " : "") + "no violation up to depth " + result.depth() + " ("
                + String.join("; ", details) + ")";
    }
}
