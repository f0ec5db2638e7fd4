package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables of which some bits are known, such as the reserved ones of a register: each is written as those bits, and a variable for each run of
 * others. So a value that is masked and one that is not are the same term.
 */
final class FreeBits {
    private final Map<Term, Known> known = new LinkedHashMap<>();

    /** Bits of a variable that are known, and what they are. */
    private record Known(long bits, long values) {
        Known and(long more, long valuesOfMore) {
            return new Known(bits | more, values | valuesOfMore);
        }
    }

    /**
     * A run of free bits.
     *
     * @param variable it
     * @param of the variable that it is a part of
     * @param low its lowest bit there
     */
    record Run(Term variable, Term of, int low) {}

    /** What some Bools say of bits of variables. */
    FreeBits(Iterable<Term> bools) {
        for (Term bool : bools) {
            for (Term conjunct : bool.conjuncts()) {
                learn(conjunct);
            }
        }
    }

    private void learn(Term fact) {
        if (fact.op() == Op.EQ && fact.argument(1).isConstant()) {
            long bits = mask(fact.argument(0).width());
            learn(fact.argument(0), bits, fact.argument(1).value());
        } else if (fact.op() == Op.NOT && isBit(fact.argument(0))) {
            learn(fact.argument(0).argument(0), 1, fact.argument(0).argument(1).value() ^ 1);
        } else if (fact.op() == Op.ULT && fact.argument(1).isConstant()) {
            // Below a number: bits above its highest are 0.
            int high = Long.SIZE - Long.numberOfLeadingZeros(fact.argument(1).value() - 1);
            int width = fact.argument(0).width();
            learn(fact.argument(0), high >= width ? 0 : mask(width) & ~(high == 0 ? 0 : mask(high)), 0);
        }
    }

    private static boolean isBit(Term fact) {
        return fact.op() == Op.EQ
                && fact.argument(0).width() == 1
                && fact.argument(1).isConstant();
    }

    private void learn(Term part, long bits, long values) {
        Term variable = part.op() == Op.EXTRACT ? part.argument(0) : part;
        if (bits != 0 && variable.op() == Op.VARIABLE && variable.width() != Term.BOOL) {
            Known before = known.getOrDefault(variable, new Known(0, 0));
            known.put(variable, before.and(bits << part.low(), values << part.low()));
        }
    }

    private static long mask(int width) {
        return width == Long.SIZE ? -1 : (1L << width) - 1;
    }

    /** The variables of which something is known. */
    Iterable<Term> variables() {
        return known.keySet();
    }

    /** A variable as known bits and runs of free ones; itself, if nothing is known of it. */
    Term written(Term variable) {
        Known bits = known.get(variable);
        if (bits == null) {
            return variable;
        }
        Term written = null;
        for (int high = variable.width() - 1; high >= 0; ) {
            boolean isKnown = isKnown(bits, high);
            int low = high;
            while (low > 0 && isKnown(bits, low - 1) == isKnown) {
                low--;
            }
            int width = high - low + 1;
            Term run = isKnown ? Term.constant(width, bits.values >>> low) : run(variable, high, low);
            written = written == null ? run : written.concat(run);
            high = low - 1;
        }
        return written == null ? variable : written;
    }

    private static boolean isKnown(Known known, int bit) {
        return (known.bits >>> bit & 1) != 0;
    }

    private static Term run(Term variable, int high, int low) {
        return Term.variable(variable.name() + "." + high + "-" + low, high - low + 1);
    }

    /** The runs of free bits of a variable, from the highest: itself, if nothing is known of it. */
    List<Run> runs(Term variable) {
        Known bits = known.get(variable);
        if (bits == null) {
            return List.of(new Run(variable, variable, 0));
        }
        ImmutableList.Builder<Run> runs = ImmutableList.builder();
        for (int high = variable.width() - 1; high >= 0; high--) {
            if (!isKnown(bits, high)) {
                int low = high;
                while (low > 0 && !isKnown(bits, low - 1)) {
                    low--;
                }
                runs.add(new Run(run(variable, high, low), variable, low));
                high = low;
            }
        }
        return runs.build();
    }
}
