package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Law.Breaks;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a leaf costs that should be another, for pairs that a thread or a fix is about. */
final class ConsequenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            UC      | WB      | SPEED     | stronger than it need be, so only slower
            WB      | UC      | COHERENCE | weaker than it should be: a device that doesn't snoop reads stale memory
            WB      | WT+IPAT | COHERENCE | weaker than it should be: a device that doesn't snoop reads stale memory
            WB+IPAT | WB      | COHERENCE | weaker than it should be: a device that doesn't snoop reads stale memory
            WB      | WB+IPAT | SPEED     | stronger than it need be, so only slower
            UC      | WB+IPAT | SPEED     | stronger than it need be, so only slower
            WT+IPAT | WB      | COHERENCE | weaker than it should be: the CPU reads stale data after a device that doesn't snoop has written
            WT      | WB      | SPEED     | stronger than it need be, so only slower
            WC      | UC      | ORDER     | weaker than it should be: writes may arrive late and in another order
            WC      | WB      | ORDER     | weaker than it should be: writes may arrive late and in another order
            WB      | WC      | COHERENCE | weaker than it should be: a device that doesn't snoop reads stale memory
            UC      | WC      | SPEED     | stronger than it need be, so only slower
            WP      | WT      | ORDER     | weaker than it should be: writes may arrive late and in another order
            WT      | WP      | COHERENCE | weaker than it should be: the CPU reads back a write that memory ignored
            UC      | UC+IPAT | SPEED     | no access is weaker or slower for it
            UC+IPAT | UC      | SPEED     | stronger than it need be, so only slower
            WB      | WB      | SPEED     | no access is weaker or slower for it
            """)
    void aLeafCostsTheGravestThatCanGoWrong(String is, String should, Breaks breaks, String text) {
        Hazards hazards = EptLeaf.hazards(leaf(is), EptLeaf.large(leaf(should)));

        assertThat(Consequence.breaks(hazards)).isEqualTo(breaks);
        assertThat(Consequence.text(hazards)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"UC, WB", "WC, WB", "WT, UC", "WT, WC", "WP, WT", "WB, WP", "WT, WP"})
    void theWordsFollowFromWhatBreaks(MemType is, MemType should) {
        Hazards hazards = Hazards.of(is, should);

        assertThat(Consequence.text(hazards).startsWith("weaker"))
                .isEqualTo(Consequence.breaks(hazards) != Breaks.SPEED);
        assertThat(Consequence.text(hazards).endsWith(hazards.gravest().text()))
                .isEqualTo(Consequence.breaks(hazards) != Breaks.SPEED);
    }

    private static int leaf(String text) {
        boolean ipat = text.endsWith("+IPAT");
        return EptLeaf.of(Objects.requireNonNull(MemType.named(ipat ? text.substring(0, 2) : text)), ipat);
    }
}
