package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;

/** A zap of a model's frames, each of them one 4 KiB page. */
abstract class FrameZap implements Zap {
    private static final long REST_OF_PAGE = 0xFFF;

    private final long[] gpa;

    /** A zap of the frames at these addresses. */
    FrameZap(long[] gpa) {
        this.gpa = gpa;
    }

    /** Zaps one frame. */
    abstract void frame(int f);

    @Override
    public void all() {
        for (int f = 0; f < gpa.length; f++) {
            frame(f);
        }
    }

    @Override
    public void range(long first, long last) {
        for (int f = 0; f < gpa.length; f++) {
            if (gpa[f] <= last && (gpa[f] | REST_OF_PAGE) >= first) {
                frame(f);
            }
        }
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        for (int f = 0; f < gpa.length; f++) {
            if (Mtrrs.type(mtrrs, gpa[f]) != MemType.WB) {
                frame(f);
            }
        }
    }
}
