package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.systems.xen.domain.Host;
import dev.stalemate.systems.xen.leaf.Cover;

/** The host of a small scope: its MTRRs say WB, and what a frame is follows from its kind. */
final class SmallHost implements Host {
    private final MtrrState mtrrs;

    SmallHost(int maxPhyAddr) {
        mtrrs = new MtrrState(maxPhyAddr, 0);
        mtrrs.wrmsr(MtrrMsr.DEF_TYPE, MtrrMsr.E | MemType.WB.code());
    }

    @Override
    public MtrrRegisters hostMtrrs() {
        return mtrrs;
    }

    @Override
    public Cover readOnlyMmio(long mfn, int order) {
        return PageKind.of(mfn) == PageKind.MMIO_RO ? Cover.ALL : Cover.NONE;
    }

    @Override
    public boolean valid(long mfn) {
        return PageKind.of(mfn) != PageKind.MMIO;
    }

    @Override
    public Cover special(long mfn, int order) {
        return PageKind.of(mfn) == PageKind.GRANT_TABLE ? Cover.ALL : Cover.NONE;
    }

    @Override
    public boolean apicAccessPage(long mfn, int order) {
        return false;
    }
}
