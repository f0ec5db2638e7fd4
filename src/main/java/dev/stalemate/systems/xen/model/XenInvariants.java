package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Invariant;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.model.XenSettings.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * What is true of a domain's tables in every reachable state, so that laws about them can be proved for any registers.
 *
 * <p>Each question has an answer in every state, reachable or not: none of them throws where a field has a value that it can have.
 */
public final class XenInvariants {
    public static final String ENTRIES = "entries-as-made";
    public static final String FRESH = "leaf-explained";
    public static final String UNBORN = "nothing-before-creation";
    public static final String BARS = "bars-are-uc";
    public static final String EXITS = "exits-expected";
    public static final String ALIVE = "never-crashed";

    private static final int ILLEGAL = -1;

    private final XenMachine machine;
    private final XenFields fields;
    private final EptTables ept;

    private final String prefix;

    /** @param prefix what their names start with */
    XenInvariants(XenMachine machine, String prefix) {
        this.machine = machine;
        this.prefix = prefix;
        this.fields = machine.fields;
        this.ept = machine.ept;
    }

    /** Those that make sense in the scope. */
    List<Invariant> all() {
        List<Invariant> all = new ArrayList<>();
        if (fields.scope.get(XenSettings.MEMORY) != Memory.LARGE) {
            all.add(of(
                            ENTRIES,
                            "on the way to a gfn are tables alone, and the last entry maps nothing, is marked, or has a legal memory type")
                    .each(fields.gfn)
                    .holds(this::isAsMade));
        }
        all.add(of(
                        FRESH,
                        "a leaf that is not marked, and below no mark, has the type that it would get now on some vCPU")
                .each(fields.gfn)
                .some(fields.vcpu)
                .holds((s, gfn, v) -> machine.at(s).ept.walk(gfn) != Walk.LEAF || isFresh(gfn, v)));
        all.add(of(UNBORN, "before the domain is created, nothing is mapped")
                .each(fields.gfn)
                .holds((s, gfn) -> fields.created(s) || !EptWord.isPresent(entry(s, ept.top(), gfn))));
        if (fields.kinds.contains(PageKind.MMIO)) {
            all.add(of(BARS, "a last-level leaf of a BAR is marked, or is UC and follows the guest's PAT")
                    .each(fields.gfn)
                    .holds(this::isMarkedOrUncachedIfBar));
        }
        if (fields.pending.bound() > 1) {
            all.add(of(
                            EXITS,
                            "a vCPU that has exited on a mark was told that its exit may be spurious, or still has a mark on its way")
                    .each(fields.vcpu)
                    .holds(this::isExpected));
            all.add(of(ALIVE, "the domain has not crashed").holds(s -> !fields.crashed.is(s, 0)));
        }
        return all;
    }

    /** The entry of a level on the way to a gfn. */
    private long entry(long[] s, int level, int gfn) {
        machine.at(s);
        return fields.tables.get(level, gfn >> ept.order(level));
    }

    private Invariant.Draft of(String name, String says) {
        return Invariant.of(prefix + name, says);
    }

    private boolean isAsMade(long[] s, int gfn) {
        for (int level = ept.top(); level > 0; level--) {
            long word = entry(s, level, gfn);
            if (EptWord.isLeaf(word)) {
                return false;
            }
        }
        long word = entry(s, 0, gfn);
        return !EptWord.isPresent(word) || (EptWord.isLeaf(word) && (EptWord.isMarked(word) || type(word) != ILLEGAL));
    }

    /** Whether a leaf, to which the walk leads, is as it would be now if a vCPU touched it; the machine stands on the state. */
    private boolean isFresh(int gfn, int vcpu) {
        long leaf = ept.leaf(gfn);
        return type(leaf) == machine.fresh(vcpu, gfn, ept.order(ept.leafLevel(gfn)), leaf);
    }

    private boolean isMarkedOrUncachedIfBar(long[] s, int gfn) {
        long word = entry(s, 0, gfn);
        return !EptWord.isLeaf(word)
                || !LeafFaults.isOf(word, PageKind.MMIO)
                || EptWord.isMarked(word)
                || type(word) == EptLeaf.of(MemType.UC, false);
    }

    private boolean isExpected(long[] s, int vcpu) {
        int pending = fields.pending.get(s, vcpu);
        return pending == 0 || fields.spurious.is(s, vcpu) || machine.at(s).ept.walk(pending - 1) == Walk.MISCONFIGURED;
    }

    /** The type of an unmarked leaf, or {@link #ILLEGAL}: where {@link EptWord#memoryType} throws. */
    private static int type(long leaf) {
        MemType emt = EptWord.isMarked(leaf) ? null : MemType.ofCode(EptWord.emt(leaf));
        return emt == null ? ILLEGAL : EptLeaf.of(emt, EptWord.ipat(leaf));
    }
}
