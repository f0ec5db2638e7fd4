package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.systems.xen.design.XenDesign.RangeChange;

/** The functions in which a version of Xen decides about memory types, as its code names them. */
public enum XenFunctions {
    /** Up to 4.3: leaves are rewritten at once. */
    UP_TO_4_3,
    /** From 62652c00ef (2013) to aa9114edd9 (2014): there is no memory_type_changed(). */
    WITHOUT_MARKS,
    /** Up to 4.16: the handlers of hypercalls call memory_type_changed(). */
    UP_TO_4_16,
    /** From 4.17 on: the functions that change a list call it. */
    FROM_4_17,
    /** AMD's nested paging, from 4.17 on. */
    NPT,
    /** Arm's stage-2 tables. */
    ARM;

    /** Which one pins and unpins ranges. */
    public static final String PIN = "hvm_set_mem_pinned_cacheattr()";
    /** Which one is told that a domain is started. */
    public static final String STARTED = "arch_domain_creation_finished()";
    /** Which one looks a page up for a hypercall, and references it. */
    public static final String LOOK_UP = "p2m_get_page_from_gfn()";
    /** Which one handles XEN_DOMCTL_memory_mapping. */
    public static final String MEMORY_MAPPING = "do_domctl()";

    /** Which one writes an MTRR, for the guest or from a save record. */
    public static String mtrr(int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return "mtrr_def_type_msr_set()";
        }
        return MtrrMsr.fixedIndex(msr) >= 0 ? "mtrr_fix_range_msr_set()" : "mtrr_var_range_msr_set()";
    }

    /** Which one types a leaf. */
    public String leaf() {
        return switch (this) {
            case NPT -> "p2m_type_to_flags()";
            case ARM -> "mfn_to_p2m_entry()";
            case UP_TO_4_3, WITHOUT_MARKS, UP_TO_4_16, FROM_4_17 -> "epte_get_entry_emt()";
        };
    }

    /** Which one resolves a mark that a processor has met. */
    public String fault() {
        return this == ARM ? "p2m_resolve_translation_fault()" : "ept_handle_misconfig()";
    }

    /** Which one sets and removes entries. */
    public String setEntry() {
        return this == ARM ? "__p2m_set_entry()" : this == NPT ? "p2m_pt_set_entry()" : "ept_set_entry()";
    }

    /** Which one reacts to a guest that cleans its caches. */
    public String cachesCleaned() {
        return this == ARM
                ? "p2m_flush_vm()"
                : this == NPT ? "svm_vmexit_do_invalidate_cache()" : "vmx_wbinvd_intercept()";
    }

    /** Whether there is memory_type_changed(). */
    public boolean haveTypeChange() {
        return this != UP_TO_4_3 && this != WITHOUT_MARKS && this != ARM;
    }

    /** Which one reacts to a change of CR0.CD. */
    public String cacheDisabled() {
        return switch (this) {
            case UP_TO_4_3 -> "vmx_set_uc_mode()";
            case NPT -> "svm_update_guest_cr()";
            case ARM -> "p2m_toggle_cache()";
            case WITHOUT_MARKS, UP_TO_4_16, FROM_4_17 -> "vmx_handle_cd()";
        };
    }

    /** Which one calls memory_type_changed() after a change of a list, or could. */
    public String range(RangeChange range) {
        if (this != FROM_4_17 && this != NPT && this != ARM) {
            return range.ioports() ? "arch_do_domctl()" : "do_domctl()";
        }
        if (range.ioports()) {
            return range.permitted() ? "ioports_permit_access()" : "ioports_deny_access()";
        }
        return range.permitted() ? "iomem_permit_access()" : "iomem_deny_access()";
    }
}
