package dev.stalemate.systems.kvmmmu;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.stalemate.model.Version;
import java.util.Map;

/**
 * What functions do, and what they are called from which release of Linux on. Where Arm and PowerPC have functions of their own, their names
 * are there, too.
 */
enum KvmMmuFunction {
    /** It begins a fault. */
    FAULT(
            "2.6.28 tdp_page_fault()",
            "5.7 direct_page_fault()",
            "6.3 kvm_tdp_mmu_page_fault()",
            "arm user_mem_abort()",
            "powerpc kvmppc_do_h_enter()"),
    /** It looks the host's page up. */
    LOOK_UP(
            "2.6.28 gfn_to_pfn()",
            "2.6.38 try_async_pf()",
            "5.15 kvm_faultin_pfn()",
            "arm __gfn_to_pfn_memslot()",
            "powerpc find_kvm_host_pte()"),
    /** It checks, under the lock, whether a fault is late. */
    LATE_CHECK(
            "2.6.28 tdp_page_fault()",
            "5.7 direct_page_fault()",
            "5.16 is_page_fault_stale()",
            "arm user_mem_abort()",
            "powerpc kvmppc_do_h_enter()"),
    /** It writes the leaf. */
    MAP(
            "2.6.28 __direct_map()",
            "5.10 kvm_tdp_mmu_map()",
            "arm kvm_pgtable_stage2_map()",
            "powerpc kvmppc_do_h_enter()"),
    /** It decides what a leaf says, and marks its page dirty. */
    MAKE("2.6.28 set_spte()", "5.10 make_spte()"),
    /** It zaps the leaves of a root, and gives the lock up in between. */
    ZAP("5.10 zap_gfn_range()", "5.18 tdp_mmu_zap_leafs()"),
    /** It zaps all roots. */
    ZAP_ROOTS("5.10 kvm_tdp_mmu_zap_gfn_range()", "5.18 kvm_tdp_mmu_zap_leafs()"),
    /** It sweeps a dead root. */
    SWEEP("5.10 kvm_tdp_mmu_zap_all()", "5.13 kvm_tdp_mmu_zap_invalidated_roots()"),
    /** It recovers large pages. */
    RECOVER("5.10 kvm_recover_nx_lpages()", "6.2 kvm_recover_nx_huge_pages()"),
    /** It frees a table page. */
    FREE("5.10 __handle_changed_spte()", "5.12 tdp_mmu_free_sp()"),
    /** It begins to shadow a page table of the guest's. */
    SHADOW("2.6.28 kvm_mmu_get_page()", "6.0 kvm_mmu_get_shadow_page()"),
    /** It write-protects a page table. */
    PROTECT_TABLE("2.6.28 rmap_write_protect()", "5.10 write_protect_gfn()"),
    /** It lets the guest write to a page table whose shadow is marked. */
    UNSYNC("2.6.28 mmu_need_write_protect()", "5.14 mmu_try_to_unsync_pages()"),
    /** It emulates a write. */
    EMULATE("2.6.28 emulate_instruction()", "2.6.39 x86_emulate_instruction()"),
    /** It reads the dirty bitmap. */
    READ_LOG("2.6.28 kvm_vm_ioctl_get_dirty_log()", "3.19 kvm_get_dirty_log_protect()"),
    /** It write-protects a page that was in the bitmap. */
    PROTECT_LOG(
            "2.6.28 kvm_mmu_slot_remove_write_access()",
            "3.3 kvm_mmu_rmap_write_protect()",
            "5.10 clear_dirty_pt_masked()"),
    /** It write-protects a page as dirty logging starts. */
    PROTECT_AT_START("2.6.28 kvm_mmu_slot_remove_write_access()", "5.10 kvm_tdp_mmu_wrprot_slot()"),
    /** It flushes as dirty logging starts. */
    FLUSH_AT_START("2.6.28 kvm_mmu_slot_remove_write_access()", "6.0 kvm_mmu_slot_apply_flags()");

    /** Designs that are not named after the release whose names they have; all others have those of the last one. */
    static final ImmutableMap<String, String> RELEASE = ImmutableMap.<String, String>builder()
            .put("forgets-earlier-roots", "5.10")
            .put("drops-answer", "5.10")
            .put("ignores-dead-roots", "5.15")
            .put("hardware-bit", "5.16")
            .put("hardware-bit-log-locked", "5.16")
            .put("skips-dead-roots", "5.17")
            .put("start-unflushed", "5.18")
            .put("truncates-counter", "6.1")
            .put("apic-at-start", "5.4")
            .put("log-cleared-last", "2.6.36")
            .put("log-unlocked", "3.3")
            .put("log-locked", "3.3")
            .put("reads-counter-late", "arm")
            .put("reads-counter-first", "arm")
            .put("reads-counter-last", "arm")
            .put("page-lock", "powerpc")
            .put("page-lock-raises-late", "powerpc")
            .put("page-lock-counter-first", "powerpc")
            .buildOrThrow();

    private static final String LAST = "6.3";

    @SuppressWarnings("ImmutableEnumChecker") // a version is a record of numbers
    private final ImmutableSortedMap<Version, String> since;

    private final ImmutableMap<String, String> elsewhere;

    KvmMmuFunction(String... names) {
        ImmutableSortedMap.Builder<Version, String> releases = ImmutableSortedMap.naturalOrder();
        ImmutableMap.Builder<String, String> others = ImmutableMap.builder();
        for (String name : names) {
            String[] words = name.split(" ", 2);
            if (Character.isDigit(words[0].charAt(0))) {
                releases.put(Version.of(words[0]), words[1]);
            } else {
                others.put(words[0], words[1]);
            }
        }
        since = releases.buildOrThrow();
        elsewhere = others.buildOrThrow();
    }

    /** The release, or the architecture, whose functions a design has; with settings after its name they stay the same. */
    static String release(String design) {
        String name = design.split(",", 2)[0];
        return name.startsWith("linux-") ? name.substring("linux-".length()) : RELEASE.getOrDefault(name, LAST);
    }

    /** Its name in a release, or on an architecture; the first name that it had, if the release has no such function yet. */
    String in(String release) {
        boolean number = Character.isDigit(release.charAt(0));
        Map.Entry<Version, String> named = since.floorEntry(Version.of(number ? release : LAST));
        return !number && elsewhere.containsKey(release)
                ? elsewhere.get(release)
                : named == null ? since.values().iterator().next() : named.getValue();
    }
}
