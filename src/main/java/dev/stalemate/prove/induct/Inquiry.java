package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks solvers about obligations: each case that terms don't decide as they are written, and of those that are the same but for names only one. */
final class Inquiry {
    private final Renaming renaming;
    private final Map<Set<Term>, Question> known = new LinkedHashMap<>();
    private final Map<Obligation, Split> splits = new LinkedHashMap<>();
    private final List<Question> waiting = new ArrayList<>();
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
        private final ImmutableList<Term> bools;
        private @Nullable Judgement verdict;

        private Question(String text, Obligation obligation, Conjunction known) {
            this.text = text;
            this.obligation = obligation;
            this.known = known;
            this.bools = known.bools();
        }

        /** What it is about. */
        String text() {
            return text;
        }

        /** The obligation of which it is a case. */
        Obligation obligation() {
            return obligation;
        }

        /** What the case knows. */
        Conjunction known() {
            return known;
        }

        /** What can't hold together. */
        ImmutableList<Term> bools() {
            return bools;
        }

        /** What solvers say. */
        Judgement verdict() {
            return Objects.requireNonNull(verdict);
        }
    }

    /**
     * An obligation in cases.
     *
     * @param count how many there are
     * @param asked those that terms don't decide, perhaps as questions with other names
     */
    record Split(int count, List<Question> asked) {}

    Inquiry(Renaming renaming, Telling telling) {
        this.renaming = renaming;
        this.telling = telling;
    }

    /** Takes an obligation on, to be asked by {@link #run}. */
    void add(Obligation obligation) {
        if (splits.containsKey(obligation)) {
            return;
        }
        Cases cases = Cases.of(obligation);
        List<Question> asked = new ArrayList<>();
        int number = 0;
        for (Conjunction open : cases.open()) {
            number++;
            String text = obligation.text() + (cases.open().size() > 1 ? ", case " + number : "");
            asked.add(question(text, obligation, open));
        }
        splits.put(obligation, new Split(cases.count(), asked));
    }

    private Question question(String text, Obligation obligation, Conjunction open) {
        List<Set<Term>> names = renaming.of(open.bools());
        for (Set<Term> name : names) {
            Question same = known.get(name);
            if (same != null) {
                return same;
            }
        }
        Question question = new Question(text, obligation, open);
        known.put(names.get(0), question);
        waiting.add(question);
        return question;
    }

    /** Asks all that waits. What is open when the user ends it is undecided. */
    void run(Judges judges) {
        List<Question> asked = new ArrayList<>(waiting);
        waiting.clear();
        try (Stream<Judgement> verdicts =
                judges.ask(asked.stream().map(question -> new Query(question.text, question.bools)))) {
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

    /** Every question that was asked, in order. */
    List<Question> questions() {
        return known.values().stream().toList();
    }
}
