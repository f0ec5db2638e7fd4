package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;

/** Short words for how a leaf was made, and for what changed afterwards: what is alike has the same words. */
final class LeafCauses {
    private LeafCauses() {}

    /**
     * How a leaf was made.
     *
     * @param taken the operation that made it
     * @param model after that operation
     */
    static String made(Taken taken, PlayedModel model, int frame) {
        KvmOp op = taken.op();
        String large = EptLeaf.isLarge(model.leaf(frame)) ? ", 2 MiB" : "";
        return switch (op.verb()) {
            case DIRTYLOG -> "split as dirty logging began" + large;
            case RACEREG -> "touched while a device was registered" + large;
            default -> "touched" + circumstances(op.vcpu(), model) + large;
        };
    }

    private static String circumstances(int vcpu, PlayedModel model) {
        if (!model.hasDevice()) {
            return " without a device";
        }
        if (model.cd(vcpu)) {
            return " with CR0.CD=1";
        }
        return model.mtrrsOn(vcpu) ? "" : " with MTRRs off";
    }

    /**
     * What an operation changed.
     *
     * @param before the model before it
     */
    static String changed(Taken taken, PlayedModel before) {
        KvmOp op = taken.op();
        return switch (op.verb()) {
            case WRMSR, HMSR -> register((int) op.number(0)) + " written";
            case CR0, HCR0 ->
                "CR0.CD " + ((op.number(0) & KvmPlay.CR0_CD) != 0 ? "set" : "cleared")
                        + (op.verb().byGuest() ? "" : " by userspace");
            case REG -> before.hasDevice() ? "another device registered" : "device registered";
            case UNREG -> "device unregistered";
            case QUIRK -> "quirk disabled";
            case DIRTYLOG -> "dirty logging " + (op.number(0) == 1 ? "began" : "ended");
            case READ, WRITE, TOUCH, EXEC, MMIO -> "touched";
            default -> op.verb().word();
        };
    }

    private static String register(int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return "default type";
        }
        if (msr == Pat.MSR) {
            return "PAT";
        }
        if (MtrrMsr.isVariable(msr, KvmPlay.PAIRS)) {
            return MtrrMsr.isMask(msr) ? "PHYSMASK" : "PHYSBASE";
        }
        return "fixed-range MTRR";
    }
}
