package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.stalemate.memtype.MtrrArbitraries.Lookup;
import dev.stalemate.memtype.MtrrArbitraries.Page;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

/** The type of an address is what the SDM's precedence rules say (SDM 11.11.4.1). */
@Domain(MtrrArbitraries.class)
class MtrrResolutionProperties {
    @Property(tries = 3000)
    void theResolverAgreesWithTheNaiveOne(@ForAll Lookup lookup) {
        assertThat(Mtrrs.type(lookup.state(), lookup.address()))
                .isEqualTo(NaiveMtrrs.type(lookup.state(), lookup.address()));
    }

    @Property(tries = 500)
    void theOrderOfThePairsDoesNotMatter(@ForAll Lookup lookup) {
        assertThat(Mtrrs.type(reversed(lookup.state()), lookup.address()))
                .isEqualTo(Mtrrs.type(lookup.state(), lookup.address()));
    }

    @Property(tries = 500)
    void allAddressesOfAFrameHaveOneType(@ForAll Lookup lookup) {
        long frame = lookup.address() & ~0xFFFL;
        assertThat(Mtrrs.type(lookup.state(), frame)).isEqualTo(Mtrrs.type(lookup.state(), frame | 0xFFF));
        LargePage page = Mtrrs.large(lookup.state(), lookup.address(), 0);
        assertThat(page.type()).isEqualTo(Mtrrs.type(lookup.state(), frame));
    }

    @Property(tries = 500)
    void withoutPairsAndFixedRangesTheDefaultRules(@ForAll Lookup lookup) {
        MtrrState bare = new MtrrState(lookup.state().maxPhyAddr(), 8);
        assertThat(bare.wrmsr(0x2FF, lookup.state().defType() & ~MtrrMsr.FE)).isTrue();
        MemType expected = Mtrrs.enabled(bare) ? Mtrrs.defaultType(bare) : MemType.UC;
        assertThat(Mtrrs.type(bare, lookup.address())).isEqualTo(expected);
    }

    @Property(tries = 500)
    void anUncachedRangeOverEverythingLeavesOnlyTheFixedRanges(@ForAll Lookup lookup) {
        MtrrState state = lookup.state();
        assertThat(state.wrmsr(0x20E, 0) && state.wrmsr(0x20F, MtrrMsr.V)).isTrue();
        boolean fixed = Mtrrs.fixedEnabled(state) && lookup.address() < 0x100000;
        if (!fixed) {
            assertThat(Mtrrs.type(state, lookup.address())).isEqualTo(MemType.UC);
        }
    }

    @Property(tries = 150)
    void aPageIsWhatItsFramesAre(@ForAll Page page) {
        int order = Math.min(page.order(), 9);
        assertThat(Mtrrs.large(page.state(), page.address(), order))
                .isEqualTo(NaiveMtrrs.large(page.state(), page.address(), order));
    }

    @Property(tries = 3000)
    void aPageIsWhatItsHalvesAre(@ForAll Page page) {
        // With frames compared above, this carries every order.
        int order = page.order() + 5; // 5 to 18, and no width is too small for that
        long size = 4096L << order;
        long start = page.address() & -size;
        LargePage low = Mtrrs.large(page.state(), start, order - 1);
        LargePage high = Mtrrs.large(page.state(), start + size / 2, order - 1);
        LargePage both = low == high ? low : LargePage.MIXED;
        boolean undefined = low == LargePage.UNDEFINED || high == LargePage.UNDEFINED;
        assertThat(Mtrrs.large(page.state(), page.address(), order)).isEqualTo(undefined ? LargePage.UNDEFINED : both);
    }

    /** Two mutants kept for good: a comparison that passed them would prove nothing. */
    @Example
    void wrongResolversAreFoundOut() {
        assertThat(firstDifference(MtrrResolutionProperties::kvmUpTo610)).isPositive();
        assertThat(firstDifference(MtrrResolutionProperties::contiguousMasks)).isPositive();
    }

    /** The number of the first generated look-up, of a defined type, where a resolver and the naive one differ. */
    private static long firstDifference(BiFunction<MtrrRegisters, Long, MemType> resolver) {
        int limit = 5000;
        long agreed = new MtrrArbitraries()
                .lookups()
                .sampleStream()
                .limit(limit)
                .takeWhile(lookup -> {
                    MemType expected = NaiveMtrrs.type(lookup.state(), lookup.address());
                    return expected == null || resolver.apply(lookup.state(), lookup.address()) == expected;
                })
                .count();
        return agreed < limit ? agreed + 1 : fail(limit + " look-ups do not tell the resolvers apart");
    }

    /** KVM 4.9 to 6.10: folds ranges by descending base, and gives WB as soon as two types do not combine. */
    private static MemType kvmUpTo610(MtrrRegisters r, long address) {
        if (!Mtrrs.enabled(r) || (Mtrrs.fixedEnabled(r) && address < 0x100000)) {
            return Objects.requireNonNull(Mtrrs.type(r, address));
        }
        List<MemType> matching = IntStream.range(0, r.vcnt())
                .filter(n -> (r.mask(n) & MtrrMsr.V) != 0)
                .filter(n -> ((address ^ r.base(n)) & r.mask(n) & ~0xFFFL) == 0)
                .boxed()
                .sorted(Comparator.comparing(n -> -r.base(n)))
                .map(n -> MtrrMsr.type(r.base(n) & 0xFF))
                .toList();
        MemType type = matching.isEmpty() ? Mtrrs.defaultType(r) : matching.get(0);
        for (MemType next : matching) {
            if (next == type) {
                continue;
            }
            if (next == MemType.UC) {
                return MemType.UC;
            }
            if (!EnumSet.of(type, next).equals(EnumSet.of(MemType.WT, MemType.WB))) {
                return MemType.WB;
            }
            type = MemType.WT;
        }
        return type;
    }

    /** Takes each pair for one range from its base, as long as the lowest bit of its mask says. */
    private static MemType contiguousMasks(MtrrRegisters r, long address) {
        MtrrState filled = new MtrrState(r.maxPhyAddr(), r.vcnt());
        copy(r, filled, n -> n);
        long all = (1L << r.maxPhyAddr()) - 1;
        for (int n = 0; n < r.vcnt(); n++) {
            long lowest = Long.lowestOneBit(r.mask(n) & ~0xFFFL);
            filled.wrmsr(MtrrMsr.physMask(n), (-lowest & all) | (r.mask(n) & MtrrMsr.V));
        }
        MemType type = Mtrrs.type(filled, address);
        return type == null ? MemType.WB : type;
    }

    private static MtrrState reversed(MtrrRegisters from) {
        MtrrState to = new MtrrState(from.maxPhyAddr(), from.vcnt());
        copy(from, to, n -> from.vcnt() - 1 - n);
        return to;
    }

    private static void copy(MtrrRegisters from, MtrrState to, IntUnaryOperator place) {
        boolean taken = to.wrmsr(MtrrMsr.DEF_TYPE, from.defType());
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            taken &= to.wrmsr(MtrrMsr.fixed(i), from.fixed(i));
        }
        for (int n = 0; n < from.vcnt(); n++) {
            taken &= to.wrmsr(MtrrMsr.physBase(place.applyAsInt(n)), from.base(n));
            taken &= to.wrmsr(MtrrMsr.physMask(place.applyAsInt(n)), from.mask(n));
        }
        assertThat(taken).isTrue();
    }
}
