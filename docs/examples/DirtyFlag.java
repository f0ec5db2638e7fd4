// stalemate: system=kvm base=linux-6.7 scope=sdm

import com.google.common.collect.ImmutableList;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs;
import dev.stalemate.systems.kvm.OwnState;
import dev.stalemate.systems.kvm.OwnState.Per;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;

/**
 * A design that keeps state of its own: an MTRR write with CR0.CD=1 sets a dirty flag, and clearing CD zaps only if it is set. With one flag
 * per VM the first vCPU that clears CD takes the flag from the others; with one per vCPU nothing stays stale.
 */
final class DirtyFlag extends LinuxGuestMtrrs {
    private static final Per PER = Per.VCPU;
    private static final int DIRTY = 0;

    DirtyFlag() {
        super("dirty-flag", "an MTRR write with CD=1 sets a flag, one per " + PER + "; clearing CD zaps if it is set");
    }

    @Override
    public ImmutableList<OwnState> keeps() {
        return ImmutableList.of(OwnState.flag("dirty", PER));
    }

    private static int element(int vcpu) {
        return PER == Per.VM ? 0 : vcpu;
    }

    /** update_mtrr(). */
    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (vm.vcpu(vcpu).cd()) {
            vm.keep(DIRTY, element(vcpu), 1);
        } else {
            super.msrWritten(vm, vcpu, msr, old, zap);
        }
    }

    /** kvm_post_set_cr0(). */
    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        if (!vm.vcpu(vcpu).cd() && vm.kept(DIRTY, element(vcpu)) == 1) {
            vm.keep(DIRTY, element(vcpu), 0);
            if (vm.noncoherentDma()) {
                zap.all();
            }
        }
    }
}
