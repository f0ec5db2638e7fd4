package dev.stalemate.real.kvm;

import dev.stalemate.paging.WritableMtrrs;
import dev.stalemate.systems.kvm.HostPage;
import dev.stalemate.systems.kvm.Vm;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine's vCPUs as events tell them, and the view of them that a design asks. */
final class TracedVm {
    /** KVM_MAX_VCPUS of the largest builds. */
    static final int MOST_VCPUS = 4096;

    final Doubt doubt = new Doubt();
    final GuestWidth width = new GuestWidth();
    final MtrrFeature feature = new MtrrFeature();
    private final List<TracedVcpu> vcpus = new ArrayList<>();
    /** Every {@link #seen}. */
    private final View[] views = {
        new View(false, false), new View(true, false), new View(false, true), new View(true, true)
    };

    private boolean fresh;
    private boolean masksAreWritten = true;
    private boolean cdIsTold;

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

    /** The VMM's markers tell whenever it sets CR0. */
    void setCdIsTold() {
        cdIsTold = true;
    }

    /** Whether each change of CR0.CD is in the trace: KVM_SET_SREGS is no event, so without markers it is not. */
    boolean cdIsTold() {
        return cdIsTold;
    }

    boolean masksAreWritten() {
        return masksAreWritten;
    }

    /** The vCPU of a number below {@link #MOST_VCPUS}; it and those below it come to be. */
    TracedVcpu make(int v) {
        while (vcpus.size() <= v) {
            TracedVcpu vcpu = new TracedVcpu(doubt, width, feature);
            if (fresh) {
                vcpu.reset(TracedVcpu.RESET_CR0, masksAreWritten);
            }
            vcpus.add(vcpu);
        }
        return vcpus.get(v);
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

    int vcpus() {
        return vcpus.size();
    }

    TracedVcpu vcpu(int v) {
        return vcpus.get(v);
    }

    /** Whether the guest is between updates of its MTRRs, as {@link Vm#quiescent}. */
    boolean quiescent() {
        return views[0].quiescent();
    }

    /**
     * The machine as a design sees it, as the model's packed states show theirs.
     *
     * @param noncoherentDma whether a device with non-coherent DMA is attached
     * @param mmio whether the page that is asked about is host MMIO
     */
    Vm seen(boolean noncoherentDma, boolean mmio) {
        return views[(noncoherentDma ? 1 : 0) + (mmio ? 2 : 0)];
    }

    /** Whether a valid variable range goes on to the end of the address space, unless MAXPHYADDR is the narrowest that it can be. */
    boolean hasNarrowMask() {
        return vcpus.stream().anyMatch(TracedVcpu::hasNarrowMask);
    }

    private final class View implements Vm {
        private final boolean noncoherentDma;
        private final boolean mmio;

        View(boolean noncoherentDma, boolean mmio) {
            this.noncoherentDma = noncoherentDma;
            this.mmio = mmio;
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
        public boolean sameMtrrs(int v, int w) {
            return vcpu(v).sameMtrrs(vcpu(w));
        }

        @Override
        public boolean noncoherentDma() {
            return noncoherentDma;
        }

        @Override
        public HostPage hostPage(long gpa) {
            return mmio ? HostPage.BAR : HostPage.RAM;
        }

        @Override
        public WritableMtrrs mtrrCopy(int n) {
            throw new IllegalStateException("no version of Linux keeps MTRRs per VM");
        }
    }
}
