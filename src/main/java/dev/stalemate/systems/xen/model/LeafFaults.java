package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.model.UnmarkedLeaves.Fault;
import java.util.function.Predicate;

/**
 * What can be wrong with a leaf of the state on which the machine stands: a question for each, and a sentence for the answer yes.
 *
 * <p>Questions are asked on the search's hot path, and do not allocate.
 */
final class LeafFaults {
    private static final int NOT_FOUND = -1;

    private final XenMachine machine;
    private final XenDesign design;
    private final int vcpus;

    LeafFaults(XenMachine machine) {
        this.machine = machine;
        this.design = machine.design;
        this.vcpus = machine.fields.vcpu.size();
    }

    /** Whether a leaf is of a page of a kind. */
    static boolean isOf(long leaf, PageKind kind) {
        return PageKind.of(EptWord.mfn(leaf)) == kind;
    }

    /** Whether a leaf would get another type now, on every vCPU. */
    boolean isStale(long gfn, int order, long leaf) {
        for (int v = 0; v < vcpus; v++) {
            if (machine.fresh(v, gfn, order, leaf) == EptWord.memoryType(leaf)) {
                return false;
            }
        }
        return true;
    }

    Fault stale(long gfn, int order, long leaf) {
        int last = vcpus - 1;
        return new Fault(
                has(leaf) + ", would get " + text(machine.fresh(last, gfn, order, leaf)) + " now",
                hazards(last, gfn, order, leaf));
    }

    /** Whether a leaf would get another type on some vCPU: whichever touches it first, it is wrong for the other. */
    boolean differsByVcpu(long gfn, int order, long leaf) {
        return otherVcpu(gfn, order, leaf) != NOT_FOUND;
    }

    Fault byVcpu(long gfn, int order, long leaf) {
        int v = otherVcpu(gfn, order, leaf);
        int fresh = machine.fresh(v, gfn, order, leaf);
        Hazards hazards = hazards(v, gfn, order, leaf);
        return new Fault(
                has(leaf) + ", and would have got " + text(fresh) + " if vCPU " + v + " had touched it first",
                fresh == EmtTable.SPLIT ? hazards : hazards.and(EptLeaf.hazards(fresh, EptWord.memoryType(leaf))));
    }

    private int otherVcpu(long gfn, int order, long leaf) {
        for (int v = 0; v < vcpus; v++) {
            if (machine.fresh(v, gfn, order, leaf) != EptWord.memoryType(leaf)) {
                return v;
            }
        }
        return NOT_FOUND;
    }

    /** Whether 4K of a large leaf would have another type as a 4K leaf. */
    boolean isMixed(long gfn, int order, long leaf) {
        return otherFrame(gfn, order, leaf) != NOT_FOUND;
    }

    Fault mixed(long gfn, int order, long leaf) {
        long frame = otherFrame(gfn, order, leaf);
        return new Fault(
                has(leaf) + ", 4K of it at 0x" + Long.toHexString(gfn + frame) + " would get "
                        + text(freshPart(0, gfn, leaf, frame)),
                hazards(0, gfn, order, leaf));
    }

    private long otherFrame(long gfn, int order, long leaf) {
        for (long i = 0; order > 0 && i < 1L << order; i++) {
            if (freshPart(0, gfn, leaf, i) != EptWord.memoryType(leaf)) {
                return i;
            }
        }
        return NOT_FOUND;
    }

    private int freshPart(int vcpu, long gfn, long leaf, long frame) {
        return machine.fresh(vcpu, gfn + frame, 0, EptWord.part(leaf, frame));
    }

    /** Whether no vCPU's MTRRs, and no pin, make a 4K leaf what it is. */
    boolean isNotAsMeant(long gfn, int order, long leaf) {
        for (int v = 0; order == 0 && v < vcpus; v++) {
            int type = meant(v, gfn, leaf);
            if (type == TypeRule.ANY || type == EptWord.memoryType(leaf)) {
                return false;
            }
        }
        return order == 0;
    }

    Fault notAsMeant(long gfn, int order, long leaf) {
        int meant = meant(0, gfn, leaf);
        return new Fault(
                has(leaf) + ", and is meant to have " + EptLeaf.text(meant),
                hazards(0, gfn, order, leaf).and(EptLeaf.hazards(EptWord.memoryType(leaf), meant)));
    }

    private int meant(int vcpu, long gfn, long leaf) {
        return TypeRule.leaf(machine, vcpu, gfn, PageKind.of(EptWord.mfn(leaf)));
    }

    /** Whether an access to a page of some kinds is not WB, on some vCPU. */
    UnmarkedLeaves.Test isNotWriteBack(Predicate<PageKind> kinds) {
        return (gfn, order, leaf) -> kinds.test(PageKind.of(EptWord.mfn(leaf))) && uncachedVcpu(leaf) != NOT_FOUND;
    }

    Fault notWriteBack(long gfn, int order, long leaf) {
        MemType pat = machine.pat(uncachedVcpu(leaf));
        MemType access = design.effective(EptWord.memoryType(leaf), pat);
        return new Fault(
                has(leaf) + ", which with PAT " + pat + " is " + access, EptLeaf.hazards(access, MemType.WB, pat));
    }

    private int uncachedVcpu(long leaf) {
        for (int v = 0; v < vcpus; v++) {
            if (access(v, leaf) != MemType.WB) {
                return v;
            }
        }
        return NOT_FOUND;
    }

    /** Whether the type of an access that the guest's PAT types WC, to a page of a kind, is not the one that is wanted. */
    UnmarkedLeaves.Test combinesOtherwise(PageKind kind, MemType wanted) {
        return (gfn, order, leaf) -> isOf(leaf, kind) && combined(leaf) != wanted;
    }

    UnmarkedLeaves.Words combined(MemType wanted) {
        return (gfn, order, leaf) ->
                new Fault(has(leaf) + ", so that PAT WC is " + combined(leaf), Hazards.of(combined(leaf), wanted));
    }

    private MemType combined(long leaf) {
        return design.effective(EptWord.memoryType(leaf), MemType.WC);
    }

    /** Whether a vCPU with CR0.CD=1 reads from caches through a leaf. */
    boolean isCachedThoughDisabled(long gfn, int order, long leaf) {
        return cachedVcpu(leaf) != NOT_FOUND;
    }

    Fault cachedThoughDisabled(long gfn, int order, long leaf) {
        int v = cachedVcpu(leaf);
        return new Fault(
                has(leaf) + ", and vCPU " + v + ", which has CR0.CD=1, has accesses of type " + access(v, leaf),
                Hazards.of(access(v, leaf), MemType.UC));
    }

    private int cachedVcpu(long leaf) {
        for (int v = 0; v < vcpus; v++) {
            if (machine.cacheDisabled(v) && access(v, leaf).cached()) {
                return v;
            }
        }
        return NOT_FOUND;
    }

    private MemType access(int vcpu, long leaf) {
        return design.effective(EptWord.memoryType(leaf), machine.pat(vcpu));
    }

    /** What can go wrong with the accesses of a leaf: each frame of it is compared with the 4K leaf that it would get on a vCPU. */
    private Hazards hazards(int vcpu, long gfn, int order, long leaf) {
        Hazards all = Hazards.NONE;
        for (long i = 0; i < 1L << order; i++) {
            all = all.and(EptLeaf.hazards(EptWord.memoryType(leaf), freshPart(vcpu, gfn, leaf, i)));
        }
        return all;
    }

    private static String has(long leaf) {
        return "has " + EptLeaf.text(EptWord.memoryType(leaf));
    }

    private static String text(int type) {
        return type == EmtTable.SPLIT ? "no one type, and be split" : EptLeaf.text(type);
    }
}
