package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws that the 30 cells of SDM table 11-7 obey, and EPT with them. Small domains: jqwik tries every case. */
class EffectiveTypeProperties {
    @Provide
    Arbitrary<MemType> mtrr() {
        return MtrrArbitraries.types();
    }

    @Property
    void aWriteCombiningPatAlwaysGivesWriteCombining(@ForAll("mtrr") MemType mtrr) {
        assertThat(EffectiveType.of(mtrr, MemType.WC)).isEqualTo(MemType.WC);
    }

    @Property
    void anUncachedPatAlwaysGivesUncached(@ForAll("mtrr") MemType mtrr) {
        assertThat(EffectiveType.of(mtrr, MemType.UC)).isEqualTo(MemType.UC);
    }

    @Property
    void aWriteBackPatIsTheIdentity(@ForAll("mtrr") MemType mtrr) {
        assertThat(EffectiveType.of(mtrr, MemType.WB)).isEqualTo(mtrr);
    }

    @Property
    void ucMinusDiffersFromUcOnlyUnderWriteCombiningAndWriteProtect(@ForAll("mtrr") MemType mtrr) {
        boolean yields = mtrr == MemType.WC || mtrr == MemType.WP;
        assertThat(EffectiveType.of(mtrr, MemType.UC_MINUS)).isEqualTo(yields ? MemType.WC : MemType.UC);
    }

    @Property
    void anUncachedMtrrYieldsToWriteCombiningAlone(@ForAll MemType pat) {
        assertThat(EffectiveType.of(MemType.UC, pat)).isEqualTo(pat == MemType.WC ? MemType.WC : MemType.UC);
    }

    @Property
    void aWriteBackMtrrLeavesTheChoiceToThePat(@ForAll MemType pat) {
        assertThat(EffectiveType.of(MemType.WB, pat)).isEqualTo(pat == MemType.UC_MINUS ? MemType.UC : pat);
    }

    @Property
    void cachedNeedsBothSidesCached(@ForAll("mtrr") MemType mtrr, @ForAll MemType pat) {
        assertThat(EffectiveType.of(mtrr, pat).cached()).isEqualTo(mtrr.cached() && pat.cached());
    }

    @Property
    void noEffectiveTypeIsUcMinus(@ForAll("mtrr") MemType mtrr, @ForAll MemType pat) {
        assertThat(EffectiveType.of(mtrr, pat)).isNotEqualTo(MemType.UC_MINUS);
    }

    @Property
    void amdAgreesWithIntelOnWhatIsCachedExceptWhereWriteThroughMeetsWriteProtect(
            @ForAll("mtrr") MemType mtrr, @ForAll MemType pat) {
        boolean mixture = (mtrr == MemType.WT && pat == MemType.WP) || (mtrr == MemType.WP && pat == MemType.WT);
        boolean cached = Npt.effective(pat, MemType.WB, mtrr).collapsed().cached();
        assertThat(cached).isEqualTo(EffectiveType.of(mtrr, pat).cached() && !mixture);
    }

    @Property
    void underEptTheLeafIsTheMtrrUnlessIpatOrCacheDisableSayOtherwise(
            @ForAll boolean cd, @ForAll("mtrr") MemType emt, @ForAll boolean ipat, @ForAll MemType pat) {
        MemType enabled = ipat ? emt : EffectiveType.of(emt, pat);
        assertThat(Ept.effective(cd, emt, ipat, pat)).isEqualTo(cd ? MemType.UC : enabled);
    }
}
