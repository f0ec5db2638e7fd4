package dev.stalemate.memtype;

import static dev.stalemate.memtype.EffectiveTypeTest.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nested paging's two tables (APM volume 2, 15.25.8), a row a line. */
class NptTest {
    @ParameterizedTest(name = "guest PAT {0}")
    @CsvSource({
        // guest PAT, then host PAT UC, UC-, WC, WP, WT, WB
        "UC,  UC, UC,       UC, UC,      UC,      UC",
        "UC-, UC, UC_MINUS, WC, CD,      CD,      CD",
        "WC,  WC, WC,       WC, WC_PLUS, WC_PLUS, WC_PLUS",
        "WP,  UC, UC_MINUS, WC, WP,      CD,      WP",
        "WT,  UC, UC_MINUS, WC, CD,      WT,      WT",
        "WB,  UC, UC_MINUS, WC, WP,      WT,      WB",
    })
    void theTwoPatTypesCombine(
            String guest, NptType uc, NptType ucMinus, NptType wc, NptType wp, NptType wt, NptType wb) {
        assertThat(Npt.combinePats(named(guest), MemType.UC)).isEqualTo(uc);
        assertThat(Npt.combinePats(named(guest), MemType.UC_MINUS)).isEqualTo(ucMinus);
        assertThat(Npt.combinePats(named(guest), MemType.WC)).isEqualTo(wc);
        assertThat(Npt.combinePats(named(guest), MemType.WP)).isEqualTo(wp);
        assertThat(Npt.combinePats(named(guest), MemType.WT)).isEqualTo(wt);
        assertThat(Npt.combinePats(named(guest), MemType.WB)).isEqualTo(wb);
    }

    @ParameterizedTest(name = "intermediate {0}")
    @CsvSource({
        // intermediate, then host MTRR UC, WC, WP, WT, WB
        "UC,       UC, CD, CD,      CD,      CD",
        "UC_MINUS, UC, WC, CD,      CD,      CD",
        "CD,       UC, CD, CD,      CD,      CD",
        "WC,       WC, WC, WC,      WC,      WC",
        "WC_PLUS,  WC, WC, WC_PLUS, WC_PLUS, WC_PLUS",
        "WP,       UC, CD, WP,      CD,      WP",
        "WT,       UC, CD, CD,      WT,      WT",
        "WB,       UC, WC, WP,      WT,      WB",
    })
    void theIntermediateTypeCombinesWithTheHostsMtrr(
            NptType pats, NptType uc, NptType wc, NptType wp, NptType wt, NptType wb) {
        assertThat(Npt.combineMtrr(pats, MemType.UC)).isEqualTo(uc);
        assertThat(Npt.combineMtrr(pats, MemType.WC)).isEqualTo(wc);
        assertThat(Npt.combineMtrr(pats, MemType.WP)).isEqualTo(wp);
        assertThat(Npt.combineMtrr(pats, MemType.WT)).isEqualTo(wt);
        assertThat(Npt.combineMtrr(pats, MemType.WB)).isEqualTo(wb);
    }

    @Test
    void withTheHostAllWriteBackTheGuestsPatDecides() {
        for (MemType guest : MemType.values()) {
            MemType expected = guest == MemType.UC_MINUS ? MemType.UC : guest;
            assertThat(Npt.effective(guest, MemType.WB, MemType.WB).collapsed()).isEqualTo(expected);
        }
    }

    @Test
    void aGuestsWriteCombiningAlwaysStaysWriteCombining() {
        for (MemType host : MemType.values()) {
            for (MemType mtrr : new MemType[] {MemType.UC, MemType.WC, MemType.WP, MemType.WT, MemType.WB}) {
                assertThat(Npt.effective(MemType.WC, host, mtrr).collapsed()).isEqualTo(MemType.WC);
            }
        }
    }

    @Test
    void aWriteThroughWriteProtectMixtureIsUncachedUnlikeIntels() {
        assertThat(Npt.effective(MemType.WP, MemType.WB, MemType.WT).collapsed())
                .isEqualTo(MemType.UC);
        assertThat(EffectiveType.of(MemType.WT, MemType.WP)).isEqualTo(MemType.WP);
    }

    @Test
    void noMtrrHoldsUcMinus() {
        assertThatThrownBy(() -> Npt.combineMtrr(NptType.WB, MemType.UC_MINUS))
                .hasMessage("UC- is a PAT type; no MTRR holds it");
    }
}
