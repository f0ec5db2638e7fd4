package dev.stalemate.systems.kvm;

/**
 * Linux 6.11 on: guest MTRRs and CR0.CD mean nothing, and the leaf is WB; the guest's PAT counts only with non-coherent DMA, or from 6.16
 * on where the quirk is off (vmx_get_mt_mask(), kvm_noncoherent_dma_assignment_start_or_stop()).
 *
 * @param name as the command line writes it
 * @param says the design in a sentence
 * @param ignoresGuestPat whether the guest's PAT is ignored without non-coherent DMA
 */
record LinuxHostTypes(String name, String says, boolean ignoresGuestPat) implements KvmDesign {
    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        if (vm.mmio(gpa)) {
            return LinuxGuestMtrrs.UC;
        }
        return ignoresGuestPat && !vm.noncoherentDma() ? LinuxGuestMtrrs.WB_IPAT : LinuxGuestMtrrs.WB;
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        if (ignoresGuestPat) {
            zap.all();
        }
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return true;
    }
}
