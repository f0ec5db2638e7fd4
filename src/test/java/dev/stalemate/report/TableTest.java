package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import dev.stalemate.text.Escape;
import org.junit.jupiter.api.Test;

/** Columns that line up. */
class TableTest {
    private static Table table() {
        return new Table()
                .left("id")
                .wrapping("what it says")
                .right("n")
                .row("K1", "a leaf that nobody zaps stays as it was", 7)
                .row("K10b", "short", "1,234");
    }

    @Test
    void alignsItsColumns() {
        assertThat(table().render(Table.ANY_WIDTH, Style.PLAIN))
                .isEqualTo(
                        """
                        id    what it says                                 n
                        K1    a leaf that nobody zaps stays as it was      7
                        K10b  short                                    1,234
                        """);
    }

    @Test
    void wrapsWhatMayWrapInANarrowTerminal() {
        assertThat(table().render(32, Style.PLAIN))
                .isEqualTo(
                        """
                        id    what it says             n
                        K1    a leaf that nobody       7
                              zaps stays as it
                              was
                        K10b  short                1,234
                        """);
    }

    @Test
    void growsBeyondATerminalThatIsTooNarrow() {
        assertThat(table().render(5, Style.PLAIN).lines()).allMatch(l -> l.length() <= 4 + 2 + 12 + 2 + 5);
    }

    @Test
    void alignsColouredTextAsIfItWerePlain() {
        String coloured = new Table()
                .left("id")
                .left("found")
                .row(new Cell("K1", Tone.BAD), "x")
                .render(80, Style.COLOURED);
        assertThat(coloured).contains(Escape.OWN + "[31mK1" + Escape.OWN + "[0m  x\n");
        assertThat(coloured.replaceAll(Escape.OWN + "\\[[0-9]*m", "")).isEqualTo("id  found\nK1  x\n");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table().left("a").row(1, 2)).hasMessage("a row of 2 cells for 1 columns");
    }

    @Test
    void saysAmountsAsPeopleReadThem() {
        assertThat(Amounts.count(1, "step")).isEqualTo("1 step");
        assertThat(Amounts.count(1_234, "step")).isEqualTo("1,234 steps");
        assertThat(Amounts.rough(999_999)).isEqualTo("999,999");
        assertThat(Amounts.rough(13_400_000)).isEqualTo("13.4 million");
        assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
        assertThat(Amounts.bytes(3L << 29)).isEqualTo("1.5 GiB");
        assertThat(Amounts.seconds(0.256)).isEqualTo("0.26 s");
    }
}
