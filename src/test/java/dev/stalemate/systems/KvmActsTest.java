package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Act;
import dev.stalemate.trace.Trace;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What designs tell of a step in KVM's systems, and in Xen's EPT flushes: the function of the release that they describe, and what it decided. */
final class KvmActsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            kvm-K1   | 3 | kvm_set_cr0(): zaps nothing: the quirk CD_NW_CLEARED is on
            kvm-K3   | 5 | update_mtrr(): zaps nothing: CD=1
            kvm-K5b  | 3 | vmx_get_mt_mask(): answers WB+IPAT: CR0.CD=1
            kvm-K6i  | 3 | update_mtrr(): writes def_type to its copy, marks def_type, zaps nothing: CD=1
            kvm-K6i  | 7 | kvm_post_set_cr0(): unmarks def_type, zaps everything
            kvm-K8n  | 5 | kvm_post_set_cr0(): zaps nothing: the vCPU's MTRRs are those of the copy
            kvm-K10  | 2 | kvm_arch_register_noncoherent_dma(): zaps nothing: it only counts devices
            kvm-K13  | 2 | update_mtrr(): zaps 0x200000-0x2fffff
            kvm-K12e | 4 | vmx_set_msr(): zaps nothing: leaves without IPAT follow the new PAT, the others ignore it
            kvm-K17c | 3 | kvm_mmu_notifier_invalidate_range_start(): returns before vCPU 0 and vCPU 1 flushed
            kvm-K17d | 2 | kvm_unmap_gfn_range(): zaps gpa 0x0, kvm_flush_remote_tlbs(): asks vCPU 0 to flush
            kvm-K17d | 3 | kvm_vcpu_flush_tlb_all(): flushes vCPU 0's TLB
            kvm-K18  | 3 | kvm_tdp_page_fault(): maps 2 MiB whole, vmx_get_mt_mask(): answers UC
            kvm-H2c  | 5 | kvm_post_set_cr0(): zaps nothing: the quirk CD_NW_CLEARED is on, \
            linux-4.9: kvm_set_cr0(): zaps nothing: the quirk CD_NW_CLEARED is on
            kvm-mmu-H23  | 7 | zap_gfn_range(): zaps gfn 0 of root 0, owes a flush, \
            kvm_tdp_mmu_zap_gfn_range(): goes on to root 1, with no flush owed
            kvm-mmu-H23c | 8 | tdp_mmu_zap_leafs(): flushes nothing, gives the lock up
            kvm-mmu-H24  | 7 | kvm_recover_nx_lpages(): flushes nothing: it ignores what it was told
            kvm-mmu-H25  | 6 | direct_page_fault(): does not check root 0, kvm_tdp_mmu_map(): maps gfn 0 in root 0
            kvm-mmu-H26  | 6 | is_page_fault_stale(): retries: finds the counter at 2, not at -2, which is 2 as an int
            pfn-cache-H30  | 2 | kvm_gfn_to_pfn_cache_refresh(): takes no mutex, marks the cache valid, without a page, drops the lock
            pfn-cache-H30  | 3 | hva_to_pfn_retry(): finds mfn 1
            pfn-cache-H30  | 6 | kvm_gfn_to_pfn_cache_refresh(): stores mfn 1, over any refresh since the look-up
            pfn-cache-H30i | 2 | kvm_gfn_to_pfn_cache_refresh(): takes the mutex, marks the cache valid, with its old page, drops the lock
            guest-tlb-H16  | 7 | prepare_vmcs02(): flushes the tag of L1, which is left
            guest-tlb-H16  | 8 | vmx_vcpu_load(): requests a flush of the loaded root: vCPU 0 was not on CPU 0 last, \
            vcpu_enter_guest(): flushes the tag of L2 on CPU 0
            guest-tlb-H17  | 5 | nested_vmx_enter_non_root_mode(): does not make the flush that was requested for the tag of L1, \
            nested_vmx_transition_tlb_flush(): requests nothing: L2 has VPIDs
            guest-tlb-H17b | 8 | nested_vmx_transition_tlb_flush(): finds another VPID, requests a flush of TLBs alone
            guest-tlb-H29b | 6 | kvm_arch_vcpu_load(): requests nothing: vCPU 0 was on CPU 0 last, \
            vcpu_enter_guest(): flushes nothing: nothing is requested
            ept-flush-H15  | 4 | ept_sync_domain_prepare(): marks every CPU in the nested table's mask
            ept-flush-H15  | 5 | p2m_unlock_and_tlb_flush(): makes every CPU leave the guest
            ept-flush-H15  | 6 | vmx_vmenter_helper(): flushes nothing: no mark in the mask of the host table
            ept-flush-H15g | 6 | vmx_vmenter_helper(): flushes the host table alone
            ept-flush-H18  | 5 | ept_free_entry(): frees the table page, with a flush still owed
            zap-list-K15i  | 12 | kvm_zap_gfn_range(): zaps range 0
            zap-list-K15i  | 22 | update_mtrr(): finds the flag set: another vCPU zaps
            zap-list-K15i  | 25 | update_mtrr(): clears the flag
            zap-list-K15l  | 10 | update_mtrr(): finds the list not empty, takes range 1 for queued
            zap-list-K15z  | 9  | update_mtrr(): finds range 0 in the list
            effective-type-R7 | 1 | resolve_memtype(): answers WT
            """)
    void aStepTellsWhatTheDesignDecided(String name, int step, String acts) throws BadFileException {
        Check.Result result = Check.of(SavedRuns.read(name + ".json"), Systems.catalogue());
        Trace trace = Objects.requireNonNull(result.trace());

        assertThat(trace.acts(step - 1).stream().map(KvmActsTest::text).collect(Collectors.joining(", ")))
                .isEqualTo(acts);
    }

    /** Without the entries that it left. */
    private static String text(Act act) {
        return act.function() + ": " + act.decided();
    }
}
