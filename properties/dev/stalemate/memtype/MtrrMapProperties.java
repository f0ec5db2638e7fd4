package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import dev.stalemate.memtype.MtrrArbitraries.Lookup;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The map of an address space says of every address what the look-up says. */
class MtrrMapProperties {
    @Provide
    Arbitrary<Lookup> lookups() {
        return MtrrArbitraries.mappable()
                .flatMap(state -> MtrrArbitraries.addresses(state).map(address -> new Lookup(state, address)));
    }

    @Provide
    Arbitrary<MtrrState> mappable() {
        return MtrrArbitraries.mappable();
    }

    @Property(tries = 400)
    void theMapAgreesWithTheLookUpAtEveryAddress(@ForAll("lookups") Lookup lookup) {
        RangeMap<Long, MemType> map = MtrrMap.of(lookup.state());
        assertThat(map.get(lookup.address())).isEqualTo(NaiveMtrrs.type(lookup.state(), lookup.address()));
    }

    @Property(tries = 200)
    void theMapAgreesWithTheLookUpAtBothEndsOfEveryPieceAndAround(@ForAll("mappable") MtrrState state) {
        RangeMap<Long, MemType> map = MtrrMap.of(state);
        long end = 1L << state.maxPhyAddr();
        map.asMapOfRanges().keySet().stream().limit(2000).forEach(range -> {
            for (long edge : new long[] {range.lowerEndpoint(), range.upperEndpoint()}) {
                for (long address = Math.max(0, edge - 1); address <= Math.min(end - 1, edge); address++) {
                    assertThat(map.get(address)).isEqualTo(Mtrrs.type(state, address));
                }
            }
        });
    }

    @Property(tries = 200)
    void piecesAreWholeFramesOfTheAddressSpaceAndNeighboursDiffer(@ForAll("mappable") MtrrState state) {
        Range<Long> space = Range.closedOpen(0L, 1L << state.maxPhyAddr());
        Map.Entry<Range<Long>, MemType> before = Map.entry(Range.closedOpen(-1L, -1L), MemType.UC_MINUS);
        for (Map.Entry<Range<Long>, MemType> piece :
                MtrrMap.of(state).asMapOfRanges().entrySet()) {
            Range<Long> range = piece.getKey();
            assertThat(space.encloses(range)).isTrue();
            assertThat((range.lowerEndpoint() | range.upperEndpoint()) & 0xFFF).isZero();
            boolean touching = before.getKey().upperEndpoint().equals(range.lowerEndpoint());
            assertThat(touching && before.getValue() == piece.getValue()).isFalse();
            before = piece;
        }
    }

    @Property(tries = 200)
    void aPageIsUniformExactlyIfTheMapHoldsItInOnePiece(@ForAll("lookups") Lookup lookup) {
        LargePage page = Mtrrs.large(lookup.state(), lookup.address(), 18);
        long start = lookup.address() & -(1L << 30);
        Range<Long> range = Range.closedOpen(start, start + (1L << 30));
        Map.Entry<Range<Long>, MemType> piece = MtrrMap.of(lookup.state()).getEntry(start);
        MemType whole = piece != null && piece.getKey().encloses(range) ? piece.getValue() : null;
        assertThat(page.type()).isEqualTo(whole);
    }
}
