package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;

/** A per-VM copy that is compared with a vCPU's MTRRs, and written, when the vCPU clears CD: E=0 never gets into it. */
final class CopyAtCd0 extends MtrrCopy {
    CopyAtCd0() {
        super(
                "vm-copy-at-cd0",
                "a per-VM copy of the MTRRs; CD=0 compares it with the vCPU's, and if they differ, writes it and zaps "
                        + "everything");
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (msr == Pat.MSR) {
            zap.nothing(PAT);
        } else if (vm.vcpu(vcpu).cd()) {
            zap.nothing("CD=1");
        } else {
            // A guest that doesn't follow the SDM's procedure: no CD=0 comes.
            compare(vm, vcpu, zap);
        }
    }

    @Override
    void zapStale(Vm vm, int vcpu, Zap zap) {
        compare(vm, vcpu, zap);
    }

    private static void compare(Vm vm, int vcpu, Zap zap) {
        if (same(copy(vm), vm.vcpu(vcpu))) {
            zap.nothing("the vCPU's MTRRs are those of the copy");
        } else {
            copy(vm).copy(vm.vcpu(vcpu));
            zap.all();
        }
    }
}
