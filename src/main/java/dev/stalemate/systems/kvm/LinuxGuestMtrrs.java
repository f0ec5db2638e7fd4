package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.paging.EptLeaf;
import java.util.List;

/**
 * Linux 4.9 to 6.10: guest MTRRs and CR0.CD are honoured while a device with non-coherent DMA is attached (vmx_get_mt_mask(),
 * update_mtrr(), kvm_post_set_cr0()). All else is as since 6.2; {@link LinuxTo61} says what was different before.
 *
 * <p>Proposals, and a reader's patch, extend it and override what they change: each method is one function of KVM's.
 */
public class LinuxGuestMtrrs extends NamedDesign implements KvmDesign {
    static final int UC = EptLeaf.of(MemType.UC, false);
    static final int WB = EptLeaf.of(MemType.WB, false);
    static final int WB_IPAT = EptLeaf.of(MemType.WB, true);
    static final int UC_IPAT = EptLeaf.of(MemType.UC, true);

    /** Why nothing is zapped. */
    static final String NO_DEVICE = "no device with non-coherent DMA";

    static final String PAT = "leaves without IPAT follow the new PAT, the others ignore it";

    private static final int[] LEAVES = leaves();

    private final int cdLeaf;
    private final boolean cdZaps;
    private final boolean devicesZap;
    private final MmioRule mmio;

    /** The leaf that a vCPU with CR0.CD=1 gets. */
    public enum CdLeaf {
        /** WB, with the guest's PAT. */
        WB(LinuxGuestMtrrs.WB),
        /** WB, whatever the guest's PAT says. */
        WB_IPAT(LinuxGuestMtrrs.WB_IPAT),
        /** UC, whatever the guest's PAT says. */
        UC_IPAT(LinuxGuestMtrrs.UC_IPAT);

        private final int leaf;

        CdLeaf(int leaf) {
            this.leaf = leaf;
        }
    }

    /** What zaps everything, besides writes of the default type. */
    public enum ZapsAll {
        /** Every change of CR0.CD. */
        CD,
        /** The first device with non-coherent DMA that is attached, and the last one that is detached. */
        DEVICES
    }

    /**
     * Linux 6.7 to 6.10 with its quirk CD_NW_CLEARED on, for a patch to start from: CR0.CD=1 gives WB with the guest's PAT, MTRR writes zap
     * their range, the first and the last device zap everything, CR0.CD zaps nothing.
     *
     * @param name as reports write it
     * @param says the design in a sentence
     */
    public LinuxGuestMtrrs(String name, String says) {
        this(name, says, CdLeaf.WB, ZapsAll.DEVICES);
    }

    /**
     * A design of the family.
     *
     * @param name as reports write it
     * @param says the design in a sentence
     * @param cd the leaf that a vCPU with CR0.CD=1 gets
     * @param zapsAll what zaps everything
     */
    public LinuxGuestMtrrs(String name, String says, CdLeaf cd, ZapsAll... zapsAll) {
        this(name, says, MmioRule.SINCE_5_2, cd, zapsAll);
    }

    /**
     * The same, with a rule of its own of what is MMIO.
     *
     * @param mmio the rule
     */
    public LinuxGuestMtrrs(String name, String says, MmioRule mmio, CdLeaf cd, ZapsAll... zapsAll) {
        super(name, says);
        this.mmio = mmio;
        this.cdLeaf = cd.leaf;
        this.cdZaps = List.of(zapsAll).contains(ZapsAll.CD);
        this.devicesZap = List.of(zapsAll).contains(ZapsAll.DEVICES);
    }

    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        return leaf(vm, vcpu, gpa, this);
    }

    @Override
    public final int leaf(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        if (lookUp.isMmio(vm, gpa)) {
            return UC;
        }
        if (!vm.noncoherentDma()) {
            return WB_IPAT;
        }
        return vm.vcpu(vcpu).cd()
                ? cdLeaf
                : LEAVES[lookUp.guestMtrrType(vm, vcpu, gpa).code()];
    }

    @Override
    public boolean isMmio(Vm vm, long gpa) {
        return mmio.takes(vm.hostPage(gpa));
    }

    @Override
    public boolean honoursGuestMtrrs() {
        return true;
    }

    /** The type by the MTRRs of the vCPU that faulted. */
    @Override
    public MemType guestMtrrType(Vm vm, int vcpu, long gpa) {
        Vcpu v = vm.vcpu(vcpu);
        return KvmMtrrLookup.type(v, v.hasMtrrs(), gpa);
    }

    /**
     * Zaps the range of the register that was written, if the register is enabled: of a variable pair, the range that it has now, whether V
     * is set or not. If the pair's mask was never written, the range ends before it begins: kvm_zap_gfn_range() warns and zaps nothing.
     */
    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        Vcpu v = vm.vcpu(vcpu);
        if (msr == Pat.MSR) {
            zap.nothing(PAT);
            return;
        }
        if (!vm.noncoherentDma()) {
            zap.nothing(NO_DEVICE);
            return;
        }
        if (!Mtrrs.enabled(v) && msr != MtrrMsr.DEF_TYPE) {
            zap.nothing("E=0");
            return;
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        if (msr == MtrrMsr.DEF_TYPE) {
            zap.all();
        } else if (fixed < 0) {
            int n = MtrrMsr.pair(msr);
            if (v.maskWritten(n)) {
                zap.range(KvmMtrrLookup.first(v, n), KvmMtrrLookup.last(v, n));
            }
        } else if (Mtrrs.fixedEnabled(v)) {
            zap.range(FixedRanges.start(fixed * 8), FixedRanges.start(fixed * 8 + 8) - 1);
        } else {
            zap.nothing("FE=0");
        }
    }

    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        if (!cdZaps) {
            zap.nothing("the quirk CD_NW_CLEARED is on");
        } else if (!vm.noncoherentDma()) {
            zap.nothing(NO_DEVICE);
        } else {
            zap.all();
        }
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        if (devicesZap) {
            zap.all();
        } else {
            zap.nothing("it only counts devices");
        }
    }

    @Override
    public String function(Event event) {
        return switch (event) {
            case MTRR_WRITTEN -> "update_mtrr()";
            case DEVICE_ATTACHED ->
                devicesZap ? KvmDesign.super.function(event) : "kvm_arch_register_noncoherent_dma()";
            case DEVICE_DETACHED ->
                devicesZap ? KvmDesign.super.function(event) : "kvm_arch_unregister_noncoherent_dma()";
            default -> KvmDesign.super.function(event);
        };
    }

    /** Split unless all of it has one type, or types mean nothing (kvm_tdp_page_fault()). */
    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return installsLarge(vm, vcpu, gpa, this);
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        return !vm.noncoherentDma() || lookUp.isUniform(vm, vcpu, gpa);
    }

    private static int[] leaves() {
        int[] leaves = new int[8];
        for (MemType type : MemType.values()) {
            leaves[type.code()] = EptLeaf.of(type, false);
        }
        return leaves;
    }
}
