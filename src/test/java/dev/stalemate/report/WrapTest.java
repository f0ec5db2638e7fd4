package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where lines are broken. */
class WrapTest {
    @Test
    void linesAreBrokenAtBlanks() {
        assertThat(Wrap.lines("ab cd-ef gh", 8)).containsExactly("ab cd-ef", "gh");
        assertThat(Wrap.lines("p: none -> UC", 9)).containsExactly("p: none", "-> UC");
        assertThat(Wrap.lines("", 4)).containsExactly("");
    }

    @Test
    void aWordThatIsTooLongIsBrokenWhereNamesAllowIt() {
        assertThat(Wrap.lines("kvm/linux-6.7-zap-old", 12)).containsExactly("kvm/linux-", "6.7-zap-old");
        assertThat(Wrap.lines("a kvm/linux-6.7-zap-old", 12)).containsExactly("a", "kvm/linux-", "6.7-zap-old");
    }

    @Test
    void aWordWithoutSuchAPlaceIsBrokenAnywhere() {
        assertThat(Wrap.lines("unbreakable", 4)).containsExactly("unbr", "eaka", "ble");
    }

    @Test
    void whatStandsBeforeALineCounts() {
        assertThat(Wrap.hanging("- ", "ab cd ef", "    ", 7)).containsExactly("- ab cd", "    ef");
        assertThat(Wrap.hanging("- ", "abcdefgh", "    ", 7)).containsExactly("- abcde", "    fgh");
    }
}
