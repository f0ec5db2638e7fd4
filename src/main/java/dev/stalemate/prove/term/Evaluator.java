package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives the values of terms where variables have values, many times over: nothing is allocated but when it is made. For one thread.
 */
public final class Evaluator {
    private final Term[] terms;
    private final Op[] ops;
    private final int[] widths;
    private final int[][] arguments;
    private final long[] values;
    private final int[] roots;
    private final ImmutableList<Term> variables;
    private final Map<Term, Integer> places = new HashMap<>();

    /** For some terms. All variables are 0 at first. */
    public Evaluator(List<Term> roots) {
        terms = TermGraph.postOrder(roots).toArray(Term[]::new);
        ops = new Op[terms.length];
        widths = new int[terms.length];
        arguments = new int[terms.length][];
        values = new long[terms.length];
        for (int i = 0; i < terms.length; i++) {
            Term term = terms[i];
            places.put(term, i);
            ops[i] = term.op();
            widths[i] = term.width();
            arguments[i] =
                    Arrays.stream(term.shape().arguments).mapToInt(this::place).toArray();
            values[i] = term.isConstant() ? term.value() : 0;
        }
        this.roots = roots.stream().mapToInt(this::place).toArray();
        variables =
                Arrays.stream(terms).filter(term -> term.op() == Op.VARIABLE).collect(ImmutableList.toImmutableList());
    }

    /** The value of one term, once. */
    static long value(Term term, Function<Term, Long> valueOf) {
        Evaluator evaluator = new Evaluator(List.of(term));
        for (Term variable : evaluator.variables()) {
            evaluator.set(variable, valueOf.apply(variable));
        }
        evaluator.run();
        return evaluator.value(0);
    }

    private int place(Term term) {
        Integer place = places.get(term);
        if (place == null) {
            throw new IllegalArgumentException("no part of the terms: " + term);
        }
        return place;
    }

    /** What the terms depend on. */
    public ImmutableList<Term> variables() {
        return variables;
    }

    /** Gives a variable a value, of which the low bits count. One that no term depends on is ignored. */
    public void set(Term variable, long value) {
        Integer place = places.get(variable);
        if (place != null) {
            values[place] = value & Term.mask(variable.width());
        }
    }

    /** Works the terms out. */
    public void run() {
        for (int i = 0; i < ops.length; i++) {
            if (ops[i] != Op.CONSTANT && ops[i] != Op.VARIABLE) {
                values[i] = of(i);
            }
        }
    }

    private long of(int i) {
        int[] of = arguments[i];
        return switch (ops[i]) {
            case AND -> all(of);
            case ITE -> values[values[of[0]] != 0 ? of[1] : of[2]];
            case EXTRACT -> values[of[0]] >>> terms[i].low() & Term.mask(widths[i]);
            case SIGN_EXTEND -> Meaning.signed(values[of[0]], widths[of[0]]) & Term.mask(widths[i]);
            case CONCAT -> joined(of);
            default ->
                Meaning.of(ops[i], widths[of[0]], values[of[0]], of.length > 1 ? values[of[1]] : 0)
                        & Term.mask(widths[i]);
        };
    }

    private long all(int[] of) {
        for (int place : of) {
            if (values[place] == 0) {
                return 0;
            }
        }
        return 1;
    }

    private long joined(int[] of) {
        long joined = values[of[0]];
        for (int k = 1; k < of.length; k++) {
            joined = joined << widths[of[k]] | values[of[k]];
        }
        return joined;
    }

    /** The value of a root, by its place in the list, as of the last run. */
    public long value(int root) {
        return values[roots[root]];
    }
}
