package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of parameters: printed, read, drawn, made simpler. */
class DomainTest {
    private static final Domain FRAMES = Domain.of(new Index("gpa", 3, i -> "0x" + i + "000"));
    private static final Domain VALUES = Domain.hex(6, 0, -1);
    private static final Domain EVEN = Domain.wide(new Domain.Wide(
            v -> v % 2 == 0, random -> random.nextLong() * 2, v -> v == 0 ? List.of() : List.of(0L, 2L)));

    @Test
    void anIndexIsPrintedAsItsLabelAndCountedFromZero() {
        assertThat(FRAMES.values()).containsExactly(0, 1, 2);
        assertThat(FRAMES.text(2)).isEqualTo("0x2000");
        assertThat(FRAMES.parse("0x2000")).isEqualTo(2);
        assertThat(FRAMES.contains(2)).isTrue();
        assertThat(FRAMES.contains(3)).isFalse();
        assertThat(FRAMES.isFinite()).isTrue();
    }

    @Test
    void listedValuesKeepTheirOrderWhichIsHowSimpleTheyAre() {
        assertThat(VALUES.values()).containsExactly(6, 0, -1);
        assertThat(VALUES.simpler(6)).isEmpty();
        assertThat(VALUES.simpler(-1)).containsExactly(6L, 0L);
        assertThat(VALUES.text(-1)).isEqualTo("0xffffffffffffffff");
        assertThat(VALUES.parse("0xffffffffffffffff")).isEqualTo(-1);
    }

    @Test
    void whatIsHandedOutOrInIsNotShared() {
        long[] in = {1, 2};
        Domain domain = Domain.hex(in);
        in[0] = 9;
        domain.values()[1] = 9;
        assertThat(domain.values()).containsExactly(1, 2);
    }

    @Test
    void aDomainTooLargeToListAsksItsRules() {
        assertThat(EVEN.isFinite()).isFalse();
        assertThat(EVEN.values()).isEmpty();
        assertThat(EVEN.contains(4)).isTrue();
        assertThat(EVEN.contains(5)).isFalse();
        assertThat(EVEN.simpler(8)).containsExactly(0L, 2L);
        assertThat(EVEN.draw(new SplittableRandom(1)) % 2).isZero();
        assertThat(EVEN.parse("0xFFFFfffffffffffe")).isEqualTo(-2);
        assertThat(EVEN.text(EVEN.parse("0x10"))).isEqualTo("0x10");
    }

    @Test
    void everyValueOfAFiniteDomainIsDrawn() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(LongStream.range(0, 100).map(i -> VALUES.draw(random)))
                .contains(6L, 0L, -1L)
                .allMatch(VALUES::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0x", "0x-2", "0x+2", "0xg", "0X2", "0x2 ", "0x10000000000000000"})
    void whatIsNoHexNumberIsNamed(String text) {
        assertThatThrownBy(() -> EVEN.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a hex number such as 0x2ff");
    }

    @Test
    void aValueThatIsNotLegalIsNamed() {
        assertThatThrownBy(() -> EVEN.parse("0x5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0x5 is not a legal value here");
        assertThatThrownBy(() -> VALUES.parse("0x5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'0x5' is not one of [0x6, 0x0, 0xffffffffffffffff]");
        assertThatThrownBy(() -> Domain.of(Index.of("n", 20)).parse("20"))
                .hasMessage("'20' is not one of [0, 1, 2, 3, 4, 5, 6, 7]");
    }

    @Test
    void moreValuesThanCanBeListedAreRefused() {
        assertThat(Domain.hex(new long[1 << 16]).values()).hasSize(1 << 16);
        assertThatThrownBy(() -> Domain.hex(new long[(1 << 16) + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a finite domain has at most 65536 values");
    }
}
