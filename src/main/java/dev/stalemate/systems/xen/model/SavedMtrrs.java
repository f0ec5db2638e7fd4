package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.design.XenDesign;

/** A vCPU's MTRRs as a restore of its save record would leave them. */
final class SavedMtrrs implements MtrrRegisters {
    private final MtrrRegisters own;
    private final XenDesign design;

    SavedMtrrs(MtrrRegisters own, XenDesign design) {
        this.own = own;
        this.design = design;
    }

    @Override
    public int maxPhyAddr() {
        return own.maxPhyAddr();
    }

    @Override
    public int vcnt() {
        return own.vcnt();
    }

    @Override
    public long defType() {
        return own.defType();
    }

    @Override
    public long fixed(int i) {
        return own.fixed(i);
    }

    @Override
    public long base(int n) {
        return own.base(design.savedPair(n));
    }

    @Override
    public long mask(int n) {
        return own.mask(design.savedPair(n));
    }
}
