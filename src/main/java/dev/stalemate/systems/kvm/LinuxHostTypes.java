package dev.stalemate.systems.kvm;

/**
 * Linux 6.11 on: guest MTRRs and CR0.CD mean nothing, and the leaf is WB; the guest's PAT counts only with non-coherent DMA, or where the
 * quirk IGNORE_GUEST_PAT is off (vmx_get_mt_mask(), kvm_noncoherent_dma_assignment_start_or_stop()).
 *
 * @param name as the command line writes it
 * @param says the design in a sentence
 * @param hasPatQuirk whether there is such a quirk
 * @param ignoresGuestPat whether the guest's PAT is ignored without non-coherent DMA, at the start
 * @param disablingZaps whether everything is zapped as the quirk is disabled, which no release does
 */
record LinuxHostTypes(String name, String says, boolean hasPatQuirk, boolean ignoresGuestPat, boolean disablingZaps)
        implements KvmDesign {
    /** As released. */
    LinuxHostTypes(String name, String says, boolean hasPatQuirk, boolean ignoresGuestPat) {
        this(name, says, hasPatQuirk, ignoresGuestPat, false);
    }

    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        if (vm.mmio(gpa)) {
            return LinuxGuestMtrrs.UC;
        }
        return mayIgnoreGuestPat(vm) && !vm.noncoherentDma() ? LinuxGuestMtrrs.WB_IPAT : LinuxGuestMtrrs.WB;
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        if (mayIgnoreGuestPat(vm)) {
            zap.all();
        }
    }

    @Override
    public void patQuirkDisabled(Vm vm, Zap zap) {
        if (disablingZaps) {
            zap.all();
        }
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return true;
    }

    /** The function kvm_mmu_may_ignore_guest_pat(). */
    private boolean mayIgnoreGuestPat(Vm vm) {
        return ignoresGuestPat && !vm.patQuirkDisabled();
    }
}
