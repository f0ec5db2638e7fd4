package dev.stalemate.outside;

import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Pat;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one session. It follows the registers as it goes, so that questions are about the edges of the ranges that are there, and new
 * ranges lie in, on and beside others.
 */
final class SessionWriter {
    /** The processor that every implementation can be. */
    static final String USUAL_RESET = "reset maxphyaddr=46 vcnt=8";

    /** MAXPHYADDR of {@link #USUAL_RESET}. */
    static final int USUAL_WIDTH = 46;

    private static final int USUAL_PAIRS = 8;
    private static final int LEAST_STEPS = 20;
    private static final int MORE_STEPS = 60;
    private static final int ANCHORS = 3;
    private static final long CD = 0x40000000;
    private static final long CD_NW = 0x60000000;

    private final Dice dice;
    private final boolean irregular;
    private final List<String> lines = new ArrayList<>();
    private final long[] anchors = new long[ANCHORS];
    private MtrrState registers = new MtrrState(USUAL_WIDTH, USUAL_PAIRS);
    private boolean cacheDisabled;

    SessionWriter(Dice dice, boolean irregular) {
        this.dice = dice;
        this.irregular = irregular;
    }

    /** The lines; {@code usual} for a session of the processor that every implementation can be. */
    List<String> write(boolean usual) {
        reset(usual || dice.oneIn(2));
        int steps = LEAST_STEPS + dice.below(MORE_STEPS);
        for (int i = 0; i < steps; i++) {
            if (irregular && dice.oneIn(4)) {
                new IrregularRequests(dice, registers).add(this);
            } else {
                step();
            }
        }
        return lines;
    }

    private void step() {
        switch (dice.below(20)) {
            case 0, 1, 2, 3 -> range();
            case 4 -> write(MtrrMsr.DEF_TYPE, dice.defType());
            case 5, 6 -> write(dice.fixedMsr(), dice.fixedValue());
            case 7, 8, 9, 10, 11, 12 -> type();
            case 13, 14 -> large();
            case 15 -> lines.add("effective " + dice.mtrrTypeName() + " " + dice.patTypeName());
            case 16 -> pat();
            case 17 -> read();
            case 18 -> ept();
            default -> rare();
        }
    }

    private void rare() {
        if (dice.oneIn(4)) {
            reset(false);
        } else if (cacheDisabled || dice.oneIn(2)) {
            cacheDisabled = !cacheDisabled;
            lines.add("cr0 " + hex(cacheDisabled ? (dice.oneIn(2) ? CD : CD_NW) : 0));
        } else {
            write(MtrrMsr.DEF_TYPE, MtrrMsr.E | MtrrMsr.FE | dice.mtrrType());
        }
    }

    private void reset(boolean usual) {
        int width = usual ? USUAL_WIDTH : dice.width();
        int pairs = usual || dice.oneIn(2) ? USUAL_PAIRS : dice.pairs();
        lines.add("reset maxphyaddr=" + width + " vcnt=" + pairs);
        registers = new MtrrState(width, pairs);
        cacheDisabled = false;
        for (int i = 1; i < ANCHORS; i++) {
            anchors[i] = dice.address(width);
        }
        if (!dice.oneIn(8)) {
            write(MtrrMsr.DEF_TYPE, MtrrMsr.E | dice.defType());
        }
    }

    /** Sets up a range as the SDM does it, V last, or takes one out of use. */
    private void range() {
        if (registers.vcnt() == 0) {
            type();
            return;
        }
        int n = dice.below(Math.min(registers.vcnt(), dice.oneIn(4) ? MtrrMsr.MAX_VCNT : 4));
        if (Ranges.valid(registers, n)) {
            write(MtrrMsr.physMask(n), 0);
            if (dice.oneIn(4)) {
                return;
            }
        }
        long all = (1L << registers.maxPhyAddr()) - 1;
        long size = 1L << dice.sizeShift(registers.maxPhyAddr());
        long base = anchors[dice.below(ANCHORS)] & -size;
        if (dice.oneIn(3)) {
            base += dice.oneIn(2) ? size : -size;
        }
        write(MtrrMsr.physBase(n), (base & all) | dice.mtrrType());
        write(MtrrMsr.physMask(n), (-size & all) | MtrrMsr.V);
    }

    private void type() {
        lines.add("type " + hex(address()));
    }

    private void large() {
        int order = dice.order(registers.maxPhyAddr());
        lines.add("large " + hex(address()) + " " + order);
    }

    /** At, before, in and behind a range; in the first MiB; or anywhere. */
    private long address() {
        long all = (1L << registers.maxPhyAddr()) - 1;
        int n = registers.vcnt() == 0 ? -1 : dice.below(Math.min(registers.vcnt(), 6));
        if (n >= 0 && Ranges.valid(registers, n) && !dice.oneIn(2)) {
            long first = Ranges.first(registers, n);
            long last = Ranges.last(registers, n);
            return switch (dice.below(5)) {
                case 0 -> first;
                case 1 -> last;
                case 2 -> (first - 1) & all;
                case 3 -> (last + 1) & all;
                default -> first + (dice.bits() & (last - first));
            };
        }
        return switch (dice.below(7)) {
            case 0, 1 -> FixedRanges.start(dice.below(FixedRanges.FIELDS)) - dice.below(2) & all;
            case 2 -> dice.bits() & ((1 << 20) - 1);
            case 3 -> dice.oneIn(2) ? FixedRanges.END - dice.below(2) : all - dice.below(2);
            case 4, 5 -> anchors[dice.below(ANCHORS)];
            default -> dice.address(registers.maxPhyAddr());
        };
    }

    private void pat() {
        if (dice.oneIn(3)) {
            write(Pat.MSR, dice.patValue());
        } else {
            lines.add("pat " + dice.below(Pat.ENTRIES));
        }
    }

    private void read() {
        int msr =
                switch (dice.below(6)) {
                    case 0 -> MtrrMsr.CAP;
                    case 1 -> Pat.MSR;
                    case 2 -> MtrrMsr.DEF_TYPE;
                    case 3 -> dice.fixedMsr();
                    default ->
                        registers.vcnt() == 0
                                ? MtrrMsr.DEF_TYPE
                                : MtrrMsr.physBase(0) + dice.below(2 * Math.min(registers.vcnt(), 6));
                };
        lines.add("rdmsr " + hex(msr));
    }

    /** A leaf that is present and well-formed. */
    private void ept() {
        long permissions = dice.of(1, 3, 4, 5, 7, 7, 7);
        long ipat = dice.oneIn(2) ? EptEntry.IPAT : 0;
        long address = dice.oneIn(2) ? 0 : dice.address(registers.maxPhyAddr()) & -0x1000L;
        long leaf = permissions | (long) dice.mtrrType() << 3 | ipat | address;
        lines.add(dice.oneIn(2) ? "ept " + hex(leaf) : "eptype " + hex(leaf) + " " + dice.patTypeName());
    }

    /** Adds a write, which the registers here take or refuse as the reference does. */
    void write(long msr, long value) {
        boolean unused = msr == (int) msr && registers.wrmsr((int) msr, value);
        lines.add("wrmsr " + hex(msr) + " " + hex(value));
    }

    /** Adds a request that changes nothing here. */
    void add(String request) {
        lines.add(request);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
