package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.WritableMtrrs;

/**
 * The proposal as it is written (the thread): "if a vCPU modifies an MTRR entry and we find it's different from that in the per-VM copy, we
 * mark that entry dirty. When CD0=0, we just zap those dirty ranges." A mark stays whatever is written later, until CD=0 zaps.
 *
 * <p>Of a variable pair it is the range that the pair has when it is zapped, as update_mtrr() has it.
 */
final class MarkedCopy extends MtrrCopy {
    MarkedCopy() {
        super(
                "vm-copy-marked",
                "a per-VM copy of the MTRRs, written by every vCPU; a write that differs from it marks the entry; CD=0 zaps what is marked");
    }

    @Override
    public boolean marks() {
        return true;
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (msr == Pat.MSR) {
            zap.nothing(PAT);
            return;
        }
        long value = value(vm.vcpu(vcpu), msr);
        if (copy(vm).read(msr) != value) {
            copy(vm).write(msr, value);
            vm.mark(msr, true);
        }
        if (vm.vcpu(vcpu).cd()) {
            zap.nothing("CD=1");
        } else {
            // A guest that doesn't follow the SDM's procedure: no CD=0 comes that would zap.
            zapMarked(vm, zap);
        }
    }

    @Override
    void zapStale(Vm vm, int vcpu, Zap zap) {
        zapMarked(vm, zap);
    }

    private static void zapMarked(Vm vm, Zap zap) {
        WritableMtrrs copy = copy(vm);
        zap.nothing("no MTRR that is enabled is marked");
        if (take(vm, MtrrMsr.DEF_TYPE)) {
            zap.all();
        }
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            if (take(vm, MtrrMsr.fixed(i)) && Mtrrs.fixedEnabled(copy)) {
                zap.range(FixedRanges.start(i * 8), FixedRanges.start(i * 8 + 8) - 1);
            }
        }
        for (int n = 0; n < copy.vcnt(); n++) {
            boolean base = take(vm, MtrrMsr.physBase(n));
            boolean mask = take(vm, MtrrMsr.physMask(n));
            if (base || mask) {
                zap.range(KvmMtrrLookup.first(copy, n), KvmMtrrLookup.last(copy, n));
            }
        }
    }

    /** Whether an MTRR was marked; it is no longer. */
    private static boolean take(Vm vm, int msr) {
        boolean marked = vm.marked(msr);
        if (marked) {
            vm.mark(msr, false);
        }
        return marked;
    }
}
