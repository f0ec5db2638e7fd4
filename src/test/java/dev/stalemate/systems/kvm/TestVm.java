package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.paging.WritableMtrrs;

/** A virtual machine with one vCPU, whose registers a test writes, as a design sees it. */
final class TestVm implements Vm, Vcpu {
    static final int MAXPHYADDR = 36;
    static final long MMIO = 0xFEB00000L;

    boolean noncoherentDma = true;
    boolean cd;
    boolean hasMtrrs = true;
    private final MtrrState registers = new MtrrState(MAXPHYADDR, 8);

    /** Writes an MSR and lets a design zap for it; the old value is found out here. */
    void wrmsr(KvmDesign design, int msr, long value, Zap zap) {
        long old = registers.rdmsr(msr).orElseThrow();
        wrmsr(msr, value);
        design.msrWritten(this, 0, msr, old, zap);
    }

    TestVm wrmsr(int msr, long value) {
        if (!registers.wrmsr(msr, value)) {
            throw new IllegalArgumentException("#GP: " + Integer.toHexString(msr));
        }
        return this;
    }

    /** E=1, FE=1, and the default type. */
    TestVm enabled(long defaultType) {
        return wrmsr(MtrrMsr.DEF_TYPE, MtrrMsr.E | MtrrMsr.FE | defaultType);
    }

    @Override
    public int vcpus() {
        return 1;
    }

    @Override
    public Vcpu vcpu(int v) {
        return this;
    }

    @Override
    public boolean sameMtrrs(int v, int w) {
        return true;
    }

    @Override
    public boolean noncoherentDma() {
        return noncoherentDma;
    }

    @Override
    public HostPage hostPage(long gpa) {
        return gpa == MMIO ? HostPage.BAR : HostPage.RAM;
    }

    @Override
    public WritableMtrrs mtrrCopy(int n) {
        throw new IllegalArgumentException("this machine keeps nothing");
    }

    @Override
    public long pat() {
        return registers.pat();
    }

    @Override
    public boolean cd() {
        return cd;
    }

    @Override
    public boolean online() {
        return true;
    }

    @Override
    public boolean hasMtrrs() {
        return hasMtrrs;
    }

    @Override
    public int maxPhyAddr() {
        return registers.maxPhyAddr();
    }

    @Override
    public int vcnt() {
        return registers.vcnt();
    }

    @Override
    public long defType() {
        return registers.defType();
    }

    @Override
    public long fixed(int i) {
        return registers.fixed(i);
    }

    @Override
    public long base(int n) {
        return registers.base(n);
    }

    @Override
    public long mask(int n) {
        return registers.mask(n);
    }
}
