package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmOptions;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.List;

/** What of an operation may be refused, and where. All else that is refused is a difference: the model takes it. */
final class Refusals {
    private static final int NO_ENTRY = 2;
    private static final int EXISTS = 17;
    private static final int INVALID = 22;
    private static final int NO_SPACE = 28;

    private final KvmOptions options;
    private final GuestSlots slots;
    private final long releaseQuirk;

    /**
     * Those of a virtual machine.
     *
     * @param slots its slots, as they are before each operation
     * @param releaseQuirk the quirk of the kernel's release that changes types
     */
    Refusals(KvmOptions options, GuestSlots slots, long releaseQuirk) {
        this.options = options;
        this.slots = slots;
        this.releaseQuirk = releaseQuirk;
    }

    /** What was refused of an operation that should not have been. */
    List<Refusal> unexpected(Taken taken) {
        return taken.refused().stream()
                .filter(refusal -> !mayBe(taken.op(), refusal.what(), refusal.errno()))
                .toList();
    }

    private boolean mayBe(KvmOp op, String what, int errno) {
        if (what.equals("slot")) {
            return refusesSlot(op, errno);
        }
        if (!what.equals(op.verb().word())) {
            return false;
        }
        return switch (op.verb()) {
            // By its value; and there the SDM says which.
            case HMSR -> true;
            case GETDIRTY -> errno == NO_ENTRY;
            // The host has its reasons: what it did before it gave up is judged elsewhere.
            case COLLAPSE, HOSTMMIO -> true;
            case RAM -> errno == NO_SPACE;
            case DISCARD -> !isLowMemory(op.number(0), op.number(1));
            case QUIRK -> (op.number(0) & KvmVersion.IGNORE_GUEST_PAT & ~releaseQuirk) != 0 && errno == INVALID;
            default -> false;
        };
    }

    private boolean isLowMemory(long offset, long pages) {
        return offset % HostMemory.PAGE == 0 && offset + pages * HostMemory.PAGE <= (long) options.mb() << 20;
    }

    /** KVM_SET_USER_MEMORY_REGION: slots do not overlap, and one that is moved keeps its size. */
    private boolean refusesSlot(KvmOp op, int errno) {
        int number = op.verb() == KvmVerb.SLOT1 ? GuestSlots.MOVING : GuestSlots.NONE;
        return switch (op.verb()) {
            case SLOT1DEL -> slots.slot(GuestSlots.MOVING) == null;
            case SLOT1, RAM ->
                (errno == EXISTS && slots.overlaps(number, op.number(0), op.number(1) << 20))
                        || (errno == INVALID && !slots.canBe(number, op.number(0), op.number(1) << 20));
            case RACEREG ->
                errno == EXISTS && slots.overlaps(number, op.number(0) & -HostMemory.LARGE, HostMemory.LARGE);
            case HOSTMMIO ->
                errno == EXISTS
                        && slots.overlaps(
                                number,
                                op.number(0),
                                GuestSlots.hostMmioAt(op.number(0)).bytes());
            default -> false;
        };
    }
}
