package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.memtype.MtrrMsr;
import org.jspecify.annotations.Nullable;

/** What WRMSR, RDMSR and MOV to CR0 say, by the SDM. */
final class RegisterAnswers {
    private static final int MOST_BITS = 52;

    private RegisterAnswers() {}

    /** Whether an operation is refused: #GP for the guest, an error for userspace. */
    static boolean refuses(KvmOp op, int maxPhyAddr) {
        return switch (op.verb()) {
            case WRMSR, HMSR -> !MtrrMsr.accepts((int) op.number(0), op.number(1), maxPhyAddr, KvmPlay.PAIRS);
            case CR0 -> (op.number(0) & KvmPlay.CR0_NW) != 0 && (op.number(0) & KvmPlay.CR0_CD) == 0;
            case RDMSR -> !isReadable(op);
            default -> false;
        };
    }

    /** What RDMSR reads. */
    static long value(KvmOp op, PlayedModel model) {
        int msr = (int) op.number(0);
        return msr == MtrrMsr.CAP ? MtrrMsr.cap(KvmPlay.PAIRS) : model.msr(op.vcpu(), msr);
    }

    /**
     * What of an operation is not as it should be; null if all of it is.
     *
     * @param model in the state before it
     */
    static @Nullable String wrong(Taken taken, PlayedModel model) {
        KvmOp op = taken.op();
        boolean refused = op.verb() == KvmVerb.HMSR ? !taken.refused().isEmpty() : taken.fault();
        boolean should = refuses(op, model.maxPhyAddr());
        if (taken.exit() != null) {
            return "the guest ended in exit " + taken.exit();
        }
        if (refused != should) {
            return "KVM " + (refused ? "refuses it" : "accepts it") + ", model "
                    + (should ? "refuses it" : "accepts it");
        }
        return op.verb() == KvmVerb.RDMSR && !refused ? wrongValue(taken, model) : null;
    }

    private static boolean isReadable(KvmOp op) {
        int msr = (int) op.number(0);
        return msr == MtrrMsr.CAP || MtrrMsr.accepts(msr, 0, MOST_BITS, KvmPlay.PAIRS);
    }

    private static @Nullable String wrongValue(Taken taken, PlayedModel model) {
        long should = value(taken.op(), model);
        @Nullable Long is = taken.value();
        if (is == null) {
            return "KVM says no value, model " + PlayedModel.hex(should);
        }
        return is == should ? null : "KVM " + PlayedModel.hex(is) + ", model " + PlayedModel.hex(should);
    }
}
