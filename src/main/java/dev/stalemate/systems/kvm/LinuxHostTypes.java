package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.model.NamedDesign;

/**
 * Linux 6.11 on: guest MTRRs and CR0.CD mean nothing, and the leaf is WB; the guest's PAT counts only with non-coherent DMA, or where the
 * quirk IGNORE_GUEST_PAT is off (vmx_get_mt_mask(), kvm_noncoherent_dma_assignment_start_or_stop()).
 *
 * <p>A reader's patch extends it and overrides what it changes: each method is one function of KVM's.
 */
public class LinuxHostTypes extends NamedDesign implements KvmDesign {
    /** What becomes of the guest's PAT without non-coherent DMA. */
    enum GuestPat {
        /** It is ignored. */
        IGNORED,
        /** It is ignored until the host's user disables the quirk, which zaps nothing. */
        QUIRK,
        /** It is ignored until the host's user disables the quirk, which zaps everything: no release does. */
        QUIRK_THAT_ZAPS,
        /** It is honoured: the quirk was disabled from the start. */
        HONOURED
    }

    private final GuestPat pat;
    private final MmioRule mmio;
    private final boolean recoversLarge;

    /**
     * Linux 6.11 and 6.12, for a patch to start from.
     *
     * @param name as reports write it
     * @param says the design in a sentence
     */
    public LinuxHostTypes(String name, String says) {
        this(name, says, GuestPat.IGNORED, false);
    }

    /**
     * A design of the family.
     *
     * @param recoversLarge whether the end of dirty logging makes large leaves of small ones, as since 6.13
     */
    LinuxHostTypes(String name, String says, GuestPat pat, boolean recoversLarge) {
        this(name, says, pat, recoversLarge, MmioRule.SINCE_5_2);
    }

    LinuxHostTypes(String name, String says, GuestPat pat, boolean recoversLarge, MmioRule mmio) {
        super(name, says);
        this.mmio = mmio;
        this.pat = pat;
        this.recoversLarge = recoversLarge;
    }

    @Override
    public boolean isMmio(Vm vm, long gpa) {
        return mmio.takes(vm.hostPage(gpa));
    }

    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        return leaf(vm, vcpu, gpa, this);
    }

    @Override
    public final int leaf(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        if (lookUp.isMmio(vm, gpa)) {
            return LinuxGuestMtrrs.UC;
        }
        return mayIgnoreGuestPat(vm) && !vm.noncoherentDma() ? LinuxGuestMtrrs.WB_IPAT : LinuxGuestMtrrs.WB;
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        if (mayIgnoreGuestPat(vm)) {
            zap.all();
        } else {
            zap.nothing("KVM always honours the guest's PAT");
        }
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        zap.nothing(msr == Pat.MSR ? LinuxGuestMtrrs.PAT : "guest MTRRs mean nothing");
    }

    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        zap.nothing("CR0.CD means nothing");
    }

    @Override
    public boolean hasPatQuirk() {
        return pat == GuestPat.QUIRK || pat == GuestPat.QUIRK_THAT_ZAPS;
    }

    @Override
    public void patQuirkDisabled(Vm vm, Zap zap) {
        if (pat == GuestPat.QUIRK_THAT_ZAPS) {
            zap.all();
        }
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return true;
    }

    @Override
    public boolean recoversLarge() {
        return recoversLarge;
    }

    /** The function kvm_mmu_may_ignore_guest_pat(). */
    private boolean mayIgnoreGuestPat(Vm vm) {
        return pat != GuestPat.HONOURED && !vm.patQuirkDisabled();
    }
}
