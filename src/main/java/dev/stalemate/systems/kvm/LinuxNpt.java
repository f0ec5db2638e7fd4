package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.paging.EptLeaf;

/**
 * Linux on AMD's nested paging. KVM has no get_mt_mask there (up to 5.19 svm_get_mt_mask() answers 0): every leaf selects entry 0 of the
 * host's PAT, which is WB, or KVM does not load. So guest MTRRs mean nothing, and nothing can make the processor ignore the guest's PAT.
 *
 * <p>Up to 6.6 update_mtrr() and kvm_post_set_cr0() do not ask which paging KVM runs on, and zap as they do on EPT.
 */
final class LinuxNpt extends NamedDesign implements KvmDesign {
    /** What differs between releases. */
    enum Release {
        /** Before 15038e147247: the VMCB's g_pat has what the PAT has after reset, and WRMSR does not change it. */
        TO_4_14,
        /** WRMSR changes it. Large pages are split where the guest's MTRRs give several types, as on EPT. */
        TO_5_19,
        /** Large pages are not split. */
        TO_6_6,
        /** Nothing is zapped: kvm_mmu_honors_guest_mtrrs() is false. */
        FROM_6_7
    }

    private final Release release;
    private final KvmDesign onEpt;
    private final boolean passesCd;

    /**
     * A release.
     *
     * @param name as reports write it
     * @param says the design in a sentence
     * @param onEpt the same release on EPT: the functions that both run
     * @param passesCd whether the quirk CD_NW_CLEARED is off, so that svm_set_cr0() leaves CD and NW in the VMCB
     */
    LinuxNpt(String name, String says, Release release, KvmDesign onEpt, boolean passesCd) {
        super(name, says);
        this.release = release;
        this.onEpt = onEpt;
        this.passesCd = passesCd;
    }

    @Override
    public Paging paging() {
        return Paging.NPT;
    }

    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        return EptLeaf.PA0;
    }

    @Override
    public boolean passesPat() {
        return release != Release.TO_4_14;
    }

    @Override
    public boolean passesCd() {
        return passesCd;
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (msr == Pat.MSR) {
            zap.nothing(release == Release.TO_4_14 ? "g_pat stays as it was after reset" : "g_pat follows the new PAT");
        } else if (release == Release.FROM_6_7) {
            zap.nothing("guest MTRRs mean nothing");
        } else {
            onEpt.msrWritten(vm, vcpu, msr, old, zap);
        }
    }

    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        if (release == Release.FROM_6_7) {
            zap.nothing("guest MTRRs mean nothing");
        } else {
            onEpt.cdWritten(vm, vcpu, zap);
        }
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        zap.nothing("no leaf depends on it");
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return release.compareTo(Release.TO_5_19) > 0 || onEpt.installsLarge(vm, vcpu, gpa);
    }

    @Override
    public boolean zapsMakeFaultsRetry() {
        return onEpt.zapsMakeFaultsRetry();
    }

    @Override
    public boolean splitsAsLoggingStarts() {
        return onEpt.splitsAsLoggingStarts();
    }

    @Override
    public boolean splitsAtWrite() {
        return onEpt.splitsAtWrite();
    }

    @Override
    public String function(Event event) {
        return switch (event) {
            case TOUCHED -> release.compareTo(Release.TO_5_19) > 0 ? "make_spte()" : "svm_get_mt_mask()";
            case PAT_WRITTEN -> "svm_set_msr()";
            default -> onEpt.function(event);
        };
    }
}
