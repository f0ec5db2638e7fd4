package dev.stalemate.memtype;

import static dev.stalemate.memtype.EptCapabilities.Feature.EXECUTE_ONLY;
import static dev.stalemate.memtype.EptCapabilities.Feature.MODE_BASED_EXECUTE;
import static dev.stalemate.memtype.EptCapabilities.Feature.PAGE_1G;
import static dev.stalemate.memtype.EptCapabilities.Feature.PAGE_2M;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EPT entries and their misconfigurations (SDM 28.2.3.1). */
class EptEntryTest {
    private static final EptCapabilities CPU = EptCapabilities.usual(46);
    private static final long RWX = 7;
    private static final long WB = 6 << 3;

    private static void assertMisconfigured(long entry, int level) {
        assertThat(EptEntry.misconfigured(entry, level, CPU))
                .as("%x at level %d", entry, level)
                .isTrue();
    }

    private static void assertFine(long entry, int level) {
        assertThat(EptEntry.misconfigured(entry, level, CPU))
                .as("%x at level %d", entry, level)
                .isFalse();
    }

    @Test
    void writeWithoutReadIsMisconfiguredAtEveryLevel() {
        for (int level = 1; level <= EptEntry.MAX_LEVEL; level++) {
            long type = level == 1 ? WB : 0;
            assertMisconfigured(type | 0b010, level);
            assertMisconfigured(type | 0b110, level);
            assertFine(type | 0b001, level);
            assertFine(type | 0b011, level);
            assertFine(type | 0b101, level);
            assertFine(type | 0b111, level);
        }
    }

    @Test
    void executeOnlyNeedsTheCapability() {
        assertFine(WB | 0b100, 1);
        assertThat(EptEntry.misconfigured(WB | 0b100, 1, CPU.without(EXECUTE_ONLY)))
                .isTrue();
        assertThat(EptEntry.misconfigured(WB | 0b101, 1, CPU.without(EXECUTE_ONLY)))
                .isFalse();
    }

    @Test
    void anEntryWithoutPermissionsIsNeverMisconfigured() {
        for (int level = 1; level <= EptEntry.MAX_LEVEL; level++) {
            assertFine(~RWX, level);
        }
        assertThat(EptEntry.present(~RWX, CPU)).isFalse();
    }

    @Test
    void bit10IsAPermissionWithModeBasedExecuteOnly() {
        long userExecute = WB | EptEntry.USER_EXECUTE;
        EptCapabilities modeBased = CPU.with(MODE_BASED_EXECUTE);
        assertThat(EptEntry.present(userExecute, CPU)).isFalse();
        assertThat(EptEntry.present(userExecute, modeBased)).isTrue();
        assertThat(EptEntry.misconfigured(userExecute, 1, modeBased)).isFalse();
        assertThat(EptEntry.misconfigured(userExecute, 1, modeBased.without(EXECUTE_ONLY)))
                .isTrue();
        assertThat(EptEntry.misconfigured(userExecute | EptEntry.WRITE, 1, modeBased))
                .isTrue();
    }

    @Test
    void addressBitsFromMaxphyaddrTo51AreReserved() {
        for (int bit = 46; bit <= 51; bit++) {
            assertMisconfigured(RWX | WB | (1L << bit), 1);
            assertMisconfigured(RWX | (1L << bit), 4);
        }
        assertFine(RWX | WB | (1L << 45), 1);
        assertThat(EptEntry.misconfigured(RWX | WB | (1L << 51), 1, EptCapabilities.usual(52)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void bits6To3OfANonLeafAreReserved(int level) {
        for (int bit = 3; bit <= 6; bit++) {
            assertMisconfigured(RWX | (1L << bit), level);
        }
        assertFine(RWX | 0x1000, level);
    }

    @Test
    void bit7IsReservedAboveThePdpt() {
        assertMisconfigured(RWX | EptEntry.LARGE, 4);
        assertMisconfigured(RWX | EptEntry.LARGE, 5);
        assertFine(RWX | EptEntry.LARGE, 3);
        assertFine(RWX | EptEntry.LARGE, 2);
        assertFine(RWX | EptEntry.LARGE, 1);
    }

    @Test
    void bit7IsReservedWhereThePageSizeIsNotSupported() {
        long large = RWX | WB | EptEntry.LARGE;
        assertThat(EptEntry.misconfigured(large, 3, CPU.without(PAGE_1G))).isTrue();
        assertThat(EptEntry.misconfigured(large, 2, CPU.without(PAGE_1G))).isFalse();
        assertThat(EptEntry.misconfigured(large, 2, CPU.without(PAGE_2M))).isTrue();
        assertThat(EptEntry.misconfigured(large, 3, CPU.without(PAGE_2M))).isFalse();
        assertThat(EptEntry.misconfigured(large, 1, CPU.without(PAGE_2M, PAGE_1G)))
                .isFalse();
    }

    @Test
    void addressBitsInsideALargePageAreReserved() {
        long large = RWX | WB | EptEntry.LARGE;
        for (int bit = 12; bit <= 29; bit++) {
            assertMisconfigured(large | (1L << bit), 3);
            assertThat(EptEntry.misconfigured(large | (1L << bit), 2, CPU)).isEqualTo(bit <= 20);
            assertFine(large | (1L << bit), 1);
            assertFine(RWX | (1L << bit), 3);
        }
        assertFine(large | 1L << 30, 3);
    }

    @Test
    void typeCodes2And3And7OfALeafAreMisconfigured() {
        for (int code = 0; code < 8; code++) {
            boolean reserved = code == 2 || code == 3 || code == 7;
            long type = (long) code << 3;
            assertThat(EptEntry.misconfigured(RWX | type, 1, CPU)).isEqualTo(reserved);
            assertThat(EptEntry.misconfigured(RWX | type | EptEntry.LARGE, 2, CPU))
                    .isEqualTo(reserved);
            assertThat(EptEntry.misconfigured(RWX | type | EptEntry.LARGE, 3, CPU))
                    .isEqualTo(reserved);
            assertThat(EptEntry.emt(type) == null).isEqualTo(reserved);
        }
    }

    @Test
    void ignoredBitsAndIpatAreNeverMisconfigured() {
        for (int bit = 8; bit <= 11; bit++) {
            assertFine(RWX | WB | (1L << bit), 1);
            assertFine(RWX | (1L << bit), 4);
        }
        for (int bit = 52; bit <= 63; bit++) {
            assertFine(RWX | WB | (1L << bit), 1);
            assertFine(RWX | (1L << bit), 4);
        }
        assertFine(RWX | WB | EptEntry.IPAT, 1);
    }

    @Test
    void addressesDropTheBitsBelowThePage() {
        long entry = 0x8000_1234_5678_9FFFL;
        assertThat(EptEntry.address(entry & ~EptEntry.LARGE, 2)).isEqualTo(0x1234_5678_9000L);
        assertThat(EptEntry.address(entry, 1)).isEqualTo(0x1234_5678_9000L);
        assertThat(EptEntry.address(entry, 2)).isEqualTo(0x1234_5660_0000L);
        assertThat(EptEntry.address(entry, 3)).isEqualTo(0x1234_4000_0000L);
    }

    @Test
    void levelsAreOneToFive() {
        assertThatThrownBy(() -> EptEntry.leaf(0, 0)).hasMessage("EPT levels are 1 to 5, not 0");
        assertThatThrownBy(() -> EptEntry.leaf(0, 6)).hasMessage("EPT levels are 1 to 5, not 6");
    }

    @Test
    void noLeafCanBeGivenUcMinus() {
        assertThatThrownBy(() -> EptEntry.withType(RWX, MemType.UC_MINUS, false))
                .hasMessage("no EPT leaf holds UC-");
        assertThat(EptEntry.withType(RWX | 0x78, MemType.WC, false)).isEqualTo(0x0F);
    }
}
