package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;

/** Designs that the thread argues for or against, each as what it changes in Linux 6.7. */
final class Proposals {
    private Proposals() {}

    /** CD=1 gives WB that honours PAT, MTRR writes zap only while CD=0, and clearing CD zaps. */
    abstract static class ZapWhenCdClears extends LinuxGuestMtrrs {
        ZapWhenCdClears(String name, String says) {
            super(name, says);
        }

        @Override
        public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
            if (vm.vcpu(vcpu).cd() && msr != Pat.MSR) {
                zap.nothing("CD=1");
            } else {
                super.msrWritten(vm, vcpu, msr, old, zap);
            }
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            if (vm.vcpu(vcpu).cd()) {
                zap.nothing("CD is set, not cleared");
            } else if (vm.noncoherentDma()) {
                zapStale(vm, vcpu, zap);
            } else {
                zap.nothing(NO_DEVICE);
            }
        }

        /** What clearing CD zaps. */
        abstract void zapStale(Vm vm, int vcpu, Zap zap);
    }

    /** "KVM only needs to zap non-WB MTRR ranges when CR0.CD is cleared." */
    static final class ZapNonWb extends ZapWhenCdClears {
        ZapNonWb() {
            super(
                    "cd0-zaps-non-wb",
                    "CD=1 gives WB with PAT; MTRR writes zap nothing while CD=1; CD=0 zaps the frames whose MTRR type is not "
                            + "WB");
        }

        @Override
        void zapStale(Vm vm, int vcpu, Zap zap) {
            zap.notWriteBack(vm.vcpu(vcpu));
        }
    }

    /** The same, but everything is zapped. */
    static final class ZapAll extends ZapWhenCdClears {
        ZapAll() {
            super("cd0-zaps-all", "CD=1 gives WB with PAT; MTRR writes zap nothing while CD=1; CD=0 zaps everything");
        }

        @Override
        void zapStale(Vm vm, int vcpu, Zap zap) {
            zap.all();
        }
    }

    /**
     * ZapNonWb "by processing MTRRs one by one", the fixed ones batched "from the lowest non-WB fixed MTRR to the highest": the ranges
     * that the thread expects for OVMF.
     */
    static class ZapPrecisely extends ZapWhenCdClears {
        ZapPrecisely(String name, String says) {
            super(name, says);
        }

        ZapPrecisely() {
            this("cd0-zaps-precisely", "as cd0-zaps-non-wb, register by register, the fixed ranges in one batch");
        }

        @Override
        void zapStale(Vm vm, int vcpu, Zap zap) {
            Vcpu v = vm.vcpu(vcpu);
            if (!Mtrrs.enabled(v) || Mtrrs.defaultType(v) != MemType.WB) {
                zap.all();
                return;
            }
            if (Mtrrs.fixedEnabled(v)) {
                zapFixed(v, zap);
            }
            for (int n = 0; n < v.vcnt(); n++) {
                if ((v.mask(n) & MtrrMsr.V) != 0 && KvmMtrrLookup.typeOf(v.base(n)) != MemType.WB) {
                    zap.range(KvmMtrrLookup.first(v, n), KvmMtrrLookup.last(v, n));
                }
            }
        }

        void zapFixed(Vcpu v, Zap zap) {
            int lowest = -1;
            int highest = -1;
            for (int field = 0; field < FixedRanges.FIELDS; field++) {
                if (FixedRanges.type(v, field) != MemType.WB) {
                    lowest = lowest < 0 ? field : lowest;
                    highest = field;
                }
            }
            if (lowest >= 0) {
                zap.range(FixedRanges.start(lowest), FixedRanges.start(highest + 1) - 1);
            }
        }
    }

    /** A mutant of ZapPrecisely: the batch starts at the first fixed range, where the guest's code runs. */
    static final class ZapFromZero extends ZapPrecisely {
        ZapFromZero() {
            super("cd0-zaps-from-zero", "mutant of cd0-zaps-precisely: the batch of fixed ranges starts at address 0");
        }

        @Override
        void zapFixed(Vcpu v, Zap zap) {
            zap.range(0, FixedRanges.END - 1);
        }
    }

    /** Moving a valid variable range zaps where it was and where it is, whatever the enable bits were. */
    static final class ZapOldAndNew extends LinuxGuestMtrrs {
        ZapOldAndNew() {
            super(
                    "linux-6.7-zap-old-and-new",
                    "Linux 6.7 to 6.10 with both the old and the new range of a variable MTRR zapped");
        }

        @Override
        public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
            super.msrWritten(vm, vcpu, msr, old, zap);
            Vcpu v = vm.vcpu(vcpu);
            if (vm.noncoherentDma() && MtrrMsr.isVariable(msr, v.vcnt()) && Mtrrs.enabled(v)) {
                int n = MtrrMsr.pair(msr);
                long base = MtrrMsr.isMask(msr) ? v.base(n) : old;
                long mask = MtrrMsr.isMask(msr) ? old : v.mask(n);
                zap.range(KvmMtrrLookup.first(base), KvmMtrrLookup.last(base, mask, v.maxPhyAddr()));
            }
        }
    }

    /** A 2 MiB page is installed whole, with the type of the address that faulted. */
    static final class LargeWhole extends LinuxGuestMtrrs {
        LargeWhole() {
            super("large-whole", "Linux 6.7 without its check that a large page has one type");
        }

        @Override
        public boolean installsLarge(Vm vm, int vcpu, long gpa) {
            return true;
        }
    }

    /** Guest MTRRs looked up as the SDM defines them (11.11.4.1), and large pages checked by the same rule. */
    static final class SdmLookUp extends LinuxGuestMtrrs {
        SdmLookUp() {
            super("sdm-look-up", "Linux 6.7 to 6.10 with the SDM's look-up of guest MTRRs");
        }

        /** Where the SDM leaves a mixture undefined, the type that KVM's own look-up gives it. */
        @Override
        public MemType guestMtrrType(Vm vm, int vcpu, long gpa) {
            Vcpu v = vm.vcpu(vcpu);
            MemType defined = v.hasMtrrs() ? Mtrrs.type(v, gpa) : null;
            return defined == null ? super.guestMtrrType(vm, vcpu, gpa) : defined;
        }

        @Override
        public boolean installsLarge(Vm vm, int vcpu, long gpa) {
            return !vm.noncoherentDma() || Mtrrs.large(vm.vcpu(vcpu), gpa, 9).type() != null;
        }
    }

    /** In slots with the flag KVM_MEM_NON_COHERENT_DMA the guest's PAT is honoured, and its MTRRs are not. */
    static final class SlotFlag extends LinuxGuestMtrrs {
        SlotFlag() {
            super("slot-flag", "Linux 6.7, but in memory slots that the VMM flags the leaf is WB with the guest's PAT");
        }

        @Override
        public int leaf(Vm vm, int vcpu, long gpa) {
            return vm.nonCoherentSlot(gpa) && !isMmio(vm, gpa) ? WB : super.leaf(vm, vcpu, gpa);
        }

        @Override
        public boolean installsLarge(Vm vm, int vcpu, long gpa) {
            return vm.nonCoherentSlot(gpa) || super.installsLarge(vm, vcpu, gpa);
        }
    }

    /** How a page leaves the guest, in an order that may be wrong; types as in Linux 6.11, and leaves of 4 KiB. */
    static final class Unmap extends LinuxHostTypes {
        private final Flush flush;
        private final Reuse reuse;

        Unmap(String name, String says, Flush flush, Reuse reuse) {
            super(name, says);
            this.flush = flush;
            this.reuse = reuse;
        }

        @Override
        public boolean installsLarge(Vm vm, int vcpu, long gpa) {
            return false;
        }

        @Override
        public Flush flush() {
            return flush;
        }

        @Override
        public Reuse reuse() {
            return reuse;
        }
    }
}
