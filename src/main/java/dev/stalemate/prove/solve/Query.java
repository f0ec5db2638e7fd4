package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * Whether some values of the variables make all of some Bools hold.
 *
 * @param name what messages call it
 * @param asserts what must hold; two variables of one name are of one width
 */
public record Query(String name, List<Term> asserts) {
    /** Of Bools alone; {@link IllegalArgumentException} otherwise. */
    public Query {
        asserts = ImmutableList.copyOf(asserts);
        for (Term term : asserts) {
            if (term.width() != Term.BOOL) {
                throw new IllegalArgumentException(name + ": not a Bool: " + term);
            }
        }
    }

    /** The conjunction. */
    public Term all() {
        return Term.all(asserts);
    }
}
