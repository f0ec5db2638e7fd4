package dev.stalemate.memtype;

import static dev.stalemate.memtype.EptCapabilities.Feature.ACCESSED_DIRTY;
import static dev.stalemate.memtype.EptCapabilities.Feature.STRUCTURES_UC;
import static dev.stalemate.memtype.EptCapabilities.Feature.STRUCTURES_WB;
import static dev.stalemate.memtype.EptCapabilities.Feature.SUPERVISOR_SHADOW_STACK;
import static dev.stalemate.memtype.EptCapabilities.Feature.WALK_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Types under EPT (SDM 28.2.6) and the EPTP (SDM 26.2.1.1). */
class EptTest {
    private static final EptCapabilities CPU = EptCapabilities.usual(46);
    private static final long WB_4_LEVELS = 0x1E;

    @Test
    void ipatGivesTheLeafsTypeWhateverTheGuestsPat() {
        for (MemType pat : MemType.values()) {
            assertThat(Ept.effective(false, MemType.WB, true, pat)).isEqualTo(MemType.WB);
            assertThat(Ept.effective(false, MemType.WT, true, pat)).isEqualTo(MemType.WT);
        }
    }

    @Test
    void withoutIpatTheLeafsTypeStandsForTheMtrr() {
        assertThat(Ept.effective(false, MemType.UC, false, MemType.WC)).isEqualTo(MemType.WC);
        assertThat(Ept.effective(false, MemType.WB, false, MemType.UC_MINUS)).isEqualTo(MemType.UC);
        assertThat(Ept.effective(false, MemType.WP, false, MemType.UC_MINUS)).isEqualTo(MemType.WC);
    }

    @Test
    void physicalCacheDisableMakesEverythingUncachedEvenWithIpat() {
        assertThat(Ept.effective(true, MemType.WB, true, MemType.WB)).isEqualTo(MemType.UC);
        assertThat(Ept.effective(true, MemType.WB, false, MemType.WC)).isEqualTo(MemType.UC);
    }

    @Test
    void aLeafTypeOfUcMinusHasNoEffectiveType() {
        assertThatThrownBy(() -> Ept.effective(false, MemType.UC_MINUS, true, MemType.WB))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void structuresAreAccessedWithTheTypeOfTheEptp() {
        assertThat(Ept.structureType(false, WB_4_LEVELS)).isEqualTo(MemType.WB);
        assertThat(Ept.structureType(false, 0x18)).isEqualTo(MemType.UC);
        assertThat(Ept.structureType(true, WB_4_LEVELS)).isEqualTo(MemType.UC);
        assertThatThrownBy(() -> Ept.structureType(false, 0x1C)).hasMessage("EPTP type 4 is neither 0 (UC) nor 6 (WB)");
    }

    @Test
    void anEptpNeedsASupportedType() {
        assertThat(Ept.eptpValid(WB_4_LEVELS, CPU)).isTrue();
        assertThat(Ept.eptpValid(WB_4_LEVELS, CPU.without(STRUCTURES_WB))).isFalse();
        assertThat(Ept.eptpValid(0x18, CPU)).isTrue();
        assertThat(Ept.eptpValid(0x18, CPU.without(STRUCTURES_UC))).isFalse();
        for (int code : new int[] {1, 2, 3, 4, 5, 7}) {
            assertThat(Ept.eptpValid(0x18 | code, CPU)).as("type %d", code).isFalse();
        }
    }

    @Test
    void anEptpNeedsAWalkOfFourLevelsOrASupportedFive() {
        for (int levels = 1; levels <= 8; levels++) {
            long eptp = 6 | ((long) (levels - 1) << 3);
            assertThat(Ept.eptpValid(eptp, CPU)).isEqualTo(levels == 4);
            assertThat(Ept.eptpValid(eptp, CPU.with(WALK_5))).isEqualTo(levels == 4 || levels == 5);
        }
    }

    @Test
    void anEptpMayHoldOptionalBitsOnlyWhereSupported() {
        assertThat(Ept.eptpValid(WB_4_LEVELS | (1 << 6), CPU)).isTrue();
        assertThat(Ept.eptpValid(WB_4_LEVELS | (1 << 6), CPU.without(ACCESSED_DIRTY)))
                .isFalse();
        assertThat(Ept.eptpValid(WB_4_LEVELS | (1 << 7), CPU)).isFalse();
        assertThat(Ept.eptpValid(WB_4_LEVELS | (1 << 7), CPU.with(SUPERVISOR_SHADOW_STACK)))
                .isTrue();
    }

    @Test
    void anEptpKeepsItsReservedBitsClear() {
        for (int bit = 8; bit <= 63; bit++) {
            boolean address = bit >= 12 && bit < 46;
            assertThat(Ept.eptpValid(WB_4_LEVELS | (1L << bit), CPU))
                    .as("bit %d", bit)
                    .isEqualTo(address);
        }
    }

    @Test
    void capabilitiesNeedAWidthThatProcessorsHave() {
        assertThatThrownBy(() -> EptCapabilities.usual(53)).hasMessage("maxphyaddr 53 is not in 32..52");
    }
}
