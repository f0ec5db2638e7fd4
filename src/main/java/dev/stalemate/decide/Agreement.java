package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Futures;
import dev.stalemate.decide.Comparison.Answer;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.SearchFiles;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the search and Java PathFinder the same, at scopes that are small enough for both. */
public final class Agreement {
    /** Most states of a scope: seconds for Java PathFinder. */
    public static final int STATES = 500;

    private final PathFinder pathFinder;
    private final Listener listener;
    private final int most;
    /** Of many searches at once none is worth a line. */
    private final Monitor quiet;

    private final List<Comparison> rows = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    /**
     * A comparison.
     *
     * @param most most states of a scope
     */
    public Agreement(PathFinder pathFinder, Listener listener, int most) {
        this.pathFinder = pathFinder;
        this.listener = listener;
        this.most = most;
        this.quiet = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return listener.stopped();
            }
        };
    }

    /** What the search says, and where. */
    private record Searched(Model model, Outcome outcome, SearchResult result) {}

    /** Of these questions, those about systems in which several elements run by themselves; progress is the search's alone. */
    public static Collection<Question> of(Collection<Question> questions) {
        return questions.stream()
                .filter(q -> !(q.system() instanceof CodeSystem))
                .filter(q -> !q.model().layout().lanes().isEmpty())
                .filter(q -> q.law(q.model()).kind() != Law.Kind.EVENTUALLY)
                .toList();
    }

    /** Asks them all, until the user ends it. */
    public Comparisons reach(Collection<Question> questions) throws IOException {
        try {
            String distrust = PathFinderSearch.distrust(pathFinder, listener);
            if (distrust.isEmpty()) {
                ask(questions);
            } else {
                left.add(distrust);
            }
        } catch (InterruptedIOException e) {
            left.add("interrupted: " + (questions.size() - rows.size()) + " questions were not compared");
        }
        return new Comparisons(ImmutableList.copyOf(rows), ImmutableList.copyOf(left));
    }

    /** As many at a time as there are processors, told in their order. */
    private void ask(Collection<Question> questions) throws IOException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<RowOrReason>> answers = new ArrayList<>();
            questions.forEach(question -> answers.add(workers.submit(() -> answer(question))));
            int i = 0;
            for (Question question : questions) {
                listener.begin(question.name(), "states");
                RowOrReason answer = Objects.requireNonNull(Futures.getChecked(answers.get(i++), IOException.class));
                if (answer.row != null) {
                    rows.add(answer.row);
                } else {
                    left.add(answer.left);
                }
            }
        } catch (IOException e) {
            throw e.getCause() instanceof InterruptedIOException interrupted ? interrupted : e;
        } finally {
            List<Runnable> unused = workers.shutdownNow();
        }
    }

    /** A row, or why there is none. */
    private record RowOrReason(@Nullable Comparison row, String left) {}

    private RowOrReason answer(Question question) throws IOException {
        Searched searched = search(question);
        return searched == null
                ? new RowOrReason(
                        null,
                        question.name() + ": more than " + Amounts.count(most, "state") + " at its smallest scope")
                : new RowOrReason(compare(question, searched), "");
    }

    /** The search's answer at the largest scope that is small enough; null if none is. */
    private @Nullable Searched search(Question question) {
        for (Scope scope = question.scope(); scope != null; scope = smaller(question, scope)) {
            Model model = question.at(scope, false).model();
            Law law = question.law(model);
            SearchResult result = searchAt(question.at(scope, false));
            Outcome outcome = result.outcome(law);
            if (outcome.verdict() != Verdict.UNDECIDED) {
                return new Searched(model, outcome, result);
            }
        }
        return null;
    }

    private SearchResult searchAt(Question question) {
        Supplier<Subject> subjects = () -> {
            Model model = question.model();
            return new Subject(model, List.of(question.law(model)));
        };
        SearchOptions options =
                SearchOptions.standard().withThreads(1).withLimits(Limits.none().withStates(most));
        return StateSearch.of(subjects.get(), subjects, options, SearchFiles.nothing(), quiet);
    }

    /** The scope with one of its numbers one less: the largest, and of those alike that of what runs by itself last; null if none can be. */
    private static @Nullable Scope smaller(Question question, Scope scope) {
        return question.system().settings().stream()
                .filter(s -> number(scope, s) > 1 && s.accepts(Integer.toString(number(scope, s) - 1)))
                .sorted(Comparator.comparing((Setting<?> s) -> -number(scope, s))
                        .thenComparing(s -> isLanes(question, s)))
                .map(s -> scope.with(s, Integer.toString(number(scope, s) - 1)))
                .filter(smaller -> isPossible(question, smaller))
                .findFirst()
                .orElse(null);
    }

    private static int number(Scope scope, Setting<?> setting) {
        String text = scope.text(setting);
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    }

    private static boolean isLanes(Question question, Setting<?> setting) {
        return question.model().layout().lanes().stream()
                .anyMatch(index -> setting.name().equals(index.name() + "s"));
    }

    private static boolean isPossible(Question question, Scope scope) {
        try {
            Model unused = question.system().model(question.design(), scope);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // not with the other settings
        }
    }

    private Comparison compare(Question question, Searched searched) throws IOException {
        Law law = question.law(searched.model);
        Ruling ruling = pathFinder.ask(searched.model, law, (states, ofModel) -> {});
        @Nullable Ruling code = code(question.claim());
        Verdict verdict = Exhaustive.verdict(searched.result, searched.outcome);
        List<String> differences = differences(question, searched, verdict, ruling, code);
        List<String> troubles = new ArrayList<>(differences);
        if (ruling.verdict() == Verdict.UNDECIDED) {
            troubles.add(ruling.why());
        }
        if (code != null && code.verdict() == Verdict.UNDECIDED) {
            troubles.add("code: " + code.why());
        }
        return new Comparison(
                question.name(),
                question.system().name() + "/" + question.design().name(),
                law.name(),
                searched.model.scope().toString(),
                new Answer(verdict, searched.result.states(), searched.result.nanos() / 1e9),
                new Answer(ruling.verdict(), ruling.modelStates(), ruling.seconds()),
                code == null ? null : new Answer(code.verdict(), code.states(), code.seconds()),
                String.join("; ", troubles),
                !differences.isEmpty());
    }

    private @Nullable Ruling code(@Nullable Claim claim) throws IOException {
        CodeSystem system = claim == null ? null : CodeSystem.of(claim.system());
        Scope scope = claim == null || system == null ? null : system.counterpart(claim, claim.scope()).scope();
        if (claim == null || system == null || scope == null) {
            return null;
        }
        Model model = system.model(claim.design(), scope);
        return pathFinder.ask(system, claim.design(), scope, model.law(claim.law()), (states, ofModel) -> {});
    }

    /** Where two answers differ; one without an answer differs from none, and hides no difference of another. */
    private static List<String> differences(
            Question question, Searched searched, Verdict verdict, Ruling ruling, @Nullable Ruling code) {
        List<String> differences = new ArrayList<>();
        boolean answered = ruling.verdict() != Verdict.UNDECIDED;
        boolean whole = searched.outcome.verdict() == Verdict.HOLDS
                && searched.outcome.steps().isEmpty();
        if (answered && ruling.verdict() != verdict) {
            differences.add("the search says " + verdict + ", Java PathFinder " + ruling.verdict());
        } else if (answered && whole && ruling.modelStates() != searched.result.states()) {
            differences.add("the search visits " + Amounts.count(searched.result.states(), "state")
                    + ", Java PathFinder " + Amounts.count(ruling.modelStates()));
        }
        // The code is asked at a scope of its own, where it shows what the claim is about: a smaller model may not.
        Claim claim = question.claim();
        if (code != null
                && claim != null
                && code.verdict() != Verdict.UNDECIDED
                && code.verdict() != claim.recorded()) {
            differences.add("the claim is recorded as " + claim.recorded() + ", Java PathFinder says of the code: "
                    + code.verdict());
        }
        return differences;
    }
}
