package dev.stalemate.systems.xen;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.Ept.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is wrong with a state, in sentences. */
final class XenExplanations {
    private final XenMachine machine;
    private final XenFields fields;
    private final SavedMtrrs[] saved;

    XenExplanations(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.saved = new SavedMtrrs[fields.vcpu.size()];
        for (int v = 0; v < saved.length; v++) {
            saved[v] = new SavedMtrrs(machine.vcpu(v), machine.design);
        }
    }

    /**
     * What is wrong with a leaf.
     *
     * @param text in words
     * @param hazards what can go wrong with its accesses
     */
    private record Wrong(String text, Hazards hazards) {}

    /** Says what is wrong with an unmarked leaf, if anything is. */
    @FunctionalInterface
    private interface Look {
        @Nullable
        Wrong at(long gfn, int order, long leaf);
    }

    private Diagnosis each(long[] s, Look look) {
        return each(s, "", look);
    }

    /** What is wrong with each leaf, and what can go wrong with its accesses, after {@code of}. */
    private Diagnosis each(long[] s, String of, Look look) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (long gfn = 0; gfn < machine.frames; gfn = machine.ept.next(gfn)) {
            if (machine.ept.walk(gfn) == Walk.LEAF) {
                long leaf = machine.ept.leaf(gfn);
                int order = machine.ept.order(machine.ept.leafLevel(gfn));
                Wrong wrong = look.at(gfn, order, leaf);
                if (wrong != null) {
                    all = all.and(wrong.hazards);
                    details.add(
                            name(gfn, order, leaf) + " " + wrong.text + ": " + of + Consequence.text(wrong.hazards));
                }
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    private String name(long gfn, int order, long leaf) {
        String to = order == 0 ? "" : " to 0x" + Long.toHexString(gfn + (1L << order) - 1);
        return "gfn 0x" + Long.toHexString(gfn) + to + " (" + PageKind.of(EptWord.mfn(leaf)) + ")";
    }

    private static String text(int type) {
        return type == EmtTable.SPLIT ? "no one type, and be split" : EptLeaf.text(type);
    }

    /** Leaves that would get another type now on every vCPU. */
    Diagnosis stale(long[] s) {
        return each(s, (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            Wrong difference = null;
            for (int v = 0; v < fields.vcpu.size(); v++) {
                int fresh = machine.fresh(v, gfn, order, leaf);
                if (fresh == has) {
                    return null;
                }
                difference = new Wrong(
                        "has " + EptLeaf.text(has) + ", would get " + text(fresh) + " now",
                        hazards(v, gfn, order, leaf));
            }
            return difference;
        });
    }

    /** What can go wrong with the accesses of a leaf, each frame of it compared with the leaf of its own that it would get on a vCPU. */
    private Hazards hazards(int vcpu, long gfn, int order, long leaf) {
        Hazards all = Hazards.NONE;
        for (long i = 0; i < 1L << order; i++) {
            int fresh = machine.fresh(vcpu, gfn + i, 0, EptWord.part(leaf, i));
            all = all.and(EptLeaf.hazards(EptWord.memoryType(leaf), fresh));
        }
        return all;
    }

    /** Leaves that would get another type on some vCPU; whichever touches them first, it is wrong for the other. */
    Diagnosis notForEach(long[] s) {
        return each(s, "for one of the two vCPUs it is ", (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            for (int v = 0; v < fields.vcpu.size(); v++) {
                int fresh = machine.fresh(v, gfn, order, leaf);
                if (fresh != has) {
                    Hazards hazards = hazards(v, gfn, order, leaf);
                    return new Wrong(
                            "has " + EptLeaf.text(has) + ", and would have got " + text(fresh) + " if vCPU " + v
                                    + " had touched it first",
                            fresh == EmtTable.SPLIT ? hazards : hazards.and(EptLeaf.hazards(fresh, has)));
                }
            }
            return null;
        });
    }

    /** Frames of large leaves that would have another type in a leaf of their own. */
    Diagnosis mixed(long[] s) {
        return each(s, (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            for (long i = 0; order > 0 && i < 1L << order; i++) {
                int fresh = machine.fresh(0, gfn + i, 0, EptWord.part(leaf, i));
                if (fresh != has) {
                    return new Wrong(
                            "has " + EptLeaf.text(has) + ", 4K of it at 0x" + Long.toHexString(gfn + i) + " would get "
                                    + text(fresh),
                            hazards(0, gfn, order, leaf));
                }
            }
            return null;
        });
    }

    /** Leaves that no vCPU's MTRRs, and no pin, make what they are. */
    Diagnosis notAsMeant(long[] s) {
        return each(s, (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            int first = TypeRule.leaf(machine, 0, gfn, PageKind.of(EptWord.mfn(leaf)));
            for (int v = 0; order == 0 && v < fields.vcpu.size(); v++) {
                int meant = TypeRule.leaf(machine, v, gfn, PageKind.of(EptWord.mfn(leaf)));
                if (meant == TypeRule.ANY || meant == has) {
                    return null;
                }
            }
            return order > 0
                    ? null
                    : new Wrong(
                            "has " + EptLeaf.text(has) + ", and is meant to have " + EptLeaf.text(first),
                            hazards(0, gfn, order, leaf).and(EptLeaf.hazards(has, first)));
        });
    }

    /** Pages of some kinds, an access to which is not WB. */
    Diagnosis notWriteBack(long[] s, PageKind... kinds) {
        return each(s, (gfn, order, leaf) -> {
            for (int v = 0; List.of(kinds).contains(PageKind.of(EptWord.mfn(leaf))) && v < fields.vcpu.size(); v++) {
                int type = EptWord.memoryType(leaf);
                MemType pat = machine.pat(v);
                MemType access = machine.design.effective(type, pat);
                if (access != MemType.WB) {
                    return new Wrong(
                            "has " + EptLeaf.text(type) + ", which with PAT " + pat + " is " + access,
                            EptLeaf.hazards(access, MemType.WB, pat));
                }
            }
            return null;
        });
    }

    /** BARs whose leaf makes a guest's WC something else. */
    Diagnosis notWriteCombining(long[] s) {
        return writeCombined(s, PageKind.MMIO, MemType.WC);
    }

    /** Read-only device memory whose leaf lets a guest's WC count. */
    Diagnosis readOnlyNotUncached(long[] s) {
        return writeCombined(s, PageKind.MMIO_RO, MemType.UC);
    }

    /** Pages of a kind for which the guest's PAT says WC, and whose type is not the wanted one. */
    private Diagnosis writeCombined(long[] s, PageKind kind, MemType wanted) {
        return each(s, (gfn, order, leaf) -> {
            int type = EptWord.memoryType(leaf);
            MemType access = machine.design.effective(type, MemType.WC);
            return PageKind.of(EptWord.mfn(leaf)) != kind || access == wanted
                    ? null
                    : new Wrong(
                            "has " + EptLeaf.text(type) + ", so that PAT WC is " + access, Hazards.of(access, wanted));
        });
    }

    /** The domain for which the guard of memory_type_changed() and the test of the leaf's type differ. */
    Diagnosis guard(long[] s) {
        machine.at(s);
        boolean count = machine.design.honoursGuestTypes(machine);
        boolean marks = machine.design.typeChangeReaches(machine);
        return new Diagnosis(
                count && !marks ? Breaks.COHERENCE : Breaks.SPEED,
                List.of("guest types " + (count ? "count" : "don't count") + ", and memory_type_changed() "
                        + (marks
                                ? "marks every leaf for nothing, so only slower"
                                : "does nothing, so leaves keep old types, weaker ones too")));
    }

    /** Leaves through which a vCPU with CR0.CD=1 reads from caches. */
    Diagnosis cachedThoughDisabled(long[] s) {
        return each(s, (gfn, order, leaf) -> {
            for (int v = 0; v < fields.vcpu.size(); v++) {
                MemType access = machine.design.effective(EptWord.memoryType(leaf), machine.pat(v));
                if (machine.cacheDisabled(v) && access.cached()) {
                    return new Wrong(
                            "has " + EptLeaf.text(EptWord.memoryType(leaf)) + ", and vCPU " + v
                                    + ", which has CR0.CD=1, has accesses of type " + access,
                            Hazards.of(access, MemType.UC));
                }
            }
            return null;
        });
    }

    /** Whether a frame has the same type by a vCPU's registers and by its save record. */
    boolean keepsType(int v, long gfn) {
        long address = machine.address(gfn);
        return XenMtrrs.type(machine.vcpu(v), address, 0) == XenMtrrs.type(saved[v], address, 0);
    }

    /** Frames whose type a save record loses. */
    Diagnosis lostBySaving(long[] s) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (long gfn = 0; gfn < machine.frames; gfn++) {
                if (!keepsType(v, gfn)) {
                    MemType own = mtrrType(machine.vcpu(v), gfn);
                    MemType restored = mtrrType(saved[v], gfn);
                    Hazards hazards = EptLeaf.hazards(EptLeaf.of(restored, false), EptLeaf.of(own, false));
                    all = all.and(hazards);
                    details.add("vCPU " + v + "'s MTRRs give gfn 0x" + Long.toHexString(gfn) + " " + own + ", and "
                            + restored + " after a restore: " + Consequence.text(hazards));
                }
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    private MemType mtrrType(MtrrRegisters mtrrs, long gfn) {
        return Objects.requireNonNull(MemType.ofCode(XenMtrrs.type(mtrrs, machine.address(gfn), 0)));
    }
}
