package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of a {@link ConditionText}, compiled for one model; as the model, it belongs to one thread. */
abstract class ConditionPart implements Law.Condition {
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
    List<ConditionPart> conjuncts() {
        return List.of(this);
    }

    /** Terms one of which is true just where it is, in the order in which they are written. */
    List<ConditionPart> disjuncts() {
        return List.of(this);
    }

    @Override
    public final boolean tellsApart(Layout layout, int interchangeable) {
        return comparisons().stream().anyMatch(c -> c.singlesOut(layout, interchangeable));
    }

    /** The opposite. */
    static ConditionPart not(ConditionPart term) {
        return term instanceof Not negated ? negated.term : new Not(term);
    }

    /** All of some terms, from 1. */
    static ConditionPart all(List<ConditionPart> terms) {
        return terms.size() == 1 ? terms.get(0) : new Several(terms, true);
    }

    /** One of some terms, from 1. */
    static ConditionPart any(List<ConditionPart> terms) {
        return terms.size() == 1 ? terms.get(0) : new Several(terms, false);
    }

    private static final class Not extends ConditionPart {
        final ConditionPart term;

        private Not(ConditionPart term) {
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
        List<ConditionPart> conjuncts() {
            return opposites(term.disjuncts());
        }

        @Override
        List<ConditionPart> disjuncts() {
            return opposites(term.conjuncts());
        }

        private static List<ConditionPart> opposites(List<ConditionPart> terms) {
            return terms.stream().map(term -> ConditionPart.not(term)).toList();
        }
    }

    private static final class Several extends ConditionPart {
        private final List<ConditionPart> terms;
        private final boolean all;
        private final ConditionPart[] fastFirst;

        private Several(List<ConditionPart> terms, boolean all) {
            this.terms = List.copyOf(terms);
            this.all = all;
            this.fastFirst = terms.stream()
                    .sorted(Comparator.comparing(ConditionPart::isSlow))
                    .toArray(ConditionPart[]::new);
        }

        @Override
        public boolean test(long[] state) {
            for (ConditionPart term : fastFirst) {
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
            for (ConditionPart term : terms) {
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
            return terms.stream().anyMatch(ConditionPart::isSlow);
        }

        @Override
        List<Compared> comparisons() {
            return terms.stream().flatMap(term -> term.comparisons().stream()).collect(Collectors.toList());
        }

        @Override
        List<ConditionPart> conjuncts() {
            return all
                    ? terms.stream().flatMap(term -> term.conjuncts().stream()).toList()
                    : List.of(this);
        }

        @Override
        List<ConditionPart> disjuncts() {
            return all
                    ? List.of(this)
                    : terms.stream().flatMap(term -> term.disjuncts().stream()).toList();
        }
    }
}
