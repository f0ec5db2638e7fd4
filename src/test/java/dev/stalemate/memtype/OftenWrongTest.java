package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The facts about memory types that software and people most often get wrong, each as an example. */
class OftenWrongTest {
    private final MtrrState mtrrs = new MtrrState(46, 8);

    private void write(int msr, long value) {
        assertThat(mtrrs.wrmsr(msr, value)).as("wrmsr %x %x", msr, value).isTrue();
    }

    private void range(int n, MemType type, long base, long size) {
        write(MtrrMsr.physBase(n), base | type.code());
        write(MtrrMsr.physMask(n), ((1L << 46) - size) | MtrrMsr.V);
    }

    @Test
    void mixturesThatOldManualsLeftUndefinedHaveTypes() {
        assertThat(EffectiveType.of(MemType.WP, MemType.UC_MINUS)).isEqualTo(MemType.WC);
        assertThat(EffectiveType.of(MemType.WC, MemType.UC_MINUS)).isEqualTo(MemType.WC);
        assertThat(EffectiveType.of(MemType.WT, MemType.WP)).isEqualTo(MemType.WP);
        assertThat(EffectiveType.of(MemType.WP, MemType.WT)).isEqualTo(MemType.WT);
    }

    @Test
    void nestedPagingHasNothingThatOverridesTheGuestsUncachedPat() {
        for (MemType host : MemType.values()) {
            assertThat(Npt.effective(MemType.UC, host, MemType.WB).collapsed()).isEqualTo(MemType.UC);
        }
        assertThat(Ept.effective(false, MemType.WB, true, MemType.UC)).isEqualTo(MemType.WB);
        // The host's MTRR takes part in nested paging; EPT does not ask for it at all.
        assertThat(Npt.effective(MemType.WB, MemType.WB, MemType.UC)).isEqualTo(NptType.UC);
    }

    @Test
    void theCacheDisableOfTheEptRuleIsThePhysicalProcessors() {
        long guestCr0 = Cr0.CD;
        long physicalCr0 = 0;
        assertThat(Cr0.apply(guestCr0, MemType.WB)).isEqualTo(MemType.UC);
        assertThat(Ept.effective(Cr0.cacheDisabled(physicalCr0), MemType.WB, true, MemType.WB))
                .isEqualTo(MemType.WB);
    }

    @Test
    void cacheDisableMayBeSetWithOrWithoutNotWriteThroughButNotTheOtherWayRound() {
        assertThat(Cr0.cacheBitsValid(0)).isTrue();
        assertThat(Cr0.cacheBitsValid(Cr0.CD)).isTrue();
        assertThat(Cr0.cacheBitsValid(Cr0.CD | Cr0.NW)).isTrue();
        assertThat(Cr0.cacheBitsValid(Cr0.NW)).isFalse();
    }

    @Test
    void uncachedWinsEveryOverlapWhereverItStands() {
        write(MtrrMsr.DEF_TYPE, MtrrMsr.E | 6);
        for (int uc = 0; uc < 3; uc++) {
            range(0, MemType.WB, 0x4000_0000, 0x4000_0000);
            range(1, MemType.WT, 0x4000_0000, 0x2000_0000);
            range(2, MemType.WC, 0x4000_0000, 0x1000_0000);
            assertThat(Mtrrs.type(mtrrs, 0x4000_0000)).isNull();
            assertThat(Mtrrs.type(mtrrs, 0x5000_0000)).isEqualTo(MemType.WT);
            range(uc, MemType.UC, 0x4000_0000, 0x4000_0000);
            assertThat(Mtrrs.type(mtrrs, 0x4000_0000)).isEqualTo(MemType.UC);
        }
    }

    @Test
    void fixedRangesBeatEvenAnUncachedVariableRange() {
        write(MtrrMsr.DEF_TYPE, MtrrMsr.E | MtrrMsr.FE);
        write(MtrrMsr.fixed(0), 0x0606060606060606L);
        range(0, MemType.UC, 0, 0x10_0000);
        assertThat(Mtrrs.type(mtrrs, 0x7FFFF)).isEqualTo(MemType.WB);
        write(MtrrMsr.DEF_TYPE, MtrrMsr.E);
        assertThat(Mtrrs.type(mtrrs, 0x7FFFF)).isEqualTo(MemType.UC);
    }

    @Test
    void withoutEverythingEnabledAllIsUncachedAndTheFixedEnableIsIgnored() {
        write(MtrrMsr.DEF_TYPE, MtrrMsr.FE | 6);
        write(MtrrMsr.fixed(0), 0x0606060606060606L);
        range(0, MemType.WB, 0x4000_0000, 0x4000_0000);
        assertThat(Mtrrs.type(mtrrs, 0)).isEqualTo(MemType.UC);
        assertThat(Mtrrs.type(mtrrs, 0x4000_0000)).isEqualTo(MemType.UC);
        assertThat(Mtrrs.fixedEnabled(mtrrs)).isFalse();
        assertThat(Mtrrs.large(mtrrs, 0, 34)).isEqualTo(LargePage.UNIFORM_UC);
    }

    @Test
    void masksWithHolesAndMisalignedBasesAreAcceptedAndFollowTheFormula() {
        write(MtrrMsr.DEF_TYPE, MtrrMsr.E | 6);
        write(MtrrMsr.physBase(0), 0x5000_1000L);
        write(MtrrMsr.physMask(0), 0x3FFB_C000_0000L | MtrrMsr.V);
        assertThat(Mtrrs.type(mtrrs, 0x4000_0000L)).isEqualTo(MemType.UC);
        assertThat(Mtrrs.type(mtrrs, 0x4_4000_0000L)).isEqualTo(MemType.UC);
        assertThat(Mtrrs.type(mtrrs, 0x2_4000_0000L)).isEqualTo(MemType.WB);
    }

    @Test
    void illegalTypesAndReservedBitsFaultEvenWhileTheRangeIsNotValid() {
        assertThat(mtrrs.wrmsr(MtrrMsr.physBase(0), 0x4000_0002L)).isFalse();
        assertThat(mtrrs.wrmsr(MtrrMsr.physBase(0), 0x4000_0106L)).isFalse();
        assertThat(mtrrs.wrmsr(MtrrMsr.physMask(0), 1L << 46)).isFalse();
        assertThat(mtrrs.wrmsr(MtrrMsr.physMask(0), 1)).isFalse();
    }

    @Test
    void thePatBitIs7InA4KLeafAnd12InALargeOneAndNoneForStructures() {
        assertThat(Pat.indexOf4K(1 << 7)).isEqualTo(4);
        assertThat(Pat.indexOf4K(1 << 12)).isZero();
        assertThat(Pat.indexOfLarge((1 << 7) | (1 << 4))).isEqualTo(2);
        assertThat(Pat.indexOfLarge((1 << 12) | (1 << 3))).isEqualTo(5);
        assertThat(Pat.indexOfStructure(-1)).isEqualTo(3);
    }

    @Test
    void type7IsLegalInPatOnly() {
        assertThat(Pat.valid(0x0707070707070707L)).isTrue();
        assertThat(mtrrs.wrmsr(MtrrMsr.DEF_TYPE, 7)).isFalse();
        assertThat(mtrrs.wrmsr(MtrrMsr.fixed(10), 0x0700000000000000L)).isFalse();
        assertThat(EptEntry.misconfigured(0x3F, 1, EptCapabilities.usual(46))).isTrue();
    }

    @Test
    void whatIsNotUncachedCanBeWeakerAllTheSame() {
        assertThat(Hazards.of(MemType.WB, MemType.UC_MINUS).gravest()).isEqualTo(Hazard.STALE_MEMORY);
        assertThat(Hazards.of(MemType.WB, MemType.WT).gravest()).isEqualTo(Hazard.STALE_MEMORY);
        assertThat(Hazards.of(MemType.WC, MemType.UC).gravest()).isEqualTo(Hazard.WEAK_ORDER);
        assertThat(Hazards.of(MemType.WC, MemType.WB).gravest()).isEqualTo(Hazard.WEAK_ORDER);
        assertThat(Hazards.of(MemType.UC, MemType.WB).gravest()).isEqualTo(Hazard.SLOWER);
    }
}
