package dev.stalemate.real.kvm;

import dev.stalemate.paging.KeptMtrrs;
import dev.stalemate.systems.kvm.Vm;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine as far as events tell it: the same view that the model's packed states give to a design. */
final class TracedVm implements Vm {
    /** KVM_MAX_VCPUS of the largest builds. */
    static final int MOST_VCPUS = 4096;

    final Doubt doubt = new Doubt();
    final GuestWidth width = new GuestWidth();
    private final List<TracedVcpu> vcpus = new ArrayList<>();
    private boolean noncoherentDma = true;
    private boolean mmio;
    private boolean fresh;
    private boolean masksAreWritten = true;

    /** Makes it a machine whose vCPUs all start from reset. */
    void startFresh(boolean masksAreWritten) {
        this.masksAreWritten = masksAreWritten;
        fresh = true;
        for (TracedVcpu vcpu : vcpus) {
            vcpu.reset(TracedVcpu.RESET_CR0, masksAreWritten);
        }
    }

    /** Whether it was seen from its reset on. */
    boolean fresh() {
        return fresh;
    }

    boolean masksAreWritten() {
        return masksAreWritten;
    }

    /** The vCPU of a number below {@link #MOST_VCPUS}; it and those below it come to be. */
    TracedVcpu make(int v) {
        while (vcpus.size() <= v) {
            TracedVcpu vcpu = new TracedVcpu(doubt, width);
            if (fresh) {
                vcpu.reset(TracedVcpu.RESET_CR0, masksAreWritten);
            }
            vcpus.add(vcpu);
        }
        return vcpus.get(v);
    }

    void setNoncoherentDma(boolean on) {
        noncoherentDma = on;
    }

    /** Whether the page that is asked about next counts as host MMIO. */
    void setMmio(boolean on) {
        mmio = on;
    }

    /** The vCPU, if the trace names just one; else -1. */
    int onlyVcpu() {
        int only = -1;
        for (int v = 0; v < vcpus.size(); v++) {
            if (vcpus.get(v).exists()) {
                if (only >= 0) {
                    return -1;
                }
                only = v;
            }
        }
        return only;
    }

    @Override
    public boolean sameMtrrs(int v, int w) {
        return vcpus.get(v).sameMtrrs(vcpus.get(w));
    }

    @Override
    public int vcpus() {
        return vcpus.size();
    }

    @Override
    public TracedVcpu vcpu(int v) {
        return vcpus.get(v);
    }

    @Override
    public boolean noncoherentDma() {
        return noncoherentDma;
    }

    @Override
    public boolean mmio(long gpa) {
        return mmio;
    }

    @Override
    public KeptMtrrs kept(int n) {
        throw new IllegalStateException("no version of Linux keeps MTRRs per VM");
    }
}
