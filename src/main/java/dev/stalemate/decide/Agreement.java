package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Futures;
import dev.stalemate.decide.Comparison.Answer;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.Counterpart;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.pathfinder.Stored;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks the search and Java PathFinder the same, at scopes that are small enough for both. */
public final class Agreement {
    /** Most states of a scope at which every state has to be visited: seconds for Java PathFinder. */
    public static final int STATES = 5_000;

    private static final Stored NOT_SHOWN = (states, modelStates) -> {};

    private final PathFinder pathFinder;
    private final Listener listener;
    private final FittingScope scopes;

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
        this.scopes = new FittingScope(most, FittingScope.quiet(listener));
    }

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
            listener.begin("agreement", "questions");
            for (int i = 0; i < answers.size(); i++) {
                listener.note(Amounts.count(i) + " of " + Amounts.count(answers.size(), "question") + " compared");
                RowOrReason answer = Objects.requireNonNull(Futures.getChecked(answers.get(i), IOException.class));
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
        Searched searched = scopes.of(question);
        return searched == null
                ? new RowOrReason(null, question.name() + ": too many states at its smallest scope")
                : new RowOrReason(compare(question, searched), "");
    }

    private Comparison compare(Question question, Searched searched) throws IOException {
        Ruling ruling = pathFinder.ask(searched.model(), searched.law(), NOT_SHOWN);
        Comparison.Code code = code(question.claim(), searched);
        List<String> differences = new ArrayList<>();
        String difference = searched.difference(ruling);
        if (!difference.isEmpty()) {
            differences.add(difference);
        }
        Answer answer = code.answer();
        if (answer != null && answer.verdict() != Verdict.UNDECIDED && answer.verdict() != searched.verdict()) {
            differences.add("the search says " + searched.verdict() + " of the model, Java PathFinder of the code: "
                    + answer.verdict());
        }
        List<String> troubles = new ArrayList<>(differences);
        if (ruling.verdict() == Verdict.UNDECIDED) {
            troubles.add(ruling.why());
        }
        if (answer != null && answer.verdict() == Verdict.UNDECIDED) {
            troubles.add("code: " + code.why());
        }
        Claim claim = question.claim();
        if (claim != null && claim.recorded() != searched.verdict()) {
            troubles.add("the claim is recorded as " + claim.recorded() + ", and here it is " + searched.verdict());
        }
        return new Comparison(
                question.name(),
                question.system().name() + "/" + question.design().name(),
                searched.law().name(),
                searched.question().system().text(searched.question().scope()),
                new Answer(
                        searched.verdict(),
                        searched.result().states(),
                        searched.result().nanos() / 1e9),
                new Answer(ruling.verdict(), ruling.modelStates(), ruling.seconds()),
                code,
                String.join("; ", troubles),
                !differences.isEmpty());
    }

    private Comparison.Code code(@Nullable Claim claim, Searched searched) throws IOException {
        CodeSystem system = claim == null ? null : CodeSystem.of(claim.system());
        if (claim == null || system == null) {
            return Comparison.Code.NONE;
        }
        Counterpart counterpart = system.counterpart(claim, searched.question().scope());
        Scope scope = counterpart.scope();
        if (scope == null) {
            return new Comparison.Code(null, counterpart.why());
        }
        Law law = system.model(claim.design(), scope).law(claim.law());
        Ruling ruling = pathFinder.ask(system, claim.design(), scope, law, NOT_SHOWN);
        return new Comparison.Code(new Answer(ruling.verdict(), ruling.states(), ruling.seconds()), ruling.why());
    }
}
