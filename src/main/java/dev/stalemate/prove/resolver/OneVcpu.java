package dev.stalemate.prove.resolver;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.paging.WritableMtrrs;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vcpu;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine with one vCPU and a device with non-coherent DMA, whose MTRRs are written, and what is zapped then. */
final class OneVcpu implements Vm, Vcpu, Zap {
    private static final long ALL_ADDRESSES = 1L << 52;

    private final MtrrState registers;
    private final List<Range<Long>> zapped = new ArrayList<>();

    OneVcpu(MtrrState registers) {
        this.registers = registers;
    }

    /** Writes an MTRR, and lets a design zap for it. */
    void write(KvmDesign design, int msr, long value) {
        long old = registers.rdmsr(msr).orElseThrow();
        if (!registers.wrmsr(msr, value)) {
            throw new IllegalStateException("#GP: " + Integer.toHexString(msr));
        }
        design.msrWritten(this, 0, msr, old, this);
    }

    /** Whether an address was zapped. */
    boolean isZapped(long address) {
        return zapped.stream().anyMatch(range -> range.contains(address));
    }

    @Override
    public void all() {
        zapped.add(Range.closedOpen(0L, ALL_ADDRESSES));
    }

    @Override
    public void range(long first, long last) {
        if (first <= last) {
            zapped.add(Range.closed(first, last));
        }
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        throw new UnsupportedOperationException("no write of an MTRR zaps by type");
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
        return true;
    }

    @Override
    public WritableMtrrs mtrrCopy(int n) {
        throw new UnsupportedOperationException("no copies");
    }

    @Override
    public long pat() {
        return registers.pat();
    }

    @Override
    public boolean cd() {
        return false;
    }

    @Override
    public boolean online() {
        return true;
    }

    @Override
    public boolean hasMtrrs() {
        return true;
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
