// stalemate: system=kvm base=linux-6.7
// stalemate: says Linux 6.7 to 6.10, to be changed

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs;
import dev.stalemate.systems.kvm.Vcpu;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;

/** What decides about EPT leaves in KVM of Linux 6.7 to 6.10. Change a method, or delete it: then it is the base's. */
final class MyPatch extends LinuxGuestMtrrs {
    MyPatch(String name, String says) {
        super(name, says);
    }

    /** vmx_get_mt_mask(): the leaf that a page gets, as EptLeaf.of() packs it. */
    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        return super.leaf(vm, vcpu, gpa);
    }

    /** update_mtrr(): the vCPU has the new value. */
    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        Vcpu v = vm.vcpu(vcpu);
        if (!vm.noncoherentDma() || msr == Pat.MSR || (!Mtrrs.enabled(v) && msr != MtrrMsr.DEF_TYPE)) {
            return;
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        if (msr == MtrrMsr.DEF_TYPE) {
            zap.all();
        } else if (fixed < 0) {
            int pair = MtrrMsr.pair(msr);
            if (v.maskWritten(pair)) {
                zap.range(KvmMtrrLookup.first(v, pair), KvmMtrrLookup.last(v, pair));
            }
        } else if (Mtrrs.fixedEnabled(v)) {
            zap.range(FixedRanges.start(fixed * 8), FixedRanges.start(fixed * 8 + 8) - 1);
        }
    }

    /** kvm_post_set_cr0(), after a change of CR0.CD: with the quirk CD_NW_CLEARED it zaps nothing. */
    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {}

    /** kvm_noncoherent_dma_assignment_start_or_stop(): after the first device came, or the last one went. */
    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        zap.all();
    }

    /** kvm_tdp_page_fault(): whether a 2 MiB page may be mapped whole. */
    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return super.installsLarge(vm, vcpu, gpa);
    }
}
