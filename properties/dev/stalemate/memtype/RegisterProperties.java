package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Reading and writing registers and entries: round trips, and writes that are refused. */
@Domain(DomainContext.Global.class)
@Domain(MtrrArbitraries.class)
class RegisterProperties {
    private static final int[] ALL = IntStream.rangeClosed(0xF0, 0x310).toArray();

    record Write(int msr, long value) {}

    @Provide
    Arbitrary<Write> writes() {
        Arbitrary<Integer> msrs = Arbitraries.oneOf(
                Arbitraries.integers().between(0x1FE, 0x211),
                Arbitraries.of(0xFE, 0x277, 0x2FF, 0x250, 0x258, 0x259, 0x268, 0x26F, 0x251, 0x2F8));
        // Eight bytes, each a type code most of the time, so that about every other write is taken.
        Arbitrary<Long> typed = Arbitraries.frequencyOf(
                        Tuple.of(20, Arbitraries.of(0, 1, 4, 5, 6)),
                        Tuple.of(1, Arbitraries.integers().between(0, 255)))
                .list()
                .ofSize(8)
                .map(RegisterProperties::bytes);
        Arbitrary<Long> frames = Combinators.combine(
                        Arbitraries.longs().between(0, 1L << 35), Arbitraries.of(0, 0x800, 6, 7, 0x400))
                .as((frame, low) -> (frame << 12) | low);
        return Combinators.combine(msrs, Arbitraries.oneOf(typed, frames, Arbitraries.longs()))
                .as(Write::new);
    }

    @Property
    void aWriteThatIsTakenIsReadBackAndTouchesNothingElse(@ForAll MtrrState state, @ForAll("writes") Write write) {
        List<OptionalLong> before = readAll(state);
        boolean taken = state.wrmsr(write.msr(), write.value());
        List<OptionalLong> after = readAll(state);
        for (int i = 0; i < ALL.length; i++) {
            boolean written = taken && ALL[i] == write.msr();
            assertThat(after.get(i)).isEqualTo(written ? OptionalLong.of(write.value()) : before.get(i));
        }
    }

    @Property
    void aValueInWordsIsReadBack(@ForAll("writes") Write write, @ForAll @IntRange(min = 32, max = 52) int width) {
        String words = RegisterNotation.words(write.msr(), write.value(), width);
        assertThat(RegisterNotation.value(write.msr(), words, width)).isEqualTo(write.value());
    }

    @Property
    void whatIsReadCanBeWrittenBack(@ForAll MtrrState state) {
        for (int msr : ALL) {
            OptionalLong value = state.rdmsr(msr);
            if (value.isPresent()) {
                assertThat(state.wrmsr(msr, value.getAsLong())).isEqualTo(msr != MtrrMsr.CAP);
            }
        }
    }

    @Property
    void aPatValueIsLegalExactlyIfEveryFieldIs(@ForAll("writes") Write write) {
        boolean legal =
                IntStream.range(0, 8).allMatch(i -> MemType.legalInPat((int) ((write.value() >>> (8 * i)) & 0xFF)));
        assertThat(Pat.valid(write.value())).isEqualTo(legal);
    }

    @Property
    void theThreePatIndicesDifferOnlyInThePatBit(@ForAll long entry) {
        assertThat(Pat.indexOf4K(entry) & 3).isEqualTo(Pat.indexOfStructure(entry));
        assertThat(Pat.indexOfLarge(entry) & 3).isEqualTo(Pat.indexOfStructure(entry));
        assertThat(Pat.indexOf4K(entry) >= 4).isEqualTo((entry & 0x80) != 0);
        assertThat(Pat.indexOfLarge(entry) >= 4).isEqualTo((entry & 0x1000) != 0);
    }

    @Property
    void anEptLeafGivesBackTheTypeItWasGivenAndKeepsItsOtherBits(
            @ForAll long entry, @ForAll MemType type, @ForAll boolean ipat) {
        MemType emt = type == MemType.UC_MINUS ? MemType.UC : type;
        long leaf = EptEntry.withType(entry, emt, ipat);
        assertThat(EptEntry.emt(leaf)).isEqualTo(emt);
        assertThat(EptEntry.ipat(leaf)).isEqualTo(ipat);
        assertThat((leaf ^ entry) & ~0x78L).isZero();
    }

    @Property
    void ignoredBitsNeverDecideWhetherAnEptEntryIsMisconfigured(
            @ForAll long entry, @ForAll long noise, @ForAll @IntRange(min = 1, max = 5) int level) {
        EptCapabilities caps = EptCapabilities.usual(46);
        long ignored = 0xFFF0_0000_0000_0F00L;
        assertThat(EptEntry.misconfigured(entry ^ (noise & ignored), level, caps))
                .isEqualTo(EptEntry.misconfigured(entry, level, caps));
    }

    private static List<OptionalLong> readAll(MtrrState state) {
        return IntStream.of(ALL).mapToObj(state::rdmsr).toList();
    }

    private static long bytes(List<Integer> bytes) {
        long value = 0;
        for (int b : bytes) {
            value = (value << 8) | b;
        }
        return value;
    }
}
