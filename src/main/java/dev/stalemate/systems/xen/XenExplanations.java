package dev.stalemate.systems.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Property.Breaks;
import dev.stalemate.model.Property.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.Ept.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is wrong with a state, in sentences. */
final class XenExplanations {
    private final XenMachine machine;
    private final XenState fields;
    private final SavedMtrrs[] saved;

    XenExplanations(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.saved = new SavedMtrrs[fields.vcpu.size()];
        for (int v = 0; v < saved.length; v++) {
            saved[v] = new SavedMtrrs(machine.vcpu(v), machine.design);
        }
    }

    /** Says something about an unmarked leaf, or nothing. */
    @FunctionalInterface
    private interface Sentence {
        @Nullable
        String of(long gfn, int order, long leaf);
    }

    private List<String> each(long[] s, Sentence sentence) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        for (long gfn = 0; gfn < machine.frames; gfn = machine.ept.next(gfn)) {
            if (machine.ept.walk(gfn) == Walk.LEAF) {
                String says = sentence.of(gfn, machine.ept.order(machine.ept.leafLevel(gfn)), machine.ept.leaf(gfn));
                if (says != null) {
                    details.add(says);
                }
            }
        }
        return details;
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
        return compared(each(s, (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            String difference = null;
            for (int v = 0; v < fields.vcpu.size(); v++) {
                int fresh = machine.fresh(v, gfn, order, leaf);
                if (fresh == has) {
                    return null;
                }
                difference = name(gfn, order, leaf) + " has " + EptLeaf.text(has) + ", would get " + text(fresh)
                        + " now: " + judged(has, fresh);
            }
            return difference;
        }));
    }

    private static Diagnosis compared(List<String> details) {
        boolean harmless = !details.isEmpty() && details.stream().allMatch(d -> d.endsWith("so only slower"));
        return new Diagnosis(harmless ? Breaks.SPEED : Breaks.COHERENCE, details);
    }

    private static String judged(int has, int fresh) {
        if (fresh == EmtTable.SPLIT) {
            return "part of it is wrong";
        }
        return EptLeaf.weaker(has, fresh) ? "weaker than it should be" : "stronger than it need be, so only slower";
    }

    /** Leaves that would get another type on some vCPU. */
    Diagnosis notForEach(long[] s) {
        return new Diagnosis(Breaks.COHERENCE, each(s, (gfn, order, leaf) -> {
            for (int v = 0; v < fields.vcpu.size(); v++) {
                int fresh = machine.fresh(v, gfn, order, leaf);
                if (fresh != EptWord.memoryType(leaf)) {
                    return name(gfn, order, leaf) + " has " + EptLeaf.text(EptWord.memoryType(leaf))
                            + ", and would have got " + text(fresh) + " if vCPU " + v + " had touched it first";
                }
            }
            return null;
        }));
    }

    /** Frames of large leaves that would have another type in a leaf of their own. */
    Diagnosis mixed(long[] s) {
        return compared(each(s, (gfn, order, leaf) -> {
            int has = EptWord.memoryType(leaf);
            for (long i = 0; order > 0 && i < 1L << order; i++) {
                int fresh = machine.fresh(0, gfn + i, 0, EptWord.part(leaf, i));
                if (fresh != has) {
                    return name(gfn, order, leaf) + " has " + EptLeaf.text(has) + ", 4K of it at 0x"
                            + Long.toHexString(gfn + i) + " would get " + text(fresh) + ": " + judged(has, fresh);
                }
            }
            return null;
        }));
    }

    /** The accesses to pages of some kinds. */
    Diagnosis accesses(long[] s, PageKind... kinds) {
        return new Diagnosis(Breaks.SPEED, each(s, (gfn, order, leaf) -> {
            if (!List.of(kinds).contains(PageKind.of(EptWord.mfn(leaf)))) {
                return null;
            }
            int type = EptWord.memoryType(leaf);
            MemType pat = machine.pat(0);
            return name(gfn, order, leaf) + " has " + EptLeaf.text(type) + ", which with PAT " + pat + " is "
                    + machine.design.effective(type, pat);
        }));
    }

    /** BARs whose leaf makes a guest's WC something else. */
    Diagnosis notWriteCombining(long[] s) {
        return new Diagnosis(Breaks.SPEED, each(s, (gfn, order, leaf) -> {
            int type = EptWord.memoryType(leaf);
            MemType access = machine.design.effective(type, MemType.WC);
            return PageKind.of(EptWord.mfn(leaf)) != PageKind.MMIO || access == MemType.WC
                    ? null
                    : name(gfn, order, leaf) + " has " + EptLeaf.text(type) + ", so that PAT WC is " + access;
        }));
    }

    /** Read-only device memory whose leaf lets a guest's WC count. */
    Diagnosis readOnlyNotUncached(long[] s) {
        return new Diagnosis(Breaks.COHERENCE, each(s, (gfn, order, leaf) -> {
            int type = EptWord.memoryType(leaf);
            MemType access = machine.design.effective(type, MemType.WC);
            return PageKind.of(EptWord.mfn(leaf)) != PageKind.MMIO_RO || access == MemType.UC
                    ? null
                    : name(gfn, order, leaf) + " has " + EptLeaf.text(type) + ", so that PAT WC is " + access;
        }));
    }

    /** The domain for which the guard of memory_type_changed() and the test of the leaf's type differ. */
    Diagnosis guard(long[] s) {
        machine.at(s);
        return new Diagnosis(
                Breaks.COHERENCE,
                List.of("guest types " + (machine.design.honoursGuestTypes(machine) ? "count" : "don't count")
                        + ", and memory_type_changed() "
                        + (machine.design.typeChangeReaches(machine) ? "marks every leaf" : "does nothing")));
    }

    /** Leaves through which a vCPU with CR0.CD=1 reads from caches. */
    Diagnosis cachedThoughDisabled(long[] s) {
        return new Diagnosis(Breaks.COHERENCE, each(s, (gfn, order, leaf) -> {
            for (int v = 0; v < fields.vcpu.size(); v++) {
                MemType access = machine.design.effective(EptWord.memoryType(leaf), machine.pat(v));
                if (machine.cacheDisabled(v) && access.cached()) {
                    return name(gfn, order, leaf) + " has " + EptLeaf.text(EptWord.memoryType(leaf)) + ": vCPU " + v
                            + " has CR0.CD=1, and its accesses are " + access;
                }
            }
            return null;
        }));
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
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (long gfn = 0; gfn < machine.frames; gfn++) {
                if (!keepsType(v, gfn)) {
                    details.add("vCPU " + v + "'s MTRRs give gfn 0x" + Long.toHexString(gfn) + " "
                            + mtrrType(XenMtrrs.type(machine.vcpu(v), machine.address(gfn), 0)) + ", and "
                            + mtrrType(XenMtrrs.type(saved[v], machine.address(gfn), 0)) + " after a restore");
                }
            }
        }
        return new Diagnosis(Breaks.COHERENCE, details);
    }

    private static MemType mtrrType(int code) {
        return Objects.requireNonNull(MemType.ofCode(code));
    }
}
