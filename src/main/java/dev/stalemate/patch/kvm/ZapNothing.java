package dev.stalemate.patch.kvm;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.kvm.Zap;

/** For answers that can't have a zap. */
final class ZapNothing implements Zap {
    @Override
    public void all() {
        throw new IllegalStateException("nothing can be zapped as a leaf is installed");
    }

    @Override
    public void range(long first, long last) {
        all();
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        all();
    }
}
