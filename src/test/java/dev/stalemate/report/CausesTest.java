package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CausesTest {
    private static List<String> causes(String name) throws BadFileException {
        Check.Result result = Check.of(SavedRuns.read(name + ".json"), Systems.catalogue());
        return Conclusion.of(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()))
                .causes();
    }

    @Test
    void aCauseTellsWhatTheEntryWouldBeSinceWhenItIsWrongAndTheDecisionThatMissedIt() throws BadFileException {
        assertThat(causes("kvm-K3"))
                .containsExactly(
                        "Cause: ept of gpa 0x0 is UC since (1) and would be WB now. Wrong since (2) set-cd vcpu=0. "
                                + "Passed by in (6) clear-cd vcpu=0: kvm_post_set_cr0() zaps 0x80000-0xfffff, and leaves it: WB by now.");
    }

    @Test
    void aDecisionThatMadeTheEntryWrongSaysSo() throws BadFileException {
        assertThat(causes("kvm-K9"))
                .singleElement()
                .asString()
                .contains(" Made in ")
                .contains("vmx_get_mt_mask() answers");
    }

    /** What decided may be told before the entry went wrong, or after it where a repair was left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            nested-pat-H36n | Made in (2) migrate-state-first: KVM_GET_MSRS reads L2's PAT.
            nested-pat-H36p | Made in (2) migrate-state-first: KVM_GET_MSRS reads L2's PAT.
            nested-pat-H36r | It follows from (3) vmexit: nested_svm_vmexit() saves vmcb02.g_pat to vmcb12, leaves arch.pat.
            log-dirty-H42g | It follows from (10) fail hypercall=0: p2m_remove_entry() could not remove the page, and marks nothing.
            log-dirty-H42i | It follows from (6) read migration=0: paging_log_dirty_op() reads the marks of gfn 0x0, and clears them.
            pfn-cache-H40l | Passed by in (4) invalidate-start host=0 page=own: kvm_mmu_notifier_invalidate_range_start() \
            counts one more in progress, and does not mark the cache.
            domain-teardown-H93 | It follows from (6) free-tables: iommu_free_pgtables() frees the tables, and leaves the domain's root.
            domain-teardown-H62c | Wrong since (3) fail-to-unmap hypercall=0. Passed by in (3) fail-to-unmap hypercall=0: \
            iommu_identity_mapping() cannot unmap page 0.
            cache-flush-H75 | Wrong since (2) allocate. Passed by in (2) allocate: flush_page_to_ram() finds nothing to do: \
            the end of the page is address 0.
            encrypted-memory-H76e | It follows from (10) flush-tlbs host=0: kvm_mmu_notifier_invalidate_range_start() flushes no caches \
            after the TLBs.
            late-writes-H80 | It follows from (4) wait host=0: the invalidation is complete, though accesses are in flight.
            secondary-tlb-H43m | Passed by in (4) flush host=0: flush_tlb_page() flushes page 0 on all CPUs, and not in the IOMMU.
            """)
    void aCauseIsWhereTheDesignDecides(String name, String decision) throws BadFileException {
        assertThat(causes(name)).singleElement().asString().endsWith(decision);
    }

    @Test
    void entriesThatAreAlikeShareALine() throws BadFileException {
        assertThat(causes("xen-ept-R5"))
                .singleElement()
                .asString()
                .startsWith(
                        "Cause: ept0 of entry 0; ept0 of entry 1; ept0 of entry 2; ept0 of entry 3 are each WB ram since the start"
                                + " and should be UC ram.");
    }

    @Test
    void ofEntriesEachOfWhichWouldDoEachSaysSo() throws BadFileException {
        assertThat(causes("amd-iommu-A6"))
                .hasSize(2)
                .allMatch(cause -> cause.startsWith("Cause (one of 2; fixing any one is enough): "));
    }

    @Test
    void ofEntriesThatOnlyDoTogetherEachSaysSo() throws BadFileException {
        assertThat(causes("amd-iommu-A9"))
                .hasSize(2)
                .allMatch(cause -> cause.startsWith("Cause (one of 2; all have to be fixed): "));
    }

    @Test
    void whatIsAboutNoEntryNamesTheLastDecision() throws BadFileException {
        assertThat(causes("kvm-K8d"))
                .singleElement()
                .asString()
                .startsWith("Cause: no entry that the design keeps is wrong. The last decision is in (")
                .contains("kvm_post_set_cr0() zaps everything");
    }
}
