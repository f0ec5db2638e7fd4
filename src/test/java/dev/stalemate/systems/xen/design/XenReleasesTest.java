package dev.stalemate.systems.xen.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.TestDomain.Calls;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the design of each release does, as the files of its tag read: both sides of every change, in each series. */
class XenReleasesTest {
    /** With an IOMMU, and without devices, I/O memory and ports. */
    private static TestDomain domain(XenDesign design) {
        return new TestDomain(design, true, false, 0, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # release | table  | a grant | UC pinned again | WT unpinned | guard asks for an IOMMU
            4.13.0    | 4.13.0 | guard   | -               | marks+flush | true
            4.13.1    | 4.13.0 | guard   | -               | marks+flush | true
            4.13.2    | 4.13.2 | guard   | -               | marks+flush | true
            4.13.5    | 4.13.2 | guard   | -               | marks+flush | true
            4.14.0    | 4.13.0 | guard   | -               | marks+flush | true
            4.14.1    | 4.13.2 | guard   | -               | marks+flush | true
            4.14.5    | 4.13.2 | guard   | -               | marks+flush | true
            4.14.6    | 4.13.2 | guard   | marks+flush     | marks+flush | true
            4.15.0    | 4.15   | guard   | -               | marks+flush | true
            4.15.4    | 4.15   | guard   | -               | marks+flush | true
            4.15.5    | 4.15   | guard   | marks+flush     | marks+flush | true
            4.15.7    | 4.15   | guard   | marks+flush     | marks+flush | true
            4.16.0    | 4.16   | guard   | -               | marks+flush | true
            4.16.3    | 4.16   | guard   | -               | marks+flush | true
            4.16.4    | 4.16   | guard   | marks+flush     | marks+flush | true
            4.16.7    | 4.16   | guard   | marks+flush     | marks+flush | true
            4.17.0    | 4.17   | -       | -               | marks+flush | true
            4.17.1    | 4.17   | -       | marks+flush     | marks+flush | true
            4.17.4    | 4.17   | -       | marks+flush     | marks+flush | true
            4.17.5    | 4.19   | -       | marks+flush     | marks+flush | true
            4.17.7    | 4.19   | -       | marks+flush     | marks+flush | true
            4.18.0    | 4.17   | -       | marks+flush     | marks+flush | true
            4.18.2    | 4.17   | -       | marks+flush     | marks+flush | true
            4.18.3    | 4.19   | -       | marks+flush     | marks+flush | true
            4.18.6    | 4.19   | -       | marks+flush     | marks+flush | true
            4.19.0    | 4.19   | -       | marks+flush     | marks+flush | true
            4.20.4    | 4.19   | -       | marks+flush     | marks+flush | true
            4.21.0    | 4.19   | -       | guard           | guard       | false
            4.22.0    | 4.19   | -       | guard           | guard       | false
            """)
    void eachReleaseDoesWhatItsFilesSay(
            String release, String table, String grant, String again, String unpinned, boolean guardAsksIommu) {
        XenDesign design = new XenSystem().design("xen-" + release);
        assertThat(design.table()).hasToString(table);
        Calls granted = new Calls();
        design.rangePermitted(domain(design), false, granted);
        assertThat(granted).as("a grant").hasToString(grant);
        Calls pinned = new Calls();
        design.pinned(domain(design), Answer.PINNED_AGAIN, MemType.UC, pinned);
        assertThat(pinned).as("pinned again").hasToString(again);
        Calls gone = new Calls();
        design.pinned(domain(design), Answer.UNPINNED, MemType.WT, gone);
        assertThat(gone).as("unpinned").hasToString(unpinned);
        assertThat(design.typeChangeReaches(domain(design))).isEqualTo(guardAsksIommu);
        assertThat(design.honoursGuestTypes(domain(design))).isTrue();
        assertThat(design.mayPin(domain(design), MemType.UC)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen-4.12.4", "xen-4.13.6", "xen-4.17.8", "xen-4.18", "xen-4.21.3", "xen-4.23.0"})
    void whatNoRowHasIsRefused(String name) {
        assertThatThrownBy(() -> new XenSystem().design(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
