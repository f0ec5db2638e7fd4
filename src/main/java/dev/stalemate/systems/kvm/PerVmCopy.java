package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.WritableMtrrs;

/**
 * "Could we instead keep a per-VM copy of MTRR?" (the thread): leaves follow the copy, and clearing CD zaps where the copy differs from
 * what the leaves were built with. The enable bit belongs to the copy.
 */
final class PerVmCopy extends MtrrCopy {
    /** Which vCPUs write the copy. */
    enum Writers {
        ALL,
        VCPU_0,
        LOWEST_ONLINE
    }

    /** What a difference zaps when CD clears. */
    enum Zaps {
        DIFFERING_RANGES,
        EVERYTHING
    }

    private static final int BUILT_WITH = 1;

    private final Writers writers;
    private final Zaps zaps;

    PerVmCopy(String name, String says, Writers writers, Zaps zaps) {
        super(name, says);
        this.writers = writers;
        this.zaps = zaps;
    }

    @Override
    public int mtrrCopies() {
        return 2;
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (msr == Pat.MSR) {
            zap.nothing(PAT);
            return;
        }
        if (!writesCopy(vm, vcpu)) {
            zap.nothing("this vCPU does not write the copy");
            return;
        }
        copy(vm).write(msr, value(vm.vcpu(vcpu), msr));
        if (vm.vcpu(vcpu).cd()) {
            zap.nothing("CD=1");
        } else {
            // A guest that doesn't follow the SDM's procedure: no CD=0 comes that would zap.
            zapDifferences(vm, zap);
        }
    }

    @Override
    void zapStale(Vm vm, int vcpu, Zap zap) {
        zapDifferences(vm, zap);
    }

    private boolean writesCopy(Vm vm, int vcpu) {
        if (writers == Writers.LOWEST_ONLINE) {
            for (int v = 0; v < vcpu; v++) {
                if (vm.vcpu(v).online()) {
                    return false;
                }
            }
            return true;
        }
        return writers == Writers.ALL || vcpu == 0;
    }

    /** Zaps where copy and leaves differ; from then on leaves are built with the copy. */
    private void zapDifferences(Vm vm, Zap zap) {
        WritableMtrrs copy = copy(vm);
        WritableMtrrs built = vm.mtrrCopy(BUILT_WITH);
        boolean differ = copy.defType() != built.defType();
        if (differ) {
            zap.all();
        } else {
            boolean fixed = zapFixed(copy, built, zap);
            boolean variable = zapVariable(copy, built, zap);
            differ = fixed || variable;
        }
        if (differ) {
            built.copy(copy);
        } else {
            zap.nothing("leaves were built with the copy as it is now");
        }
    }

    private boolean zapFixed(MtrrRegisters copy, MtrrRegisters built, Zap zap) {
        boolean differ = false;
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            if (copy.fixed(i) != built.fixed(i)) {
                differ = true;
                if (Mtrrs.fixedEnabled(copy)) {
                    zap(FixedRanges.start(i * 8), FixedRanges.start(i * 8 + 8) - 1, zap);
                }
            }
        }
        return differ;
    }

    private boolean zapVariable(MtrrRegisters copy, MtrrRegisters built, Zap zap) {
        boolean differ = false;
        for (int n = 0; n < copy.vcnt(); n++) {
            if (copy.base(n) != built.base(n) || copy.mask(n) != built.mask(n)) {
                differ = true;
                zap(KvmMtrrLookup.first(built, n), KvmMtrrLookup.last(built, n), zap);
                zap(KvmMtrrLookup.first(copy, n), KvmMtrrLookup.last(copy, n), zap);
            }
        }
        return differ;
    }

    private void zap(long first, long last, Zap zap) {
        if (zaps == Zaps.EVERYTHING) {
            zap.all();
        } else {
            zap.range(first, last);
        }
    }
}
