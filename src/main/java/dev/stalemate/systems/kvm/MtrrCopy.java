package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.paging.WritableMtrrs;

/** "Could we instead keep a per-VM copy of MTRR?" (the thread): leaves follow the copy, whose enable bit is its own. */
abstract class MtrrCopy extends Proposals.ZapWhenCdClears {
    MtrrCopy(String name, String says) {
        super(name, says);
    }

    @Override
    public int mtrrCopies() {
        return 1;
    }

    @Override
    public final MemType guestMtrrType(Vm vm, int vcpu, long gpa) {
        return KvmMtrrLookup.type(copy(vm), vm.vcpu(vcpu).hasMtrrs(), gpa);
    }

    static WritableMtrrs copy(Vm vm) {
        return vm.mtrrCopy(0);
    }

    static long value(Vcpu v, int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return v.defType();
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        if (fixed >= 0) {
            return v.fixed(fixed);
        }
        int n = MtrrMsr.pair(msr);
        return MtrrMsr.isMask(msr) ? v.mask(n) : v.base(n);
    }

    static boolean same(MtrrRegisters a, MtrrRegisters b) {
        boolean same = a.defType() == b.defType();
        for (int i = 0; same && i < MtrrRegisters.FIXED_COUNT; i++) {
            same = a.fixed(i) == b.fixed(i);
        }
        for (int n = 0; same && n < a.vcnt(); n++) {
            same = a.base(n) == b.base(n) && a.mask(n) == b.mask(n);
        }
        return same;
    }
}
