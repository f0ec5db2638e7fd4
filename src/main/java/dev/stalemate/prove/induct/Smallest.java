package dev.stalemate.prove.induct;

import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverAnswer;
import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the values smaller that break an obligation: addresses as the model has them if that is possible, then as many variables as possible 0,
 * then as few bits as possible set. A solver is asked again and again, each time about half of what is left.
 */
final class Smallest {
    private static final int MOST = 150;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Solver solver;
    private final Set<Term> asserted;
    private Map<String, Long> values;
    private int asked;

    private Smallest(Solver solver, Iterable<Term> bools, Map<String, Long> values) {
        this.solver = solver;
        this.asserted = new LinkedHashSet<>();
        bools.forEach(asserted::add);
        this.values = values;
    }

    /**
     * Smaller values.
     *
     * @param bools what must hold
     * @param wanted what should hold if it can, each in its turn
     * @param values for which they hold
     */
    static Map<String, Long> of(Solver solver, Iterable<Term> bools, List<Term> wanted, Map<String, Long> values) {
        Smallest smallest = new Smallest(solver, bools, values);
        wanted.forEach(smallest::tried);
        List<Term> variables = new ArrayList<>(Term.all(smallest.asserted).variables());
        variables.sort((a, b) -> b.width() - a.width());
        smallest.zero(variables);
        for (Term variable : variables) {
            List<Term> bits = new ArrayList<>();
            for (int bit = variable.width() - 1; bit >= 0; bit--) {
                bits.add(variable.extract(bit, bit));
            }
            if (smallest.value(variable) != 0 && variable.width() > 1) {
                smallest.zero(bits);
            }
        }
        return smallest.values;
    }

    private long value(Term variable) {
        return values.getOrDefault(variable.name(), 0L);
    }

    /** Makes as many of some terms 0 as can be. */
    private void zero(List<Term> terms) {
        List<Term> open = terms.stream().filter(term -> term.width() > 0).toList();
        if (open.isEmpty()
                || asked >= MOST
                || tried(Term.all(open.stream().map(term -> term.eq(0)).toList()))) {
            return;
        }
        if (open.size() > 1) {
            zero(open.subList(0, open.size() / 2));
            zero(open.subList(open.size() / 2, open.size()));
        }
    }

    /** Keeps what can hold besides; whether it can. */
    private boolean tried(Term more) {
        List<Term> with = new ArrayList<>(asserted);
        with.add(more);
        if (Term.all(with) == Term.FALSE) {
            return false;
        }
        asked++;
        if (solver.ask(new Query("smaller", with), LIMIT) instanceof SolverAnswer.Sat sat) {
            asserted.add(more);
            values = new TreeMap<>(sat.model());
            return true;
        }
        return false;
    }
}
