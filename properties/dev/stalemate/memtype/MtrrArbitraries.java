package dev.stalemate.memtype;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.domains.DomainContextBase;

/** Registers that WRMSR lets through, from what careful firmware writes to what no firmware should. */
final class MtrrArbitraries extends DomainContextBase {
    private static final long FRAME = 0xFFF;

    /** A register file and an address in it. */
    record Lookup(MtrrState state, long address) {}

    /** A register file and a page in it of at most 2^13 frames, few enough to look at each. */
    record Page(MtrrState state, long address, int order) {}

    @Provide
    Arbitrary<MtrrState> states() {
        return widths().flatMap(width -> states(width, pairs(width)));
    }

    @Provide
    Arbitrary<Lookup> lookups() {
        return states().flatMap(state -> addresses(state).map(address -> new Lookup(state, address)));
    }

    @Provide
    Arbitrary<Page> pages() {
        return states().flatMap(state -> Combinators.combine(
                        addresses(state), Arbitraries.integers().between(0, 13))
                .as((address, order) -> new Page(state, address, order)));
    }

    /** States whose masks have at most one hole bit a pair, so that their maps stay small. */
    static Arbitrary<MtrrState> mappable() {
        return widths().flatMap(width -> states(width, Arbitraries.oneOf(wellFormed(width), oneHole(width))));
    }

    /** Addresses just inside and outside each range, in the first MiB, and anywhere. */
    static Arbitrary<Long> addresses(MtrrRegisters r) {
        long last = (1L << r.maxPhyAddr()) - 1;
        Arbitrary<Long> edges = Combinators.combine(
                        Arbitraries.integers().between(0, r.vcnt() - 1),
                        Arbitraries.integers().between(-1, 1),
                        Arbitraries.integers().between(12, r.maxPhyAddr()))
                .as((n, step, bit) ->
                        ((r.base(n) & r.mask(n) & ~FRAME) + step + (bit == 12 ? 0 : 1L << (bit - 1))) & last);
        return Arbitraries.oneOf(
                edges,
                Arbitraries.longs().between(0, 0x10_0FFF),
                Arbitraries.longs().between(0, last),
                Arbitraries.longs().between(0, Math.min(last, 1L << 34)));
    }

    private static Arbitrary<Integer> widths() {
        return Arbitraries.of(32, 36, 39, 46, 52);
    }

    private static Arbitrary<MtrrState> states(int width, Arbitrary<Tuple3<MemType, Long, Long>> pairs) {
        // E=1 most of the time: with E=0 there is little to see.
        Arbitrary<Long> enables = Arbitraries.of(0xC00L, 0xC00L, 0x800L, 0x800L, 0x400L, 0L);
        return Combinators.combine(
                        enables,
                        types(),
                        fixedFields(),
                        pairs.list().ofMinSize(1).ofMaxSize(8))
                .as((enable, type, fixed, variable) -> state(width, enable | type.code(), fixed, variable));
    }

    /** One type throughout as often as any types: pages over the first MiB are uniform only then. */
    private static Arbitrary<List<MemType>> fixedFields() {
        Arbitrary<List<MemType>> same = types().map(type -> Collections.nCopies(FixedRanges.FIELDS, type));
        return Arbitraries.oneOf(same, types().list().ofSize(FixedRanges.FIELDS));
    }

    private static MtrrState state(
            int width, long defType, List<MemType> fixed, List<Tuple3<MemType, Long, Long>> variable) {
        MtrrState state = new MtrrState(width, 8);
        write(state, 0x2FF, defType);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            long value = 0;
            for (int field = 0; field < 8; field++) {
                value |= (long) fixed.get(8 * i + field).code() << (8 * field);
            }
            write(state, MtrrMsr.fixed(i), value);
        }
        for (int n = 0; n < variable.size(); n++) {
            write(
                    state,
                    0x200 + 2 * n,
                    variable.get(n).get2() | variable.get(n).get1().code());
            write(state, 0x201 + 2 * n, variable.get(n).get3());
        }
        return state;
    }

    private static void write(MtrrState state, int msr, long value) {
        if (!state.wrmsr(msr, value)) {
            throw new AssertionError(String.format("#GP on %x := %x", msr, value));
        }
    }

    static Arbitrary<MemType> types() {
        return Arbitraries.of(MemType.UC, MemType.WC, MemType.WT, MemType.WP, MemType.WB);
    }

    private static Arbitrary<Tuple3<MemType, Long, Long>> pairs(int width) {
        return Arbitraries.oneOf(wellFormed(width), oneHole(width), irregular(width));
    }

    /** A size of a power of two, and a base that is aligned to it and low enough that ranges overlap often. */
    private static Arbitrary<Tuple3<MemType, Long, Long>> wellFormed(int width) {
        return Combinators.combine(
                        types(),
                        Arbitraries.integers().between(12, width),
                        Arbitraries.integers().between(0, 3))
                .as((type, shift, place) -> {
                    long mask = all(width) & -1L << shift;
                    return Tuple.of(type, ((long) place << shift) & mask, mask | MtrrMsr.V);
                });
    }

    private static Arbitrary<Tuple3<MemType, Long, Long>> oneHole(int width) {
        return Combinators.combine(
                        wellFormed(width), Arbitraries.integers().between(Math.max(20, width - 8), width - 1))
                .as((pair, hole) -> Tuple.of(pair.get1(), pair.get2(), pair.get3() & ~(1L << hole)));
    }

    /** Any base, any mask that tests up to five address bits, valid or not. */
    private static Arbitrary<Tuple3<MemType, Long, Long>> irregular(int width) {
        Arbitrary<Long> masks = Arbitraries.integers()
                .between(12, width - 1)
                .set()
                .ofMaxSize(5)
                .map(bits -> bits.stream().mapToLong(bit -> 1L << bit).sum());
        return Combinators.combine(types(), Arbitraries.longs(), masks, Arbitraries.of(MtrrMsr.V, MtrrMsr.V, 0L))
                .as((type, base, mask, valid) -> Tuple.of(type, base & all(width), mask | valid));
    }

    private static long all(int width) {
        return ((1L << width) - 1) & ~FRAME;
    }
}
