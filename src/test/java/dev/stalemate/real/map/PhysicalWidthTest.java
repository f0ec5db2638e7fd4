package dev.stalemate.real.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.Problems;
import java.util.OptionalInt;
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
        "0C0000000, 32",
        "00C0000000, 40",
    })
    void aMaskGivesTheWidth(String mask, int bits) {
        assertThat(of(facts(mask, OptionalLong.empty())).bits()).isEqualTo(bits);
    }

    /** Nine digits stand for 32 bits too: Linux prints one digit at least above the lower 32. */
    @ParameterizedTest(name = "{0}: {1} bits, or {2}, where masks are checked: {3}")
    @CsvSource({
        "0C0000000, 32, 36, UNKNOWN",
        "0C0000000, 32,, ON",
        "0C0000000, 36,, OFF",
        "080000000, 32, 36, UNKNOWN",
        "FC0000000, 36,, UNKNOWN",
        "3C0000000, 34,, UNKNOWN",
        "3C0000000, 36,, OFF",
        // Eight digits are Xen's, eleven those of Linux since 6.5: 32 bits and nothing else.
        "C0000000, 32,, UNKNOWN",
        "000C0000000, 32,, ON",
        "00C0000000, 40,, OFF",
    })
    void aMaskWithoutTopBitsIsOf32BitsOrHasAHole(String mask, int bits, Integer otherwise, Switch reach) {
        PhysicalWidth width = of(facts(mask, OptionalLong.empty(), reach));

        assertThat(width.bits()).isEqualTo(bits);
        assertThat(width.otherwise()).isEqualTo(otherwise == null ? OptionalInt.empty() : OptionalInt.of(otherwise));
    }

    @ParameterizedTest(name = "RAM below {0} needs {1} bits")
    @CsvSource({"1000000000, 36", "1000001000, 37"})
    void memoryAboveTheHighestMaskBitWidens(String tom2, int bits) {
        MtrrFacts facts = facts("FC0000000", OptionalLong.of(Long.parseLong(tom2, 16)));

        assertThat(of(facts).bits()).isEqualTo(bits);
    }

    private static PhysicalWidth of(MtrrFacts facts) {
        return PhysicalWidth.of(facts, ImmutableList.of(), new Problems());
    }

    private static MtrrFacts facts(String mask, OptionalLong tom2) {
        return facts(mask, tom2, Switch.UNKNOWN);
    }

    private static MtrrFacts facts(String mask, OptionalLong tom2, Switch reach) {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        facts.variable = ImmutableList.of(new VariableRange(1, 0, 0, Long.parseLong(mask, 16), MemType.WB));
        facts.digits = mask.length();
        facts.tom2 = tom2;
        facts.masksReach = reach;
        return facts.build();
    }
}
