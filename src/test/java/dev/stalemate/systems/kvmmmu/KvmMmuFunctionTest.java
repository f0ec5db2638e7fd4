package dev.stalemate.systems.kvmmmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Design;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What functions are called: as in the files of the releases that were read. */
class KvmMmuFunctionTest {
    @ParameterizedTest
    @CsvSource({
        "LOOK_UP, linux-5.10.0, try_async_pf()",
        "LOOK_UP, linux-5.12, try_async_pf()",
        "LOOK_UP, linux-5.15.0, kvm_faultin_pfn()",
        "LATE_CHECK, linux-5.15.18, direct_page_fault()",
        "LATE_CHECK, linux-5.16.4, is_page_fault_stale()",
        "ZAP, linux-5.16.0, zap_gfn_range()",
        "ZAP, linux-5.18, tdp_mmu_zap_leafs()",
        "RECOVER, truncates-counter, kvm_recover_nx_lpages()",
        "RECOVER, linux-6.5, kvm_recover_nx_huge_pages()",
        "FLUSH_AT_START, start-unflushed, kvm_mmu_slot_remove_write_access()",
        "FLUSH_AT_START, truncates-counter, kvm_mmu_slot_apply_flags()",
        "PROTECT_LOG, log-cleared-last, kvm_mmu_slot_remove_write_access()",
        "PROTECT_LOG, log-locked, kvm_mmu_rmap_write_protect()",
        "FAULT, apic-at-start, tdp_page_fault()",
        "FAULT, reads-counter-late, user_mem_abort()",
        "SHADOW, reads-counter-late, kvm_mmu_get_shadow_page()",
        "FAULT, 'linux-6.3,in-progress=count', kvm_tdp_mmu_page_fault()",
        "ZAP, log-locked, zap_gfn_range()"
    })
    void aDesignHasTheFunctionsOfItsRelease(KvmMmuFunction function, String design, String name) {
        assertThat(function.in(KvmMmuFunction.release(design))).isEqualTo(name);
    }

    @Test
    void eachReleaseIsOfADesign() {
        assertThat(new KvmMmuSystem().designs()).extracting(Design::name).containsAll(KvmMmuFunction.RELEASE.keySet());
    }
}
