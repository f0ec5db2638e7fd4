package dev.stalemate.decide;

import dev.stalemate.model.Growth;
import dev.stalemate.model.Law;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Decides questions at their own scopes, then at larger and larger ones while time lasts: "holds" is bounded by its scope, and this moves
 * the bound as far as the given time allows.
 *
 * <p>Every question is first decided at its own scope. The time that is left is shared among those that hold; what one does not need goes
 * to the others. A verdict that changes ends the growth of its question and takes the place of the first one.
 */
public final class GrowingScopes implements Decider {
    private final SpaceSearch search;
    private final BooleanSupplier stopped;
    private final Duration time;
    private final LongSupplier nanoClock;
    private final Map<Question, Decision> decided = new LinkedHashMap<>();
    private long end;

    /**
     * Growth within bounds; use it once.
     *
     * @param stopped whether the user wants it to end
     * @param time for all questions together
     */
    public GrowingScopes(SpaceSearch search, BooleanSupplier stopped, Duration time, LongSupplier nanoClock) {
        this.search = search;
        this.stopped = stopped;
        this.time = time;
        this.nanoClock = nanoClock;
    }

    @Override
    public Map<Question, Decision> decide(Collection<Question> questions) {
        end = nanoClock.getAsLong() + time.toNanos();
        List<Space> spaces = new ArrayList<>();
        for (List<Question> shared : Question.bySpace(questions)) {
            if (!stopped.getAsBoolean()) {
                spaces.add(atItsOwnScope(shared));
            }
        }
        int waiting = spaces.stream().mapToInt(s -> s.growing.size()).sum();
        for (Space space : spaces) {
            int count = space.growing.size();
            if (count > 0) {
                space.grow(nanoClock.getAsLong() + left(end) / waiting * count);
                waiting -= count;
            }
        }
        return decided;
    }

    private Space atItsOwnScope(List<Question> questions) {
        List<Decision> decisions = search.decide(questions, Duration.ofNanos(left(end)));
        List<Question> growing = new ArrayList<>();
        for (int i = 0; i < decisions.size(); i++) {
            Decision d = decisions.get(i);
            Reach reach = reach(questions.get(i), d);
            decided.put(questions.get(i), d.reaching(reach));
            if (reach.exhausted() != null) {
                growing.add(questions.get(i));
            }
        }
        return new Space(questions.get(0), growing);
    }

    /** How far a question has come at its own scope: nowhere, unless it may hold at a larger one too, or may not. */
    private static Reach reach(Question question, Decision d) {
        if (d.found() != Verdict.HOLDS) {
            String settled = d.found() == Verdict.UNDECIDED ? "" : "; larger ones are not tried";
            return Reach.none(d.found() + " at its own scope" + settled);
        }
        if (d.law().kind() == Law.Kind.SOMETIMES) {
            return Reach.none("some run gets there at its own scope; larger ones are not tried");
        }
        if (d.unexpected()) {
            return Reach.none("holds at its own scope, where it should not");
        }
        Scope own = question.scope();
        return new Reach(
                own, size(own, question.system().larger(own)), d.effort().states(), "");
    }

    /** Where the settings that can grow stand in a scope. */
    private static String size(Scope scope, List<Growth> growths) {
        return growths.isEmpty()
                ? "its own scope"
                : growths.stream()
                        .map(g -> g.setting().name() + "=" + scope.text(g.setting()))
                        .collect(Collectors.joining(","));
    }

    private long left(long until) {
        return Math.max(0, until - nanoClock.getAsLong());
    }

    /** Questions of one design and scope, which grow together. */
    private final class Space {
        private final Question first;
        /** All settings that can grow at the start, for sizes name them even when they can't grow further. */
        private final List<Growth> settings;

        private List<Question> growing;
        private Scope scope;
        private int turn;

        Space(Question first, List<Question> growing) {
            this.first = first;
            this.growing = growing;
            this.scope = first.scope();
            this.settings = first.system().larger(scope);
        }

        void grow(long until) {
            while (!growing.isEmpty()) {
                List<Growth> growths = first.system().larger(scope);
                if (growths.isEmpty()) {
                    end(growing, "as large as it gets");
                    return;
                }
                scope = growths.get(turn++ % growths.size()).of(scope);
                String size = size(scope, settings);
                if (stopped.getAsBoolean() || left(until) == 0) {
                    end(growing, (stopped.getAsBoolean() ? "interrupted" : "time ran out") + " before " + size);
                    return;
                }
                growing = search(size, Duration.ofNanos(left(until)));
            }
        }

        /** The questions that hold at this size too. */
        private List<Question> search(String size, Duration most) {
            Scope named = scope.named(first.scope().name() + "," + size);
            List<Decision> found;
            try {
                found = search.decide(
                        growing.stream().map(q -> q.at(named, false)).toList(), most);
            } catch (QuestionException e) {
                end(growing, size + " is impossible: " + e.getMessage());
                return List.of();
            }
            List<Question> hold = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                Question question = growing.get(i);
                Decision d = found.get(i);
                switch (d.found()) {
                    case HOLDS -> {
                        hold.add(question);
                        reach(question, new Reach(named, size, d.effort().states(), ""));
                    }
                    case UNDECIDED -> end(List.of(question), size + ": " + d.note());
                    default -> {
                        Reach reach = reached(question).ended(d.found() + " at " + size);
                        decided.put(question, d.reaching(reach));
                    }
                }
            }
            return hold;
        }

        private void end(List<Question> questions, String why) {
            questions.forEach(q -> reach(q, reached(q).ended(why)));
        }
    }

    private Reach reached(Question question) {
        return Objects.requireNonNull(decision(question).reach());
    }

    private void reach(Question question, Reach reach) {
        decided.put(question, decision(question).reaching(reach));
    }

    private Decision decision(Question question) {
        return Objects.requireNonNull(decided.get(question));
    }
}
