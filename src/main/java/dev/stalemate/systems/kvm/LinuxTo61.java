package dev.stalemate.systems.kvm;

/** Linux 4.9 to 6.1: what of it is not as in 6.2. The last large leaf that a write drops is in 6.1 (c4b33d28ea51). */
final class LinuxTo61 extends LinuxGuestMtrrs {
    private final Release release;

    /** The first release of each that differs from the one before. */
    enum Release {
        /** Reserved pages are MMIO; zaps are not counted as invalidations; dirty logging write-protects large leaves. */
        V4_9(MmioRule.RESERVED),
        /** Of reserved pages only those that the host maps uncached are MMIO (aa2e063aea92). */
        V4_16(MmioRule.RESERVED_UNCACHED),
        /** RAM without page structs is RAM (0c55671f84ff). */
        V5_2(MmioRule.SINCE_5_2),
        /** Zaps are counted as invalidations (kvm_zap_gfn_range()). */
        V5_15(MmioRule.SINCE_5_2),
        /** Large leaves are split as dirty logging starts, with kvm.eager_page_split. */
        V5_18(MmioRule.SINCE_5_2),
        /** Large pages are checked only with a device (d5e90a699875). */
        V6_0(MmioRule.SINCE_5_2);

        private final MmioRule mmio;

        Release(MmioRule mmio) {
            this.mmio = mmio;
        }
    }

    /**
     * A release.
     *
     * @param name as reports write it
     * @param says the design in a sentence
     * @param release the first one that it describes
     * @param cd the leaf that a vCPU with CR0.CD=1 gets
     * @param zapsAll what zaps everything
     */
    LinuxTo61(String name, String says, Release release, CdLeaf cd, ZapsAll... zapsAll) {
        super(name, says, release.mmio, cd, zapsAll);
        this.release = release;
    }

    private boolean since(Release first) {
        return release.compareTo(first) >= 0;
    }

    /** Up to 5.19 a large page is split unless all of it has one type, whether or not MTRRs mean anything. */
    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        return since(Release.V6_0) ? super.installsLarge(vm, vcpu, gpa, lookUp) : lookUp.isUniform(vm, vcpu, gpa);
    }

    @Override
    public boolean zapsMakeFaultsRetry() {
        return since(Release.V5_15);
    }

    @Override
    public boolean splitsAsLoggingStarts() {
        return since(Release.V5_18);
    }

    @Override
    public boolean splitsAtWrite() {
        return false;
    }

    /** As in the first release of each; up to 5.14 as in 4.9. */
    @Override
    public String function(Event event) {
        if (since(Release.V5_15)) {
            return switch (event) {
                case COUNT_READ -> "direct_page_fault()";
                case RETRIED -> since(Release.V5_18) ? super.function(event) : "mmu_notifier_retry_hva()";
                default -> super.function(event);
            };
        }
        return switch (event) {
            case CD_WRITTEN -> "kvm_set_cr0()";
            case TOUCHED_LARGE, COUNT_READ -> "tdp_page_fault()";
            case RETRIED -> "mmu_notifier_retry()";
            case MAPPED -> "__direct_map()";
            case UNMAPPED -> "kvm_unmap_hva_range()";
            case FLUSHED -> "kvm_vcpu_flush_tlb()";
            default -> super.function(event);
        };
    }
}
