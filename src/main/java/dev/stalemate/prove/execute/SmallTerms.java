package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Terms that depend on one variable with few values: they are worked out for each of them, and two with the same values become one term. So
 * an entry that code unpacks, changes and packs again does not grow with each step.
 */
final class SmallTerms {
    private static final int MOST_VALUES = 64;
    /** Stands for terms of several variables, or of one with many values. */
    private static final Term LARGE = Term.variable("large", 1);
    /** Stands for terms of no variable. */
    private static final Term NONE = Term.TRUE;

    /** For each variable with few values, how many: they are 0 and those above. */
    private final Map<Term, Integer> counts = new HashMap<>();

    private final Map<Term, Term> supports = new HashMap<>();
    private final Map<Term, Term> known = new HashMap<>();
    private final Map<Table, Term> byValues = new HashMap<>();

    /** What a term is for each value of a variable. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its elements
    private record Table(Term variable, int width, long[] values) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Table table
                    && table.variable == variable
                    && table.width == width
                    && Arrays.equals(table.values, values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values) * 31 + variable.hashCode();
        }
    }

    /** Says how many values variables have; others have as many as their bits allow. */
    void declare(Map<Term, Integer> counted) {
        counted.forEach((variable, count) -> {
            Integer before = counts.put(variable, count);
            if (before != null && !before.equals(count)) {
                throw new IllegalArgumentException(variable.name() + " has " + count + " values, and had " + before);
            }
        });
    }

    /** A term that is the same for all values of its variable. */
    Term of(Term term) {
        if (term.isConstant() || term.op() == Op.VARIABLE) {
            return term;
        }
        Term done = known.get(term);
        if (done == null) {
            Term variable = support(term);
            done = variable == LARGE || variable == NONE ? term : simplified(term, variable);
            known.put(term, done);
            known.put(done, done);
        }
        return done;
    }

    /**
     * What a function makes of a term that has few values, or is a choice of such terms; null if it is none.
     *
     * @param function of the term's bits, without a sign
     */
    @Nullable
    Term mapped(Term term, LongUnaryOperator function) {
        if (term.isConstant()) {
            return Term.constant(term.width(), function.applyAsLong(term.value()));
        }
        Term variable = support(term);
        if (variable == LARGE) {
            Term then = term.isIte() ? mapped(term.thenTerm(), function) : null;
            Term otherwise = term.isIte() ? mapped(term.elseTerm(), function) : null;
            return then == null || otherwise == null ? null : Term.ite(term.condition(), then, otherwise);
        }
        long[] values = LongStream.of(values(term, variable)).map(function).toArray();
        return built(term.width(), variable, values);
    }

    private Term support(Term term) {
        Term found = supports.get(term);
        if (found == null) {
            found = term.isConstant() ? NONE : term.op() == Op.VARIABLE ? small(term) : ofArguments(term);
            supports.put(term, found);
        }
        return found;
    }

    private Term ofArguments(Term term) {
        Term found = NONE;
        for (Term argument : term.arguments()) {
            Term one = support(argument);
            if (one == LARGE || (found != NONE && one != NONE && one != found)) {
                return LARGE;
            }
            found = one == NONE ? found : one;
        }
        return found;
    }

    private Term small(Term variable) {
        return count(variable) <= MOST_VALUES ? variable : LARGE;
    }

    private int count(Term variable) {
        int most = variable.width() > 6 ? Integer.MAX_VALUE : 1 << Math.max(1, variable.width());
        return Math.min(most, counts.getOrDefault(variable, most));
    }

    private Term simplified(Term term, Term variable) {
        long[] values = values(term, variable);
        return byValues.computeIfAbsent(
                new Table(variable, term.width(), values), table -> shortest(term, variable, values));
    }

    private long[] values(Term term, Term variable) {
        long[] values = new long[count(variable)];
        Evaluator evaluator = new Evaluator(List.of(term));
        for (int i = 0; i < values.length; i++) {
            evaluator.set(variable, i);
            evaluator.run();
            values[i] = evaluator.value(0);
        }
        return values;
    }

    private static Term shortest(Term term, Term variable, long[] values) {
        Term built = built(term.width(), variable, values);
        return TermGraph.size(built) <= TermGraph.size(term) ? built : term;
    }

    /** One if-then-else for each value that the term has, but for the most frequent. */
    private static Term built(int width, Term variable, long[] values) {
        if (isSame(values) && width >= variable.width() && variable.width() > 0 && width > 0) {
            return variable.zeroExtend(width);
        }
        Map<Long, Integer> frequencies = new LinkedHashMap<>();
        for (long value : values) {
            frequencies.merge(value, 1, Integer::sum);
        }
        long usual = values[0];
        for (Map.Entry<Long, Integer> each : frequencies.entrySet()) {
            if (each.getValue() > frequencies.getOrDefault(usual, 0)) {
                usual = each.getKey();
            }
        }
        Term result = Term.constant(width, usual);
        for (long value : frequencies.keySet()) {
            if (value != usual) {
                result = Term.ite(where(variable, values, value), Term.constant(width, value), result);
            }
        }
        return result;
    }

    private static boolean isSame(long[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** Where a term has a value: some ranges of the variable. */
    private static Term where(Term variable, long[] values, long value) {
        if (variable.width() == Term.BOOL) {
            return values[1] == value ? variable : variable.not();
        }
        Term any = Term.FALSE;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != value) {
                continue;
            }
            int first = i;
            while (i + 1 < values.length && values[i + 1] == value) {
                i++;
            }
            any = any.or(between(variable, first, i, values.length - 1));
        }
        return any;
    }

    private static Term between(Term variable, int first, int last, int most) {
        Term low = Term.constant(variable.width(), first);
        if (first == last) {
            return variable.eq(low);
        }
        Term above = first == 0 ? Term.TRUE : low.ule(variable);
        return last == most ? above : above.and(variable.ule(Term.constant(variable.width(), last)));
    }
}
