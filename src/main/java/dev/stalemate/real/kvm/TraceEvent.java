package dev.stalemate.real.kvm;

/** The trace events that matter here (arch/x86/kvm/trace.h, arch/x86/kvm/mmu/mmutrace.h); the rest is {@link #OTHER}. */
enum TraceEvent {
    /** A vCPU enters the guest. */
    ENTRY("kvm_entry"),
    /** A vCPU left the guest. */
    EXIT("kvm_exit"),
    /** A page fault or EPT violation is handled. */
    PAGE_FAULT("kvm_page_fault"),
    /** An emulated RDMSR or WRMSR; of a write, after what it zaps. */
    MSR("kvm_msr"),
    /** An emulated MOV to or from a control register; of a write, before what it zaps. */
    CR("kvm_cr"),
    /** An entry of the TDP MMU changes, at any level. */
    SPTE_CHANGED("kvm_tdp_mmu_spte_changed"),
    /** A fault installs a leaf, in either MMU. */
    SET_SPTE("kvm_mmu_set_spte"),
    /** A page table goes, with what it maps. */
    ZAP_PAGE("kvm_mmu_prepare_zap_page"),
    /** All tables become obsolete at once, because a memory slot goes. */
    ZAP_ALL("kvm_mmu_zap_all_fast"),
    /** The host takes a range of the VMM's memory away, and KVM what it maps of it (include/trace/events/kvm.h). */
    UNMAP_HVA("kvm_unmap_hva_range"),
    /** The same of one page, which it may map elsewhere; up to 6.9. */
    SET_SPTE_HVA("kvm_set_spte_hva"),
    /** The guest executed CPUID. */
    CPUID("kvm_cpuid"),
    /** What a program wrote to trace_marker. */
    MARK("tracing_mark_write"),
    /** The same, as trace-cmd and perf print it. */
    PRINT("print"),
    /** Any other event. */
    OTHER("");

    private static final TraceEvent[] ALL = values();

    private final String text;

    TraceEvent(String text) {
        this.text = text;
    }

    /** Whether it changes leaves or registers. */
    boolean changesState() {
        return this == MSR || this == CR || this == SPTE_CHANGED || this == SET_SPTE;
    }

    /** The event of a name in {@code chars} from {@code from} to {@code to}, which may follow a group's name and a colon. */
    static TraceEvent of(char[] chars, int from, int to) {
        int start = to;
        while (start > from && chars[start - 1] != ':') {
            start--;
        }
        for (TraceEvent event : ALL) {
            if (event != OTHER && matches(event.text, chars, start, to)) {
                return event;
            }
        }
        return OTHER;
    }

    private static boolean matches(String text, char[] chars, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        // Most names begin alike, so the end tells them apart sooner.
        for (int i = to - from - 1; i >= 0; i--) {
            if (text.charAt(i) != chars[from + i]) {
                return false;
            }
        }
        return true;
    }
}
