package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What can go wrong with leaves is what can go wrong with the accesses that go through them. Small domains: jqwik tries every case. */
class EptLeafProperties {
    @Provide
    Arbitrary<Integer> leaves() {
        Arbitrary<MemType> emt = Arbitraries.of(MemType.values()).filter(type -> MemType.legalInMtrr(type.code()));
        return Combinators.combine(emt, Arbitraries.of(true, false)).as(EptLeaf::of);
    }

    @Property
    void aLeafIsAsWrongAsItsAccesses(@ForAll("leaves") int is, @ForAll("leaves") int should, @ForAll MemType pat) {
        MemType access = EptLeaf.effective(is, pat);
        Hazards expected = Hazards.of(access, EptLeaf.effective(should, pat));

        boolean asked = pat == MemType.WC && access == MemType.WC;
        assertThat(EptLeaf.hazards(is, should, pat)).isSameAs(asked ? expected.inSpeed() : expected);
    }

    @Property
    void whateverThePatSomeAccessIsToBlame(@ForAll("leaves") int is, @ForAll("leaves") int should) {
        for (Hazard hazard : Hazard.values()) {
            assertThat(EptLeaf.hazards(is, should).has(hazard))
                    .isEqualTo(Arrays.stream(MemType.values())
                            .anyMatch(pat -> EptLeaf.hazards(is, should, pat).has(hazard)));
        }
    }

    @Property
    void aLeafThatIsAsItShouldBeHurtsNobody(@ForAll("leaves") int leaf) {
        assertThat(EptLeaf.hazards(leaf, leaf)).isSameAs(Hazards.NONE);
        assertThat(EptLeaf.hazards(EptLeaf.large(leaf), leaf)).isSameAs(Hazards.NONE);
    }

    /** Nothing in it replaces IPAT: what the guest's PAT says counts, and the host's MTRRs can only make an access uncached. */
    @Property
    void aLeafOfNestedTablesFollowsTheGuestsPat(@ForAll MemType pat) {
        MemType same = pat == MemType.UC_MINUS ? MemType.UC : pat;
        assertThat(EptLeaf.effective(EptLeaf.PA0, pat)).isSameAs(same);
        assertThat(EptLeaf.effective(EptLeaf.large(EptLeaf.PA0), pat, MemType.UC))
                .isSameAs(pat == MemType.WC ? MemType.WC : MemType.UC);
        assertThat(EptLeaf.hazards(EptLeaf.PA0, EptLeaf.of(MemType.WB, false))).isSameAs(Hazards.NONE);
        assertThat(EptLeaf.instead(EptLeaf.PA0, EptLeaf.of(MemType.WB, false))).isFalse();
    }

    /** A guest that leaves the choice to its MTRRs, by PAT WB, has what can go wrong between the two MTRR types. */
    @Property
    void withoutIpatTheEmtsAreComparedLikeMtrrTypes(@ForAll("leaves") int is, @ForAll("leaves") int should) {
        int left = EptLeaf.of(EptLeaf.emt(is), false);
        int right = EptLeaf.of(EptLeaf.emt(should), false);

        assertThat(EptLeaf.hazards(left, right, MemType.WB)).isSameAs(Hazards.of(EptLeaf.emt(is), EptLeaf.emt(should)));
        assertThat(EptLeaf.hazards(left, right, MemType.UC)).isSameAs(Hazards.NONE);
        assertThat(EptLeaf.hazards(left, right, MemType.WC)).isSameAs(Hazards.NONE);
        assertThat(EptLeaf.hazards(left, right, MemType.WT).has(Hazard.STALE_MEMORY))
                .isFalse();
    }

    /** What the properties called never-weaker ask. */
    @Property
    void staleReadsAreOfWhatIsCachedAndShouldNotBe(@ForAll("leaves") int is, @ForAll("leaves") int should) {
        boolean cached = Arrays.stream(MemType.values())
                .anyMatch(pat -> EptLeaf.effective(is, pat).cached()
                        && !EptLeaf.effective(should, pat).cached());

        assertThat(EptLeaf.hazards(is, should).has(Hazard.STALE_READ)).isEqualTo(cached);
    }

    /** A guest is at most as badly off as the type that its MTRRs and its PAT give, once the leaf takes over its MTRR type. */
    @Property
    void aLeafWithTheGuestsOwnMtrrTypeIsNeverWeakerThanTheGuestBelieves(
            @ForAll("leaves") int leaf, @ForAll MemType pat) {
        int own = EptLeaf.of(EptLeaf.emt(leaf), false);
        MemType believed = EffectiveType.of(EptLeaf.emt(leaf), pat);

        assertThat(Hazards.of(EptLeaf.effective(own, pat), believed)).isSameAs(Hazards.NONE);
    }
}
