package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The MTRRs of one processor as terms of 64 bits.
 *
 * @param below the bits below MAXPHYADDR set, the others clear
 * @param defType IA32_MTRR_DEF_TYPE
 * @param fixed the fixed-range registers, in ascending order of addresses
 * @param pairs the variable ranges
 */
public record MtrrTerms(Term below, Term defType, ImmutableList<Term> fixed, ImmutableList<PairTerms> pairs) {
    private static final int E = 11;
    private static final int FE = 10;
    private static final long DEF_TYPE_BITS = 0xCFF;
    private static final int FIRST_MEGABYTE = 20;
    /** Bit 19 tells fields of 64 KiB from the others, and bit 18 those of 16 KiB from those of 4 KiB. */
    private static final int UPPER_HALF = 19;

    private static final int UPPER_QUARTER = 18;
    private static final int FIRST_16K_FIELD = 8;
    private static final int FIRST_4K_FIELD = 24;

    /** Registers of any value. */
    static MtrrTerms any(String name, int pairs, Term below) {
        return new MtrrTerms(
                below,
                Term.variable(name + ".def", Long.SIZE),
                IntStream.range(0, MtrrRegisters.FIXED_COUNT)
                        .mapToObj(i -> Term.variable(name + ".fixed" + i, Long.SIZE))
                        .collect(ImmutableList.toImmutableList()),
                IntStream.range(0, pairs)
                        .mapToObj(n -> PairTerms.any(name + "." + n, below))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** The same with other pairs. */
    MtrrTerms withPairs(List<PairTerms> others) {
        return new MtrrTerms(below, defType, fixed, ImmutableList.copyOf(others));
    }

    /** Whether WRMSR has let every value in: {@link dev.stalemate.memtype.MtrrMsr#accepts}. */
    Term legal() {
        List<Term> all = new ArrayList<>();
        all.add(legalDefType(defType));
        fixed.forEach(value -> all.add(legalFixed(value)));
        pairs.forEach(pair -> all.add(pair.legal()));
        return Term.all(all);
    }

    /** Whether IA32_MTRR_DEF_TYPE takes a value. */
    static Term legalDefType(Term value) {
        return value.band(Term.constant(Long.SIZE, ~DEF_TYPE_BITS))
                .eq(Term.constant(Long.SIZE, 0))
                .and(Codes.legal(value));
    }

    /** Whether a fixed-range register takes a value. */
    static Term legalFixed(Term value) {
        return Term.all(IntStream.range(0, Byte.SIZE)
                .mapToObj(i -> Codes.legal(value.extract(Byte.SIZE * i + Byte.SIZE - 1, Byte.SIZE * i)))
                .toList());
    }

    /** Whether an address is below 2^MAXPHYADDR. */
    Term contains(Term address) {
        return address.band(below.bnot()).eq(Term.constant(Long.SIZE, 0));
    }

    /** Bit E. */
    Term enabled() {
        return bit(defType, E);
    }

    /** Bits E and FE. */
    Term fixedEnabled() {
        return enabled().and(bit(defType, FE));
    }

    /** The code of the default type. */
    Term defaultType() {
        return defType.extract(Codes.BITS - 1, 0);
    }

    /** Whether the fixed ranges rule an address. */
    Term fixedRules(Term address) {
        return fixedEnabled()
                .and(address.extract(Long.SIZE - 1, FIRST_MEGABYTE).eq(Term.constant(Long.SIZE - FIRST_MEGABYTE, 0)));
    }

    /** The code in the fixed field that holds an address below 1 MiB. */
    Term fixedType(Term address) {
        return Term.ite(
                bit(address, UPPER_HALF),
                Term.ite(
                        bit(address, UPPER_QUARTER),
                        field(FIRST_4K_FIELD, FixedRanges.FIELDS, address, UPPER_QUARTER - 1),
                        field(FIRST_16K_FIELD, FIRST_4K_FIELD, address, UPPER_QUARTER - 1)),
                field(0, FIRST_16K_FIELD, address, UPPER_QUARTER));
    }

    /** One of the fields from one to another, exclusive, as the bits of an address from {@code bit} down choose. */
    private Term field(int from, int to, Term address, int bit) {
        if (to - from == 1) {
            return type(from);
        }
        int middle = (from + to) / 2;
        return Term.ite(bit(address, bit), field(middle, to, address, bit - 1), field(from, middle, address, bit - 1));
    }

    /** The code in a fixed field, 0 to 87. */
    Term type(int field) {
        int low = Byte.SIZE * (field % Byte.SIZE);
        return fixed.get(field / Byte.SIZE).extract(low + Codes.BITS - 1, low);
    }

    private static Term bit(Term value, int bit) {
        return value.extract(bit, bit).eq(Term.constant(1, 1));
    }
}
