package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole address spaces and whole pages. */
class MtrrMapTest {
    private static MtrrState state(int maxPhyAddr, long... msrsAndValues) {
        MtrrState state = new MtrrState(maxPhyAddr, 8);
        for (int i = 0; i < msrsAndValues.length; i += 2) {
            assertThat(state.wrmsr((int) msrsAndValues[i], msrsAndValues[i + 1]))
                    .isTrue();
        }
        return state;
    }

    private static String text(MtrrRegisters registers) {
        return MtrrMap.of(registers).asMapOfRanges().entrySet().stream()
                .map(e -> String.format(
                        "%x-%x %s", e.getKey().lowerEndpoint(), e.getKey().upperEndpoint(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    @Test
    void disabledMtrrsAreOneUncachedRange() {
        assertThat(text(state(36))).isEqualTo("0-1000000000 UC");
    }

    @Test
    void neighboursOfOneTypeAreJoinedEvenAcrossTheFirstMegabyte() {
        MtrrState state = state(36, 0x2FF, 0xC06, 0x200, 0x8000_0006L, 0x201, 0xF_8000_0800L);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            assertThat(state.wrmsr(MtrrMsr.fixed(i), 0x0606060606060606L)).isTrue();
        }
        assertThat(text(state)).isEqualTo("0-1000000000 WB");
    }

    @Test
    void aHoleInAMaskRepeatsTheRange() {
        // Mask 0C0000000 in 36 bits: the third GiB of every four, as some firmware sets up below 4 GiB of memory.
        MtrrState state = state(34, 0x2FF, 0x806, 0x200, 0x8000_0000L, 0x201, 0xC000_0800L);
        assertThat(text(state))
                .isEqualTo("0-80000000 WB, 80000000-c0000000 UC, c0000000-180000000 WB, 180000000-1c0000000 UC,"
                        + " 1c0000000-280000000 WB, 280000000-2c0000000 UC, 2c0000000-380000000 WB,"
                        + " 380000000-3c0000000 UC, 3c0000000-400000000 WB");
    }

    @Test
    void undefinedAddressesAreGaps() {
        MtrrState state = state(
                32, 0x2FF, 0x806, 0x200, 0x8000_0001L, 0x201, 0x8000_0800L, 0x202, 0xC000_0005L, 0x203, 0xC000_0800L);
        assertThat(text(state)).isEqualTo("0-80000000 WB, 80000000-c0000000 WC");
    }

    @Test
    @Timeout(5)
    void aMapOfBillionsOfPiecesIsRefused() {
        MtrrState state = state(52, 0x2FF, 0x806, 0x200, 0, 0x201, 0x1800);
        assertThatThrownBy(() -> MtrrMap.of(state))
                .isInstanceOf(MtrrMap.TooFragmentedException.class)
                .hasMessage("the variable MTRRs cut the address space into more than 1048576 blocks"
                        + " (masks with holes repeat their pattern); ask for single addresses or pages instead");
    }

    @Test
    void aPageOfTheWholeAddressSpaceIsResolvedWithoutVisitingIt() {
        MtrrState state = state(52, 0x2FF, 0x806, 0x200, 0, 0x201, 0x1800);
        assertTimeout(Duration.ofSeconds(1), () -> assertThat(Mtrrs.large(state, 0, 40))
                .isEqualTo(LargePage.MIXED));
    }

    @Test
    void oneOddFrameMakesAGigabyteMixed() {
        MtrrState state = state(46, 0x2FF, 0x806, 0x200, 0x7FFF_F000L, 0x201, 0x3FFF_FFFF_F800L);
        assertThat(Mtrrs.large(state, 0x4000_0000, 18)).isEqualTo(LargePage.MIXED);
        assertThat(Mtrrs.large(state, 0x8000_0000L, 18)).isEqualTo(LargePage.UNIFORM_WB);
        assertThat(Mtrrs.large(state, 0x7FFF_FFFF, 0)).isEqualTo(LargePage.UNIFORM_UC);
        assertThat(Mtrrs.large(state, 0x7FFF_FFFF, 1)).isEqualTo(LargePage.MIXED);
    }

    @Test
    void everyFixedFieldCountsForThePagesOverIt() {
        for (int field = 0; field < FixedRanges.FIELDS; field++) {
            MtrrState state = state(36, 0x2FF, 0xC06);
            for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
                long odd = i == field / 8 ? 6L << (8 * (field % 8)) : 0;
                assertThat(state.wrmsr(MtrrMsr.fixed(i), 0x0606060606060606L ^ odd))
                        .isTrue();
            }
            assertThat(Mtrrs.large(state, 0, 8)).as("field %d", field).isEqualTo(LargePage.MIXED);
            assertThat(Mtrrs.large(state, 0, 18)).as("field %d", field).isEqualTo(LargePage.MIXED);
            assertThat(Mtrrs.large(state, FixedRanges.start(field), 0)).isEqualTo(LargePage.UNIFORM_UC);
        }
    }

    @Test
    void rangesThatTogetherCoverAPageMakeItUniform() {
        MtrrState state = state(
                46,
                0x2FF,
                0x806,
                0x200,
                0x4000_0000L,
                0x201,
                0x3FFF_E000_0800L,
                0x202,
                0x6000_0000L,
                0x203,
                0x3FFF_E000_0800L);
        assertThat(Mtrrs.large(state, 0x4000_0000, 18)).isEqualTo(LargePage.UNIFORM_UC);
        assertThat(Mtrrs.large(state, 0x4000_0000, 19)).isEqualTo(LargePage.MIXED);
    }

    @Test
    void pageOrdersAreBoundedByTheAddressSpace() {
        MtrrState state = state(36);
        assertThat(Mtrrs.large(state, 0, 24)).isEqualTo(LargePage.UNIFORM_UC);
        assertThatThrownBy(() -> Mtrrs.large(state, 0, 25)).hasMessage("page order 25 is not in 0..24");
        assertThatThrownBy(() -> Mtrrs.large(state, 0, -1)).hasMessage("page order -1 is not in 0..24");
        assertThatThrownBy(() -> LargePage.uniform(MemType.UC_MINUS)).hasMessage("no MTRR gives UC-");
    }
}
