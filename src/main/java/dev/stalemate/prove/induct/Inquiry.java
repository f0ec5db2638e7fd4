package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Cases.Open;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks solvers about obligations: each case that terms don't decide as they are written, and of those that are the same but for names only one.
 * First they are asked about the first goal alone, and without what is mostly not needed; if that is possible, about all goals; at last about
 * everything.
 */
final class Inquiry {
    private final Alike<Question> alike = new Alike<>();
    private final List<Question> each = new ArrayList<>();
    private final Map<Obligation, Split> splits = new LinkedHashMap<>();
    private final Telling telling;

    /** Is told how far it has come. */
    @FunctionalInterface
    interface Telling {
        void at(int done, int all);
    }

    /** A question to solvers, which several obligations may share. */
    static final class Question {
        private final String text;
        private final Obligation obligation;
        private final Conjunction known;
        private @Nullable Judgement verdict;

        private Question(String text, Obligation obligation, Conjunction known) {
            this.text = text;
            this.obligation = obligation;
            this.known = known;
        }

        /** What it is about. */
        String text() {
            return text;
        }

        /** The obligation of which it is a case. */
        Obligation obligation() {
            return obligation;
        }

        /** What can't hold together, simplified. */
        Conjunction known() {
            return known;
        }

        /** What can't hold together. */
        ImmutableList<Term> bools() {
            return known.bools();
        }

        /** What solvers say. */
        Judgement verdict() {
            return Objects.requireNonNull(verdict);
        }

        private boolean isOpen() {
            return verdict().result() != Result.UNSAT;
        }
    }

    /** A case that terms don't decide. */
    static final class Case {
        private final Open open;
        private final Question first;
        private @Nullable Question whole;

        private Case(Open open, Question first) {
            this.open = open;
            this.first = first;
        }

        /** The question that counts: the first, or that about everything if that had to be asked. Its names may be others. */
        Question question() {
            return whole == null ? first : whole;
        }
    }

    /**
     * An obligation in cases.
     *
     * @param count how many there are
     * @param asked those that terms don't decide
     */
    record Split(int count, List<Case> asked) {}

    Inquiry(Telling telling) {
        this.telling = telling;
    }

    /** Takes an obligation on, to be asked by {@link #run}. */
    void add(Obligation obligation) {
        if (splits.containsKey(obligation)) {
            return;
        }
        Cases cases = Cases.of(obligation);
        List<Case> asked = new ArrayList<>();
        for (Open open : cases.open()) {
            String text = obligation.text() + (cases.open().size() > 1 ? ", case " + (asked.size() + 1) : "");
            asked.add(new Case(open, question(text, obligation, open.first())));
        }
        splits.put(obligation, new Split(cases.count(), asked));
    }

    private Question question(String text, Obligation obligation, Conjunction open) {
        Question same = alike.of(open.bools());
        if (same != null) {
            return same;
        }
        Question question = new Question(text, obligation, open);
        alike.add(open.bools(), question);
        each.add(question);
        return question;
    }

    /** Everything that a case knows and that matters, with or without what is assumed of other entries. */
    private Question whole(String text, Obligation obligation, Case of, boolean others) {
        Conjunction all = of.open.known();
        for (Term goal : obligation.goals()) {
            all = all.and(goal);
        }
        if (others) {
            all = all.and(Term.all(obligation.others()));
        }
        Set<Term> about = new HashSet<>();
        all.bools().forEach(bool -> about.addAll(bool.variables()));
        all.solved().values().forEach(value -> about.addAll(value.variables()));
        about.addAll(all.solved().keySet());
        List<Term> left = new ArrayList<>(obligation.values());
        List<Term> values = new ArrayList<>();
        while (left.removeIf(value -> !Collections.disjoint(about, value.variables()) && values.add(value))) {
            values.forEach(value -> about.addAll(value.variables()));
        }
        return question(text, obligation, all.and(Term.all(values)));
    }

    /** Asks all that waits. What is open when the user ends it is undecided. */
    void run(Judges judges) {
        ask(judges);
        splits.forEach((obligation, split) -> split.asked.stream()
                .filter(each -> each.first.isOpen())
                .forEach(each -> each.whole = whole(each.first.text, obligation, each, false)));
        ask(judges);
        splits.forEach((obligation, split) -> split.asked.stream()
                .filter(each -> each.question().isOpen() && !obligation.others().isEmpty())
                .forEach(each -> each.whole = whole(each.first.text, obligation, each, true)));
        ask(judges);
    }

    private void ask(Judges judges) {
        List<Question> asked =
                each.stream().filter(question -> question.verdict == null).toList();
        try (Stream<Judgement> verdicts =
                judges.ask(asked.stream().map(question -> new Query(question.text, question.bools())))) {
            int[] done = {0};
            verdicts.forEachOrdered(verdict -> {
                asked.get(done[0]).verdict = verdict;
                done[0]++;
                telling.at(done[0], asked.size());
            });
        }
    }

    /** An obligation's cases, with what became of them. */
    Split of(Obligation obligation) {
        return Objects.requireNonNull(splits.get(obligation));
    }

    /** The questions that count, each once, in order. */
    List<Question> questions() {
        Set<Question> all = new LinkedHashSet<>();
        splits.values().forEach(split -> split.asked.forEach(each -> all.add(each.question())));
        return List.copyOf(all);
    }
}
