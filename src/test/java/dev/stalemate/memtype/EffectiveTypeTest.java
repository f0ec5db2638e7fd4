package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SDM table 11-7, cell by cell. */
class EffectiveTypeTest {
    @ParameterizedTest(name = "MTRR {0} with PAT {1} is {2}")
    @CsvSource({
        "UC, UC, UC", "UC, UC-, UC", "UC, WC, WC", "UC, WT, UC", "UC, WB, UC", "UC, WP, UC",
        "WC, UC, UC", "WC, UC-, WC", "WC, WC, WC", "WC, WT, UC", "WC, WB, WC", "WC, WP, UC",
        "WT, UC, UC", "WT, UC-, UC", "WT, WC, WC", "WT, WT, WT", "WT, WB, WT", "WT, WP, WP",
        "WB, UC, UC", "WB, UC-, UC", "WB, WC, WC", "WB, WT, WT", "WB, WB, WB", "WB, WP, WP",
        "WP, UC, UC", "WP, UC-, WC", "WP, WC, WC", "WP, WT, WT", "WP, WB, WP", "WP, WP, WP",
    })
    void theTableHoldsCellByCell(String mtrr, String pat, String effective) {
        assertThat(EffectiveType.of(named(mtrr), named(pat))).isEqualTo(named(effective));
    }

    @Test
    void noMtrrHoldsUcMinus() {
        assertThatThrownBy(() -> EffectiveType.of(MemType.UC_MINUS, MemType.WB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("UC- is a PAT type; no MTRR or EPT leaf holds it");
    }

    static MemType named(String name) {
        return Objects.requireNonNull(MemType.named(name), name);
    }
}
