package dev.stalemate.systems.xen.design;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.TestDomain.Calls;
import dev.stalemate.systems.xen.domain.Machine;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.leaf.WideTables;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each rule of Xen's asks for, cell by cell, as its code reads: also where it asks for more than it need, which leaves no leaf stale and
 * costs exits and cache flushes.
 */
class XenDecisionsTest {
    private static final List<MemType> TYPES =
            List.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WP, MemType.WB);

    private static final class Counted implements Costs {
        private int visits;
        private int flushes;

        @Override
        public void visited() {
            visits++;
        }

        @Override
        public void cacheFlush() {
            flushes++;
        }
    }

    /** Guard: memory_type_changed(), which decides for itself. Marks: p2m_memory_type_changed(). Flush: of all caches. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # rule    | what it came to | UC          | UC-         | WC          | WT          | WP          | WB
            FROM_2014 | PINNED          | marks+flush | marks+flush | marks+flush | marks+flush | marks+flush | marks
            FROM_2014 | PINNED_AGAIN    | -           | -           | -           | -           | -           | -
            FROM_2014 | BUSY            | -           | -           | -           | -           | -           | -
            FROM_2014 | UNPINNED        | marks       | marks       | marks+flush | marks+flush | marks+flush | marks+flush
            FROM_2023 | PINNED          | marks+flush | marks+flush | marks+flush | marks+flush | marks+flush | marks
            FROM_2023 | PINNED_AGAIN    | marks+flush | marks+flush | marks+flush | marks+flush | marks+flush | marks
            FROM_2023 | BUSY            | marks+flush | marks+flush | marks+flush | marks+flush | marks+flush | marks
            FROM_2023 | NO_SPACE        | marks+flush | marks+flush | marks+flush | marks+flush | marks+flush | marks
            FROM_2023 | UNPINNED        | marks       | marks       | marks+flush | marks+flush | marks+flush | marks+flush
            FROM_2025 | PINNED          | guard       | guard       | guard       | marks       | marks       | marks
            FROM_2025 | PINNED_AGAIN    | guard       | guard       | guard       | marks       | marks       | marks
            FROM_2025 | BUSY            | guard       | guard       | guard       | marks       | marks       | marks
            FROM_2025 | NO_SPACE        | guard       | guard       | guard       | marks       | marks       | marks
            FROM_2025 | UNPINNED        | marks       | marks       | marks       | guard       | guard       | guard
            """)
    void pinsAskForWhatTheirRuleSays(
            PinRule rule, Answer answer, String uc, String ucMinus, String wc, String wt, String wp, String wb) {
        assertThat(TYPES.stream().map(type -> {
                    Calls calls = new Calls();
                    rule.pinned(answer, type, calls);
                    return calls.toString();
                }))
                .containsExactly(uc, ucMinus, wc, wt, wp, wb);
    }

    @ParameterizedTest
    @CsvSource({"FROM_2014, 2147483647", "FROM_2023, 64", "FROM_2025, 64"})
    void soManyRangesCanBePinned(PinRule rule, int most) {
        assertThat(rule.most()).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # release | IOMMU | ranges | devices | types that can't be pinned
            4.13.0    | false | false  | 0       | ''
            4.17.7    | false | false  | 0       | ''
            4.21.0    | false | false  | 0       | UC UC- WC
            4.21.0    | true  | false  | 0       | ''
            4.21.0    | false | true   | 0       | ''
            4.21.0    | true  | true   | 1       | ''
            """)
    void pinsAreRefusedAsTheirRuleSays(String release, boolean iommu, boolean ranges, int devices, String refused) {
        XenDesign design = new XenSystem().design("xen-" + release);
        TestDomain domain = new TestDomain(design, iommu, ranges, devices, true);
        assertThat(TYPES.stream()
                        .filter(type -> !design.mayPin(domain, type))
                        .map(MemType::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(refused);
    }

    /** The first range permitted and one more; one revoked of two, the last one, and one of none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # design                | IOMMU | first | one more | of two | the last | of none | mapping
            xen-4.13.0              | false | guard | guard    | guard  | guard    | guard   | guard
            xen-4.16.4              | true  | guard | guard    | guard  | guard    | guard   | guard
            xen-4.17.0              | false | guard | -        | -      | guard    | guard   | -
            xen-4.17.7              | false | guard | -        | -      | guard    | guard   | -
            xen-4.17.7              | true  | -     | -        | -      | -        | -       | -
            xen-4.21.0              | false | guard | -        | -      | guard    | guard   | -
            xen-4.21.0              | true  | -     | -        | -      | -        | -       | -
            xen-4.21-marks-always   | false | guard | -        | -      | guard    | guard   | -
            revocation-reaches      | false | guard | -        | -      | marks    | -       | -
            revocation-reaches      | true  | -     | -        | -      | -        | -       | -
            no-flush-before-start   | false | guard | -        | -      | guard    | guard   | -
            creation-flag           | false | -     | -        | -      | -        | -       | -
            """)
    void listsAskForWhatTheirRuleSays(
            String name,
            boolean iommu,
            String first,
            String more,
            String ofTwo,
            String last,
            String ofNone,
            String mapping) {
        XenDesign design = new XenSystem().design(name);
        TestDomain none = new TestDomain(design, iommu, false, 0, true);
        TestDomain some = new TestDomain(design, iommu, true, 0, true);
        assertThat(granted(design, some, false)).isEqualTo(first);
        assertThat(granted(design, some, true)).isEqualTo(more);
        assertThat(revoked(design, some, true)).isEqualTo(ofTwo);
        assertThat(revoked(design, none, true)).isEqualTo(last);
        assertThat(revoked(design, none, false)).isEqualTo(ofNone);
        Calls mapped = new Calls();
        design.memoryMapped(some, mapped);
        assertThat(mapped).hasToString(mapping);
    }

    private static String granted(XenDesign design, TestDomain after, boolean before) {
        Calls calls = new Calls();
        design.rangePermitted(after, before, calls);
        return calls.toString();
    }

    private static String revoked(XenDesign design, TestDomain after, boolean before) {
        Calls calls = new Calls();
        design.rangeDenied(after, before, calls);
        return calls.toString();
    }

    /** memory_type_changed() of a domain: whether it marks, whether it flushes caches; and whether the domain's types count at all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # design                  | IOMMU | ranges | devices | started | does        | types count
            xen-4.13.0                | false | false  | 0       | true    | -           | false
            xen-4.13.0                | true  | false  | 0       | false   | marks+flush | true
            xen-4.17.7                | false | false  | 0       | true    | -           | false
            xen-4.17.7                | true  | false  | 0       | false   | marks+flush | true
            xen-4.17.7                | false | true   | 0       | false   | marks+flush | true
            xen-4.17.7                | true  | false  | 1       | true    | marks+flush | true
            xen-4.21.0                | false | false  | 0       | true    | -           | false
            xen-4.21.0                | true  | false  | 0       | true    | -           | true
            xen-4.21.0                | true  | false  | 1       | true    | marks+flush | true
            xen-4.21.0                | false | true   | 0       | true    | marks+flush | true
            xen-4.21.0                | false | true   | 0       | false   | marks       | true
            xen-4.21-guard-with-iommu | false | false  | 0       | true    | -           | false
            xen-4.21-guard-with-iommu | true  | false  | 0       | true    | marks+flush | true
            xen-4.21-guard-with-iommu | true  | false  | 0       | false   | marks       | true
            xen-4.21-guard-with-iommu | false | true   | 0       | true    | marks+flush | true
            xen-4.21-marks-always     | false | false  | 0       | true    | marks       | false
            xen-4.21-marks-always     | true  | false  | 0       | true    | marks       | true
            xen-4.21-marks-always     | true  | false  | 1       | false   | marks       | true
            xen-4.21-marks-always     | true  | false  | 1       | true    | marks+flush | true
            no-flush-before-start     | true  | false  | 0       | false   | marks       | true
            no-flush-before-start     | true  | false  | 0       | true    | marks+flush | true
            no-flush-before-start     | false | false  | 0       | true    | -           | false
            """)
    void memoryTypeChangedDoesWhatItsRuleSays(
            String name, boolean iommu, boolean ranges, int devices, boolean started, String does, boolean count) {
        XenDesign design = new XenSystem().design(name);
        TestDomain domain = new TestDomain(design, iommu, ranges, devices, started);
        Counted costs = new Counted();
        MemoryTypes types = new MemoryTypes(
                design,
                domain,
                new Machine(domain.mtrrs()),
                costs,
                leaves -> new EptTables(2, 1, new WideTables(1), leaves, costs));
        types.memoryTypeChanged();
        assertThat((costs.visits > 0 ? "marks" : "-") + (costs.flushes > 0 ? "+flush" : ""))
                .isEqualTo(does);
        assertThat(design.honoursGuestTypes(domain)).isEqualTo(count);
    }
}
