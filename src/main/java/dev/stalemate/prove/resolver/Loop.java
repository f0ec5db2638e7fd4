package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * A loop over a list of pairs, one after the other.
 *
 * @param pair the registers of the pair that is next
 * @param start what each of the loop's variables is before the first pair
 * @param next what each of them is after the next pair, in terms of the variables and of that pair's registers
 */
record Loop(PairTerms pair, ImmutableMap<Term, Term> start, ImmutableMap<Term, Term> next) {
    /** A loop without variables. */
    static Loop over(PairTerms pair) {
        return new Loop(pair, ImmutableMap.of(), ImmutableMap.of());
    }

    /** The same with more variables, with what they are before the first pair and after the next one. */
    Loop with(List<Term> variables, List<Term> first, List<Term> after) {
        return new Loop(pair, joined(start, variables, first), joined(next, variables, after));
    }

    private static ImmutableMap<Term, Term> joined(ImmutableMap<Term, Term> map, List<Term> keys, List<Term> values) {
        ImmutableMap.Builder<Term, Term> all =
                ImmutableMap.<Term, Term>builder().putAll(map);
        for (int i = 0; i < keys.size(); i++) {
            all.put(keys.get(i), values.get(i));
        }
        return all.buildOrThrow();
    }
}
