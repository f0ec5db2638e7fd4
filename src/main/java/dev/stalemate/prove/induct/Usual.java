package dev.stalemate.prove.induct;

import dev.stalemate.prove.induct.FreeBits.Run;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is true wherever a proof looks, put into terms: bits of variables that are known, and what else some Bools say. */
final class Usual {
    /** What is known of bits may tell of others. */
    private static final int ROUNDS = 3;

    private final List<FreeBits> bits = new ArrayList<>();
    private final List<Substitution> written = new ArrayList<>();
    private final Substitution given;

    /** Where some Bools hold. */
    Usual(Iterable<Term> bools) {
        Term all = Term.all(bools);
        for (int round = 0; round < ROUNDS; round++) {
            FreeBits found = new FreeBits(List.of(all));
            Map<Term, Term> by = new HashMap<>();
            found.variables().forEach(variable -> by.put(variable, found.written(variable)));
            Substitution substitution = new Substitution(by);
            bits.add(found);
            written.add(substitution);
            all = substitution.of(all);
        }
        given = Substitution.assuming(all);
    }

    /** A term with variables written as their runs of free bits, and nothing else. */
    Term written(Term term) {
        Term now = term;
        for (Substitution substitution : written) {
            now = substitution.of(now);
        }
        return now;
    }

    /** A term where the Bools hold. */
    Term of(Term term) {
        return given.of(written(term));
    }

    /** The runs of free bits of a variable. */
    List<Run> runs(Term variable) {
        List<Run> runs = List.of(new Run(variable, variable, 0));
        for (FreeBits found : bits) {
            List<Run> finer = new ArrayList<>();
            for (Run run : runs) {
                found.runs(run.variable())
                        .forEach(part -> finer.add(new Run(part.variable(), variable, run.low() + part.low())));
            }
            runs = finer;
        }
        return runs;
    }
}
