package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the host's pages are, as scopes write them, and by which rules they are MMIO: as read in Linux and in the proposals. */
class MmioRuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ram                       |
            ram-wc                    | WC_TOO
            ram-uc                    |
            ram-reserved              | RESERVED
            ram-reserved-wc           | RESERVED, RESERVED_UNCACHED, SINCE_5_2, WC_TOO, UNTRACKED_BY_MTRR
            ram-unmanaged             | RESERVED, RESERVED_UNCACHED
            ram-unmanaged-wc          | RESERVED, RESERVED_UNCACHED
            ram-unmanaged-unlisted    | RESERVED, RESERVED_UNCACHED, SINCE_5_2, WC_TOO, UNTRACKED_BY_MTRR
            ram-mtrr.uc               | BY_MTRR
            bar                       | RESERVED, RESERVED_UNCACHED, SINCE_5_2, WC_TOO, UNTRACKED_BY_MTRR, BY_MTRR
            bar-mtrr.wb               | RESERVED, RESERVED_UNCACHED, SINCE_5_2, WC_TOO, UNTRACKED_BY_MTRR
            bar-reserved              | RESERVED, RESERVED_UNCACHED, SINCE_5_2, WC_TOO, UNTRACKED_BY_MTRR, BY_MTRR
            bar-reserved-wb           | RESERVED, BY_MTRR
            bar-managed               | BY_MTRR
            bar-managed-wc            | WC_TOO, BY_MTRR
            ram-managed               |
            vga                       | RESERVED, UNTRACKED_BY_MTRR, BY_MTRR
            vga-mtrr.wb               | RESERVED
            """)
    void whichRulesTakeAPageForMmio(String page, String rules) {
        HostPage read = HostPage.parse(page);
        assertThat(read.text()).isEqualTo(page);
        assertThat(Arrays.stream(MmioRule.values())
                        .filter(rule -> rule.takes(read))
                        .map(MmioRule::name)
                        .collect(Collectors.joining(", ")))
                .isEqualTo(rules == null ? "" : rules);
    }

    @Test
    void aPageIsWhatItsWordsSay() {
        assertThat(HostPage.parse("ram")).isEqualTo(HostPage.RAM);
        assertThat(HostPage.parse("bar")).isEqualTo(HostPage.BAR);
        assertThat(HostPage.parse("vga")).isEqualTo(HostPage.VGA);
        HostPage page = HostPage.parse("bar-uc-mtrr.wc");
        assertThat(page.pat()).isEqualTo(MemType.UC_MINUS);
        assertThat(page.mtrr()).isEqualTo(MemType.WC);
        assertThat(page.device()).isTrue();
        assertThat(page.words()).isEqualTo("a BAR (uc, MTRR wc)");
    }
}
