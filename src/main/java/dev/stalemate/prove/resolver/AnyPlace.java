package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * What most statements are about: any MAXPHYADDR, any registers outside of the pairs, any pair of a list, any address.
 *
 * @param registers all but the pairs
 * @param pair any pair
 * @param address any address
 * @param width assumed: MAXPHYADDR is from 32 to 52
 * @param legal assumed: WRMSR has let the pair's values in
 * @param inside assumed: the address is below 2^MAXPHYADDR
 */
record AnyPlace(MtrrTerms registers, PairTerms pair, Term address, Term width, Term legal, Term inside) {
    private static final int LEAST = 32;
    private static final int MOST = 52;

    /** Any place. */
    static AnyPlace any() {
        return any("pair");
    }

    /** Any place, with another name for the pair. */
    static AnyPlace any(String name) {
        Term below = Term.variable("below", Long.SIZE);
        MtrrTerms registers = MtrrTerms.any("r", 0, below);
        PairTerms pair = PairTerms.any(name, below);
        Term address = Term.variable("address", Long.SIZE);
        return new AnyPlace(registers, pair, address, width(below), pair.legal(), registers.contains(address));
    }

    /** Whether a term has the bits below some MAXPHYADDR set, and no others. */
    static Term width(Term below) {
        return Term.any(ImmutableList.copyOf(widths(below)));
    }

    private static List<Term> widths(Term below) {
        List<Term> all = new ArrayList<>();
        for (int width = LEAST; width <= MOST; width++) {
            all.add(below.eq(Term.constant(Long.SIZE, (1L << width) - 1)));
        }
        return all;
    }

    /** The address's frame. */
    Term frame() {
        return PairTerms.frame(address);
    }

    /** The pair's type. */
    Term type() {
        return pair.type();
    }
}
