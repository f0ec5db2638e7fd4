package dev.stalemate.decide;

import dev.stalemate.model.DesignException;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scope at which Java PathFinder, which is a thousand times slower than the search, is asked a question: the smallest one that is
 * violated, or else the largest one with few states.
 */
final class FittingScope {
    /** Most states of a scope that is looked at for a violation, or because all smaller ones are vacuous. */
    private static final int MOST_SEARCHED = 300_000;

    private final int most;
    private final Monitor monitor;

    /**
     * A choice of scopes.
     *
     * @param most states of a scope at which every state has to be visited, if there is a scope with so few
     */
    FittingScope(int most, Monitor monitor) {
        this.most = most;
        this.monitor = monitor;
    }

    /** Of many searches at once none is worth a line. */
    static Monitor quiet(Listener listener) {
        return new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return listener.stopped();
            }
        };
    }

    /** What the search says of the question there; null if no scope has few enough states. */
    @Nullable
    Searched of(Question question) {
        Searched own = Searched.of(question, holds(question) ? most : MOST_SEARCHED, monitor);
        return own.verdict() == Verdict.VIOLATED ? smallest(own) : largest(own);
    }

    private static boolean holds(Question question) {
        return question.claim() != null && question.claim().recorded() == Verdict.HOLDS;
    }

    /** As long as one number less still shows the violation. */
    private Searched smallest(Searched violated) {
        Optional<Searched> smaller =
                smaller(violated).filter(s -> s.verdict() == Verdict.VIOLATED).findFirst();
        return smaller.map(this::smallest).orElse(violated);
    }

    private @Nullable Searched largest(Searched own) {
        Deque<Searched> larger = new ArrayDeque<>();
        Searched chosen = own;
        while (!fits(chosen)) {
            Optional<Searched> next = smaller(chosen)
                    .filter(s -> !holds(s.question())
                            || s.verdict() != Verdict.VIOLATED) // without room, say, all else is moot
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            larger.push(chosen);
            chosen = next.get();
        }
        if (larger.isEmpty() && own.verdict() == Verdict.UNDECIDED) {
            chosen = search(own.question()).orElse(own);
        }
        // Something must happen at the scope, even if that makes it larger.
        while (chosen.verdict() == Verdict.VACUOUS && !larger.isEmpty()) {
            Optional<Searched> whole = search(larger.pop().question());
            if (whole.isEmpty() || whole.get().verdict() == Verdict.UNDECIDED) {
                break;
            }
            chosen = whole.get();
        }
        return chosen.verdict() == Verdict.UNDECIDED ? null : chosen;
    }

    private boolean fits(Searched searched) {
        return searched.result().states() <= most && searched.verdict() != Verdict.UNDECIDED;
    }

    /** The question at each scope with one number less: that of the largest first, and of those alike that of what runs by itself last. */
    private Stream<Searched> smaller(Searched searched) {
        Question question = searched.question();
        Scope scope = question.scope();
        List<String> lanes = searched.model().layout().lanes().stream()
                .map(index -> index.name() + "s")
                .toList();
        return question.system().settings().stream()
                .filter(s -> number(scope, s) > 0 && s.accepts(Integer.toString(number(scope, s) - 1)))
                .sorted(Comparator.comparing((Setting<?> s) -> -number(scope, s))
                        .thenComparing(s -> lanes.contains(s.name())))
                .map(s -> scope.with(s, Integer.toString(number(scope, s) - 1)))
                .map(less -> search(question.at(less, false)))
                .flatMap(Optional::stream);
    }

    private static int number(Scope scope, Setting<?> setting) {
        String text = scope.text(setting);
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    }

    /** Nothing if the design can't have the scope, or nothing runs at once there. */
    private Optional<Searched> search(Question question) {
        try {
            return question.model().layout().lanes().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Searched.of(question, MOST_SEARCHED, monitor));
        } catch (IllegalArgumentException | DesignException e) {
            return Optional.empty(); // not with the other settings
        }
    }
}
