package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.model.Kept;
import dev.stalemate.model.Law;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Blame;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries the files under counterexamples/ hang on. */
final class BlamedCounterexamplesTest {
    /** Properties of what is kept. The others are about locks, lists, costs, registers or writes: no entry could fix a state of theirs. */
    private static final Set<String> OF_ENTRIES = Set.of(
            "always-translates",
            "apic-accesses-are-trapped",
            "cached-under-own-id",
            "cd-is-uncached",
            "current-after-flush",
            "device-memory-is-uncached",
            "dropped-before-guest-runs",
            "dropped-before-return",
            "entry-as-written",
            "entry-of-own-domain",
            "finds-what-is-mapped",
            "fresh-is-the-guests",
            "g-pat-is-legal",
            "gone-after-flush",
            "grant-frames-wb",
            "host-reads-guests-writes",
            "l1-types-by-own-pat",
            "l2-types-by-own-pat",
            "large-page-types",
            "large-page-types-with-device",
            "leaf-follows-online-mtrrs",
            "leaf-is-current",
            "leaves-zapped",
            "levels-as-needed",
            "mapped-translates",
            "mapping-is-found",
            "never-crashed",
            "never-refused",
            "never-weaker",
            "never-weaker-than-replaced",
            "never-weaker-while-off",
            "no-dma-to-host",
            "no-foreign-frame",
            "no-foreign-page",
            "no-freed-page-in-dead-root",
            "no-freed-table",
            "no-idle-mark",
            "no-inherited-stale",
            "no-inherited-stale-after-logging",
            "no-late-read",
            "no-late-write",
            "no-leftover",
            "no-missed-page",
            "no-region-left",
            "no-retained-mapping",
            "no-retained-permission",
            "no-spurious-fault",
            "no-stale",
            "no-stale-granted",
            "no-stale-igmt",
            "no-stale-quiescent",
            "no-stray-table",
            "no-table-kept",
            "no-use-after-flush",
            "no-use-after-invept",
            "no-walk-through-freed",
            "no-walk-through-freed-table",
            "no-walk-through-reused",
            "no-write-to-freed",
            "no-write-to-others",
            "no-write-to-tables",
            "nothing-in-swept-root",
            "nothing-owed-when-free",
            "one-gfn-a-frame",
            "only-validated-entries",
            "order-independent",
            "other-domains-pages-wb",
            "others-data-stays",
            "own-translations",
            "pat-is-honoured",
            "published-everywhere",
            "ram-no-slower-than-needed",
            "read-only-mmio-uc",
            "reads-last-written",
            "reads-own-writes",
            "region-counted",
            "region-reached",
            "root-with-own-levels",
            "same-for-every-vcpu",
            "same-page-when-ended",
            "shadow-follows",
            "table-is-found",
            "tables-are-no-target",
            "uncached-for-device",
            "unmapped-is-gone",
            "wc-bar",
            "within-bounds");

    /**
     * A map that failed because there were too few levels: no leaf was ever written, and what isn't there is not stale. Or a function whose
     * context entry is clear: no table that it walks could be right. Or a copy that has looked its page up before the p2m changed.
     */
    private static final Set<String> NO_ENTRY = Set.of(
            "kvm-K19",
            "kvm-K19d",
            "kvm-K19e",
            "kvm-K19j",
            "kvm-K19k",
            "amd-iommu-A4",
            "amd-iommu-A5c",
            "amd-iommu-A5e",
            "amd-iommu-H22",
            "amd-iommu-H22b");

    /**
     * A saved run, whose property is violated for the first time after all its steps, or {@link Law#because} another one was before the last.
     *
     * @param law the property that entries would fix
     * @param at the number of steps after which it is violated
     */
    private record Run(Trace trace, Law asked, Law law, int at) {
        static Run of(Path file) throws BadFileException {
            Check.Result result = Check.of(CounterexampleReader.read(file), Systems.catalogue());
            Trace trace = Objects.requireNonNull(result.trace());
            Law asked = Objects.requireNonNull(result.law());
            int at = trace.firstViolation(asked);
            Law because = asked.because();
            return because != null && at > 0 && because.violatedBy(trace.state(at - 1))
                    ? new Run(trace, asked, because, at - 1)
                    : new Run(trace, asked, asked, at);
        }

        List<Culprit> culprits() {
            return Blame.of(trace, asked);
        }

        long[] violating() {
            return trace.state(at);
        }

        /** Whether it is fixed by entries that each have the first value that is said to be right. */
        boolean isFixedBy(List<Culprit> culprits) {
            long[] state = violating();
            culprits.forEach(c -> choose(state, c, c.right().iterator().next()));
            return !law.violatedBy(state);
        }

        /** Gives an entry the value that prints like this, of those that it could have. */
        private void choose(long[] state, Culprit c, String text) {
            Kept kept = trace.model().layout().entries().stream()
                    .filter(entry -> entry.parts().contains(c.field()))
                    .findFirst()
                    .orElseThrow();
            long[] other = state.clone();
            int has = c.field().choice(state, c.element());
            for (int choice = 0; choice < c.field().choices(); choice++) {
                c.field().choose(other, c.element(), choice);
                if (kept.instead().could(has, choice)
                        && c.field().inWords(other, c.element()).equals(text)) {
                    c.field().choose(state, c.element(), choice);
                }
            }
            assertThat(c.field().inWords(state, c.element())).isEqualTo(text);
        }
    }

    @TestFactory
    Stream<DynamicTest> whereAPropertyIsOfEntriesSomeAreToBlameAndMendIt() throws IOException {
        return SavedRuns.ofModels().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Run run = Run.of(file);
                    List<Culprit> culprits = run.culprits();
                    boolean entries = OF_ENTRIES.contains(run.law.name())
                            && !NO_ENTRY.contains(Library.shortName(file, CounterexampleReader.read(file)));
                    assertThat(!culprits.isEmpty()).isEqualTo(entries);
                    if (entries) {
                        areFixedBy(run, culprits);
                    }
                }));
    }

    /** Each alone, or all together and no single one. */
    private static void areFixedBy(Run run, List<Culprit> culprits) {
        boolean alone = run.isFixedBy(culprits.subList(0, 1));
        assertThat(alone || run.isFixedBy(culprits)).isTrue();
        assertThat(culprits).allSatisfy(c -> {
            String has = c.field().text(run.violating(), c.element());
            assertThat(run.isFixedBy(List.of(c))).isEqualTo(alone);
            assertThat(c.right()).doesNotContain(has);
            assertThat(c.wrongSince()).isGreaterThanOrEqualTo(c.since());
            assertThat(c.should()).hasSize(run.at - c.since() + 1);
            for (int after = c.since(); after <= run.at; after++) {
                assertThat(c.field().text(run.trace.state(after), c.element())).isEqualTo(has);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kvm-K1                | ept[0x0] has WB+IPAT since 2, wrong since 3
                    kvm-K3                | ept[0x0] has UC since 1, wrong since 2
                    kvm-K10               | ept[0x0] has WB+IPAT since 1, wrong since 2
                    kvm-K17c              | tlb[0][0x0] has mfn 0 since 1, wrong since 5
                    kvm-K18               | ept[0x300000] has UC large since 3, wrong since 3
                    log-dirty-H42         | copy[0x0] has old since 5, wrong since 5
                    log-dirty-H42d        | dirty[0x0] has 1 since 5, wrong since 8
                    nested-ept-N1         | tlb[0][0][0][0] has 0 since 3, wrong since 9
                    nested-ept-N2c        | shadow[0][0][0] has 0 since 3, wrong since 7; tlb[0][0][0][0] has 0 since 3, wrong since 7
                    ioreq-mapcache-M1     | map[0][0] has mapped since 1, wrong since 5
                    amd-iommu-A6f         | dte-copy[0] has on since 1, wrong since 14
                    amd-iommu-A6c         | dte.root[0] has table 0 since 0, wrong since 7; dte.mode[0] has 3 since 7, wrong since 7
                    amd-iommu-A7b         | iotlb[guest][0x0] has mfn 0 since 4, wrong since 8
                    guest-tlb-H16         | tlb[0][0] has L1 old, flushed since 7, wrong since 11
                    ept-flush-H18         | pointer[0][0] has kept since 2, wrong since 5
                    iotlb-H19             | iotlb[0][0x0] has mfn 0 since 2, wrong since 6
                    iotlb-H20             | iotlb[0][0x1] has mfn 1 since 2, wrong since 6
                    kvm-mmu-H23           | tlb[0][0] has page since 5, wrong since 7
                    grant-frames-H28      | p2m[0x0] has mfn 0 since 4, wrong since 8
                    top-level-shadow-H64  | cr3[0] has page 0 since 0, wrong since 4
                    secondary-tlb-H43l    | iotlb[0][0] has pfn 0, writable since 3, wrong since 8
                    pfn-cache-H30         | cache.page has mfn 1 since 6, wrong since 6
                    xen-ept-X1b           | ept0[1] has WB ram since 3, wrong since 4
                    xen-ept-X2b           | ept0[1] has WB ram since 3, wrong since 4
                    xen-ept-X6            | ept0[0] has UC grant-table since 1, wrong since 1
                    xen-ept-X11           | ept0[0] has WB+IPAT grant-table since 2, wrong since 3
                    zap-list-K15j         | pending[1][0] has 1 since 2, wrong since 13
                    """)
    void wellKnownRunsHangOnTheEntryThatAnEngineerWouldName(String stem, String blamed) throws BadFileException {
        Run run = Run.of(SavedRuns.file(stem + ".json"));
        List<String> told = run.culprits().stream()
                .map(c -> c.field().elementName(c.element()) + " has "
                        + c.field().text(run.violating(), c.element()) + " since " + c.since() + ", wrong since "
                        + c.wrongSince())
                .toList();
        assertThat(String.join("; ", told)).isEqualTo(blamed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kvm-K3        | [none, WB]
                    kvm-K13       | [none, WB]
                    kvm-K18       | [none, WB large]
                    amd-iommu-A9  | [table 2] [4] [table 2] [4]
                    amd-iommu-R8  | [table 8] [4]
                    iotlb-H19c    | [none]
                    kvm-mmu-H26d  | [none, other page]
                    xen-ept-X2b   | [marked ram, WB+IPAT ram]
                    xen-ept-X3b   | [WB ram, marked ram] [WB ram, marked ram] [WB ram, marked ram]
                    xen-ept-H3    | [marked ram]
                    """)
    void whatAnEntryShouldBeIsWhatTheDesignWouldMakeOfItOrNothing(String stem, String right) throws BadFileException {
        Run run = Run.of(SavedRuns.file(stem + ".json"));
        List<String> said =
                run.culprits().stream().map(c -> c.right().toString()).toList();
        assertThat(String.join(" ", said)).isEqualTo(right);
    }
}
