package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of a {@link ConditionText}, compiled for one model; as the model, it belongs to one thread. */
abstract class Term implements Law.Condition {
    /** What it is in every state, where the scope leaves nothing else possible; null where it depends on the state. */
    @Nullable
    Boolean constant() {
        return null;
    }

    /** Whether it makes texts to be decided, which costs more than all the rest. */
    abstract boolean isSlow();

    /** The comparisons that it consists of, in the order in which they are written. */
    abstract List<Compared> comparisons();

    /** Terms that are all true just where it is, in the order in which they are written. */
    List<Term> conjuncts() {
        return List.of(this);
    }

    /** Terms one of which is true just where it is, in the order in which they are written. */
    List<Term> disjuncts() {
        return List.of(this);
    }

    @Override
    public final boolean tellsApart(Layout layout, int interchangeable) {
        return comparisons().stream().anyMatch(c -> c.singlesOut(layout, interchangeable));
    }

    /** The opposite. */
    static Term not(Term term) {
        return term instanceof Not negated ? negated.term : new Not(term);
    }

    /** All of some terms, from 1. */
    static Term all(List<Term> terms) {
        return terms.size() == 1 ? terms.get(0) : new Several(terms, true);
    }

    /** One of some terms, from 1. */
    static Term any(List<Term> terms) {
        return terms.size() == 1 ? terms.get(0) : new Several(terms, false);
    }

    private static final class Not extends Term {
        final Term term;

        private Not(Term term) {
            this.term = term;
        }

        @Override
        public boolean test(long[] state) {
            return !term.test(state);
        }

        @Override
        @Nullable
        Boolean constant() {
            Boolean always = term.constant();
            return always == null ? null : Boolean.valueOf(!always);
        }

        @Override
        boolean isSlow() {
            return term.isSlow();
        }

        @Override
        List<Compared> comparisons() {
            return term.comparisons();
        }

        @Override
        List<Term> conjuncts() {
            return opposites(term.disjuncts());
        }

        @Override
        List<Term> disjuncts() {
            return opposites(term.conjuncts());
        }

        private static List<Term> opposites(List<Term> terms) {
            return terms.stream().map(term -> Term.not(term)).toList();
        }
    }

    private static final class Several extends Term {
        private final List<Term> terms;
        private final boolean all;
        private final Term[] fastFirst;

        private Several(List<Term> terms, boolean all) {
            this.terms = List.copyOf(terms);
            this.all = all;
            this.fastFirst =
                    terms.stream().sorted(Comparator.comparing(Term::isSlow)).toArray(Term[]::new);
        }

        @Override
        public boolean test(long[] state) {
            for (Term term : fastFirst) {
                if (term.test(state) != all) {
                    return !all;
                }
            }
            return all;
        }

        @Override
        @Nullable
        Boolean constant() {
            List<Boolean> known = new ArrayList<>();
            for (Term term : terms) {
                Boolean always = term.constant();
                if (always != null) {
                    known.add(always);
                }
            }
            if (known.contains(!all)) {
                return !all;
            }
            return known.size() == terms.size() ? Boolean.valueOf(all) : null;
        }

        @Override
        boolean isSlow() {
            return terms.stream().anyMatch(Term::isSlow);
        }

        @Override
        List<Compared> comparisons() {
            return terms.stream().flatMap(term -> term.comparisons().stream()).collect(Collectors.toList());
        }

        @Override
        List<Term> conjuncts() {
            return all
                    ? terms.stream().flatMap(term -> term.conjuncts().stream()).toList()
                    : List.of(this);
        }

        @Override
        List<Term> disjuncts() {
            return all
                    ? List.of(this)
                    : terms.stream().flatMap(term -> term.disjuncts().stream()).toList();
        }
    }
}
