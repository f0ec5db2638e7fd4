package dev.stalemate.systems.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.systems.xen.Pins.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the design of each release does, as the files of its tag read: both sides of every change, in each series. */
class XenReleasesTest {
    /** A domain with an IOMMU, and without devices, I/O memory and ports. */
    private static final class Domain implements Hvm {
        @Override
        public boolean iommu() {
            return true;
        }

        @Override
        public boolean ioResources() {
            return false;
        }

        @Override
        public int devices() {
            return 0;
        }

        @Override
        public boolean createdForAnyType() {
            return false;
        }

        @Override
        public boolean started() {
            return true;
        }

        @Override
        public MtrrRegisters mtrrs() {
            return new MtrrState(40, 8);
        }

        @Override
        public boolean uncachedMode() {
            return false;
        }

        @Override
        public int pinned(long gfn, int order) {
            return Mapping.NOT_PINNED;
        }
    }

    /** Writes down what is called. */
    private static final class Calls implements XenDesign.TypeChange {
        private String last = "nothing";

        @Override
        public void memoryTypeChanged() {
            last = "guard";
        }

        @Override
        public void p2mMemoryTypeChanged() {
            last = "marks";
        }

        @Override
        public void flushCaches() {}

        @Override
        public void recomputeAll() {
            last = "recomputes";
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # release | table  | a grant | UC pinned again | WT unpinned | guard asks for an IOMMU
            4.13.0    | 4.13.0 | guard   | nothing         | marks       | true
            4.13.1    | 4.13.0 | guard   | nothing         | marks       | true
            4.13.2    | 4.13.2 | guard   | nothing         | marks       | true
            4.13.5    | 4.13.2 | guard   | nothing         | marks       | true
            4.14.0    | 4.13.0 | guard   | nothing         | marks       | true
            4.14.1    | 4.13.2 | guard   | nothing         | marks       | true
            4.14.5    | 4.13.2 | guard   | nothing         | marks       | true
            4.14.6    | 4.13.2 | guard   | marks           | marks       | true
            4.15.0    | 4.15   | guard   | nothing         | marks       | true
            4.15.4    | 4.15   | guard   | nothing         | marks       | true
            4.15.5    | 4.15   | guard   | marks           | marks       | true
            4.15.7    | 4.15   | guard   | marks           | marks       | true
            4.16.0    | 4.16   | guard   | nothing         | marks       | true
            4.16.3    | 4.16   | guard   | nothing         | marks       | true
            4.16.4    | 4.16   | guard   | marks           | marks       | true
            4.16.7    | 4.16   | guard   | marks           | marks       | true
            4.17.0    | 4.17   | nothing | nothing         | marks       | true
            4.17.1    | 4.17   | nothing | marks           | marks       | true
            4.17.4    | 4.17   | nothing | marks           | marks       | true
            4.17.5    | 4.19   | nothing | marks           | marks       | true
            4.17.7    | 4.19   | nothing | marks           | marks       | true
            4.18.0    | 4.17   | nothing | marks           | marks       | true
            4.18.2    | 4.17   | nothing | marks           | marks       | true
            4.18.3    | 4.19   | nothing | marks           | marks       | true
            4.18.6    | 4.19   | nothing | marks           | marks       | true
            4.19.0    | 4.19   | nothing | marks           | marks       | true
            4.20.4    | 4.19   | nothing | marks           | marks       | true
            4.21.0    | 4.19   | nothing | guard           | guard       | false
            4.22.0    | 4.19   | nothing | guard           | guard       | false
            """)
    void eachReleaseDoesWhatItsFilesSay(
            String release, String table, String grant, String again, String unpinned, boolean guardAsksIommu) {
        XenDesign design = new XenSystem().variant("xen-" + release);
        Domain domain = new Domain();
        assertThat(design.table()).hasToString(table);
        Calls granted = new Calls();
        design.rangePermitted(domain, false, granted);
        assertThat(granted.last).as("a grant").isEqualTo(grant);
        Calls pinned = new Calls();
        design.pinned(domain, Answer.PINNED_AGAIN, MemType.UC, pinned);
        assertThat(pinned.last).as("pinned again").isEqualTo(again);
        Calls gone = new Calls();
        design.pinned(domain, Answer.UNPINNED, MemType.WT, gone);
        assertThat(gone.last).as("unpinned").isEqualTo(unpinned);
        assertThat(design.typeChangeReaches(domain)).isEqualTo(guardAsksIommu);
        assertThat(design.honoursGuestTypes(domain)).isTrue();
        assertThat(design.mayPin(domain, MemType.UC)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen-4.12.4", "xen-4.13.6", "xen-4.17.8", "xen-4.18", "xen-4.21.3", "xen-4.23.0"})
    void whatNoRowHasIsRefused(String name) {
        assertThatThrownBy(() -> new XenSystem().variant(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
