package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which MSRs there are and what WRMSR takes (SDM 11.11.1, 11.11.2, 11.12.2). */
class MtrrMsrTest {
    private final MtrrState state = new MtrrState(46, 8);

    @ParameterizedTest(name = "register {0} is {1} and its first field {2} starts at {3}")
    @CsvSource({
        "0, 250, 0, 0", "1, 258, 8, 80000", "2, 259, 16, a0000", "3, 268, 24, c0000", "4, 269, 32, c8000",
        "5, 26a, 40, d0000", "6, 26b, 48, d8000", "7, 26c, 56, e0000", "8, 26d, 64, e8000", "9, 26e, 72, f0000",
        "10, 26f, 80, f8000",
    })
    void theFixedRegistersCoverTheFirstMegabyteInOrder(int i, String msr, int field, String start) {
        assertThat(Integer.toHexString(MtrrMsr.fixed(i))).isEqualTo(msr);
        assertThat(MtrrMsr.fixedIndex(MtrrMsr.fixed(i))).isEqualTo(i);
        assertThat(Long.toHexString(FixedRanges.start(field))).isEqualTo(start);
    }

    @Test
    void everyFieldOwnsItsFirstAndLastByte() {
        for (int field = 0; field < FixedRanges.FIELDS; field++) {
            assertThat(FixedRanges.field(FixedRanges.start(field))).isEqualTo(field);
            assertThat(FixedRanges.field(FixedRanges.start(field + 1) - 1)).isEqualTo(field);
        }
        assertThat(FixedRanges.start(FixedRanges.FIELDS)).isEqualTo(FixedRanges.END);
        assertThat(FixedRanges.contains(FixedRanges.END - 1)).isTrue();
        assertThat(FixedRanges.contains(FixedRanges.END)).isFalse();
    }

    @Test
    void afterResetEverythingIsOffAndPatHoldsItsDefault() {
        assertThat(state.rdmsr(MtrrMsr.DEF_TYPE)).hasValue(0);
        assertThat(state.rdmsr(Pat.MSR)).hasValue(0x0007_0406_0007_0406L);
        for (int msr = 0x200; msr <= 0x20F; msr++) {
            assertThat(state.rdmsr(msr)).hasValue(0);
        }
        assertThat(Mtrrs.type(state, 0x1000)).isEqualTo(MemType.UC);
    }

    @Test
    void theCapabilityRegisterCountsThePairsAndIsReadOnly() {
        assertThat(state.rdmsr(MtrrMsr.CAP)).hasValue(0x508);
        assertThat(new MtrrState(46, 0).rdmsr(MtrrMsr.CAP)).hasValue(0x500);
        assertThat(state.wrmsr(MtrrMsr.CAP, 0x508)).isFalse();
    }

    @Test
    void pairsBeyondTheCountAndUnknownNumbersFault() {
        assertThat(state.wrmsr(0x210, 0)).isFalse();
        assertThat(state.rdmsr(0x210)).isEmpty();
        assertThat(new MtrrState(46, 9).wrmsr(0x211, 0)).isTrue();
        for (int msr : new int[] {0x1FF, 0x251, 0x25A, 0x270, 0x276, 0x278, 0x2F8, 0x2FE, 0x300, -1}) {
            assertThat(state.wrmsr(msr, 0)).as("msr %x", msr).isFalse();
            assertThat(state.rdmsr(msr)).as("msr %x", msr).isEmpty();
        }
    }

    @Test
    void theLargestCountStillLeavesTheFixedRegistersTheirNumbers() {
        MtrrState largest = new MtrrState(46, MtrrMsr.MAX_VCNT);
        assertThat(largest.wrmsr(MtrrMsr.physMask(39), MtrrMsr.V)).isTrue();
        assertThat(largest.mask(39)).isEqualTo(MtrrMsr.V);
        assertThat(largest.wrmsr(MtrrMsr.fixed(0), 6)).isTrue();
        assertThat(largest.fixed(0)).isEqualTo(6);
    }

    @Test
    void everyBitOfTheDefaultTypeRegisterIsJudged() {
        for (int bit = 0; bit < 64; bit++) {
            boolean legal = bit == 0 || bit == 2 || bit == 10 || bit == 11;
            assertThat(state.wrmsr(MtrrMsr.DEF_TYPE, 1L << bit))
                    .as("bit %d", bit)
                    .isEqualTo(legal);
        }
    }

    @Test
    void everyBitOfABaseAndOfAMaskIsJudged() {
        for (int bit = 0; bit < 64; bit++) {
            boolean frame = bit >= 12 && bit < 46;
            assertThat(state.wrmsr(0x20E, 1L << bit)).as("bit %d", bit).isEqualTo(frame || bit == 0 || bit == 2);
            assertThat(state.wrmsr(0x20F, 1L << bit)).as("bit %d", bit).isEqualTo(frame || bit == 11);
        }
    }

    @Test
    void everyFieldOfAFixedRegisterAndOfPatIsJudged() {
        for (int field = 0; field < 8; field++) {
            for (int code = 0; code < 256; code++) {
                boolean mtrr = code == 0 || code == 1 || code == 4 || code == 5 || code == 6;
                long value = (0x0606060606060606L & ~(0xFFL << (8 * field))) | ((long) code << (8 * field));
                assertThat(state.wrmsr(0x259, value)).as("%x", value).isEqualTo(mtrr);
                assertThat(state.wrmsr(Pat.MSR, value)).as("%x", value).isEqualTo(mtrr || code == 7);
            }
        }
    }

    @Test
    void patEntriesAreReadFieldByField() {
        assertThat(Pat.entry(Pat.RESET, 0)).isEqualTo(MemType.WB);
        assertThat(Pat.entry(Pat.RESET, 1)).isEqualTo(MemType.WT);
        assertThat(Pat.entry(Pat.RESET, 2)).isEqualTo(MemType.UC_MINUS);
        assertThat(Pat.entry(Pat.RESET, 7)).isEqualTo(MemType.UC);
        assertThat(Pat.entry(0x0500000000000000L, 7)).isEqualTo(MemType.WP);
        assertThatThrownBy(() -> Pat.entry(0, 8)).hasMessage("PAT has entries 0 to 7, not 8");
        assertThatThrownBy(() -> Pat.entry(0x200, 1)).hasMessage("not a value of IA32_PAT: 0x200");
    }

    @Test
    void widthsAndCountsThatNoProcessorHasAreRefused() {
        assertThatThrownBy(() -> new MtrrState(31, 8)).hasMessage("maxphyaddr 31 is not in 32..52");
        assertThatThrownBy(() -> new MtrrState(53, 8)).hasMessage("maxphyaddr 53 is not in 32..52");
        assertThatThrownBy(() -> new MtrrState(46, -1)).hasMessage("vcnt -1 is not in 0..40");
        assertThatThrownBy(() -> new MtrrState(46, 41)).hasMessage("vcnt 41 is not in 0..40");
    }

    @Test
    void aStatePrintsWhatDiffersFromReset() {
        assertThat(state).hasToString("maxphyaddr=46 def=0 pat=7040600070406");
        assertThat(state.wrmsr(0x202, 0x4000_0006L)).isTrue();
        assertThat(state).hasToString("maxphyaddr=46 def=0 pat=7040600070406 1:base=40000006,mask=0");
    }

    @Test
    void typesAreFoundByTheManualsNames() {
        assertThat(MemType.named("UC-")).isEqualTo(MemType.UC_MINUS);
        assertThat(MemType.named("UC_MINUS")).isNull();
    }
}
