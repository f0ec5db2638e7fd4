package dev.stalemate.outside;

import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Pat;

/**
 * What the SDM advises against (masks with holes, bases that don't fit, ranges that change while they are valid), what it refuses
 * (reserved bits, illegal types, unknown MSRs, EPT misconfigurations), and lines that are no request of the protocol.
 */
final class IrregularRequests {
    private static final long NW = 0x20000000;
    private static final int TOP = 64;

    private final Dice dice;
    private final MtrrState registers;

    IrregularRequests(Dice dice, MtrrState registers) {
        this.dice = dice;
        this.registers = registers;
    }

    /** Adds one to a session. */
    void add(SessionWriter session) {
        switch (dice.below(10)) {
            case 0, 1, 2, 3 -> range(session);
            case 4, 5 -> refused(session);
            case 6 -> unknownRegister(session);
            case 7 -> session.add("cr0 " + SessionWriter.hex(NW));
            case 8 -> ept(session);
            default -> session.add(noRequest());
        }
    }

    /** Half of a range, or a whole one, whether or not it is in use. */
    private void range(SessionWriter session) {
        if (registers.vcnt() == 0) {
            return;
        }
        int n = dice.below(Math.min(registers.vcnt(), 4));
        long all = (1L << registers.maxPhyAddr()) - 1;
        long size = 1L << dice.sizeShift(registers.maxPhyAddr());
        boolean both = dice.oneIn(2);
        if (both || dice.oneIn(2)) {
            session.write(MtrrMsr.physBase(n), page(registers.maxPhyAddr()) | dice.mtrrType());
        }
        if (both || dice.oneIn(2)) {
            long hole = dice.oneIn(2) ? dice.bit(12, registers.maxPhyAddr()) : 0;
            long moreHoles = dice.oneIn(4) ? dice.bits() & -0x1000L : 0;
            session.write(MtrrMsr.physMask(n), (-size & all & ~hole & ~moreHoles) | MtrrMsr.V);
        }
    }

    /** A value with an illegal type or a reserved bit, of a register that is there. */
    private void refused(SessionWriter session) {
        int width = registers.maxPhyAddr();
        int n = dice.below(Math.max(1, registers.vcnt()));
        switch (dice.below(8)) {
            case 0 -> session.write(MtrrMsr.physBase(n), page(width) | dice.illegalType());
            case 1 -> session.write(MtrrMsr.physBase(n), dice.bit(8, 12) | dice.mtrrType());
            case 2 -> session.write(MtrrMsr.physBase(n), dice.bit(width, TOP) | dice.mtrrType());
            case 3 -> session.write(MtrrMsr.physMask(n), MtrrMsr.V | dice.bit(0, 11));
            case 4 -> session.write(MtrrMsr.physMask(n), MtrrMsr.V | dice.bit(width, TOP));
            case 5 ->
                session.write(
                        MtrrMsr.DEF_TYPE,
                        dice.oneIn(2)
                                ? dice.defType() | (dice.oneIn(2) ? dice.bit(8, 10) : dice.bit(12, TOP))
                                : MtrrMsr.E | dice.illegalType());
            case 6 -> session.write(dice.fixedMsr(), withField(dice.fixedValue(), dice.illegalType()));
            default -> session.write(Pat.MSR, withField(dice.patValue(), dice.of(2, 3, 8, 0x80, 0xFF)));
        }
    }

    private long page(int width) {
        return dice.address(width) & -0x1000L;
    }

    private long withField(long value, int type) {
        int shift = 8 * dice.below(8);
        return (value & ~(0xFFL << shift)) | (long) type << shift;
    }

    /** Beside the registers that are there, where an implementation may have one too many. */
    private void unknownRegister(SessionWriter session) {
        int behind = MtrrMsr.physBase(registers.vcnt()) + dice.below(2);
        int msr = dice.of(behind, behind, 0x2F8, 0x251, 0x257, 0x25A, 0x267, 0x270, 0x2FE, 0x300, 0x276, 0x278);
        switch (dice.below(3)) {
            case 0 -> session.add("rdmsr " + SessionWriter.hex(msr));
            case 1 -> session.write(msr, 0);
            default -> session.write(MtrrMsr.CAP, dice.oneIn(2) ? 0x508 : dice.bits());
        }
    }

    /** A present entry in which anything else may be set. */
    private void ept(SessionWriter session) {
        long permissions = 1L + dice.below(7);
        long rest = (long) dice.below(16) << 3;
        long address = dice.oneIn(2) ? dice.bit(12, 52) : page(registers.maxPhyAddr());
        long ignored = dice.oneIn(2) ? dice.bit(52, TOP) : dice.oneIn(2) ? EptEntry.LARGE : 0;
        String leaf = SessionWriter.hex(permissions | rest | address | ignored);
        session.add(dice.oneIn(2) ? "ept " + leaf : "eptype " + leaf + " " + dice.patTypeName());
    }

    /** A line for which the protocol has nothing but an error, whatever an implementation is lenient about. */
    private String noRequest() {
        return switch (dice.below(9)) {
            case 0 -> dice.of("frobnicate", "wrmsrs", "typ", "?", "reset!", "0x277");
            case 1 -> "wrmsr 0x2ff";
            case 2 -> dice.of("type", "large", "rdmsr", "pat", "effective", "ept", "wrmsr", "eptype", "cr0");
            case 3 -> dice.of("type xyz", "rdmsr -", "wrmsr 0x2ff none", "ept leaf");
            case 4 -> "pat " + SessionWriter.hex(Pat.ENTRIES + dice.below(8));
            case 5 -> dice.of("effective WX WB", "effective WB XX", "eptype 0x37 ??");
            case 6 -> "wrmsr 0x2ff 0x1" + "0".repeat(16 + dice.below(20));
            case 7 -> dice.of("reset maxphyaddr=46", "reset vcnt=8", "reset now please");
            default -> "large 0x0 " + dice.of("nine", "-9", "9k");
        };
    }
}
