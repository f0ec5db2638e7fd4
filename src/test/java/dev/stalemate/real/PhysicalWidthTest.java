package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MAXPHYADDR from what Linux prints of masks. */
class PhysicalWidthTest {
    @ParameterizedTest(name = "{0} means {1} bits")
    @CsvSource({
        "FC0000000, 36",
        "FFF8000000, 40",
        "7FC0000000, 39",
        "FFFF80000000, 48",
        "3FFF80000000, 46",
        "FFFFF80000000, 52",
        // Linux 6.5 and newer: three digits more than needed.
        "000FC0000000, 36",
        "0007FC0000000, 39",
        "000FFC0000000, 40",
        "0003FFC00000000, 46",
        "000FFFFC00000000, 52",
        // The top bits left out: what the digits hold.
        "0C0000000, 36",
        "00C0000000, 40",
    })
    void a_mask_gives_the_width(String mask, int bits) {
        assertThat(PhysicalWidth.of(facts(mask, OptionalLong.empty())).bits()).isEqualTo(bits);
    }

    @ParameterizedTest(name = "RAM below {0} needs {1} bits")
    @CsvSource({"1000000000, 36", "1000001000, 37"})
    void memory_above_the_highest_mask_bit_widens(String tom2, int bits) {
        MtrrFacts facts = facts("FC0000000", OptionalLong.of(Long.parseLong(tom2, 16)));

        assertThat(PhysicalWidth.of(facts).bits()).isEqualTo(bits);
    }

    private static MtrrFacts facts(String mask, OptionalLong tom2) {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        facts.variable = ImmutableList.of(new VariableRange(1, 0, 0, Long.parseLong(mask, 16), MemType.WB));
        facts.digits = mask.length();
        facts.tom2 = tom2;
        return facts.build();
    }
}
