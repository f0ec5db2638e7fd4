// stalemate: system=kvm base=linux-6.7 scope=sdm

import dev.stalemate.systems.kvm.LinuxGuestMtrrs;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;

/**
 * A patch to KVM of Linux 6.7, before it is sent: a guest updates a dozen MTRRs with CR0.CD=1, and each write zaps its range. Let those
 * writes pass, and zap everything once: as CD is set (the first idea), or as it is cleared.
 */
final class MyPatch extends LinuxGuestMtrrs {
    private static final boolean ZAPS_AS_CD_CLEARS = true;

    MyPatch() {
        super(
                "my-patch",
                "no zaps for MTRR writes with CD=1, but one as CD is " + (ZAPS_AS_CD_CLEARS ? "cleared" : "set"));
    }

    /** update_mtrr(), with one more reason to return early. */
    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (!vm.vcpu(vcpu).cd()) {
            super.msrWritten(vm, vcpu, msr, old, zap);
        }
    }

    /** kvm_post_set_cr0(). */
    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        boolean cleared = !vm.vcpu(vcpu).cd();
        if (vm.noncoherentDma() && cleared == ZAPS_AS_CD_CLEARS) {
            zap.all();
        }
    }
}
