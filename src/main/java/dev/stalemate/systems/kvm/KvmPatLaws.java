package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;

/** What a design does with the guest's PAT, and whether it is ever weaker than a design that it replaces, for any PAT. */
final class KvmPatLaws {
    private final KvmFields fields;
    private final KvmAccess access;
    private final int[] patIndexes;

    KvmPatLaws(KvmFields fields, KvmAccess access) {
        this.fields = fields;
        this.access = access;
        this.patIndexes = fields.scope.patIndexes();
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        Law.Condition noncoherentDma = fields::noncoherentDma;
        all.add(Wrong.none(
                Law.always(
                                KvmLaws.PAT_IS_HONOURED,
                                Breaks.COHERENCE,
                                "with non-coherent DMA, while every CR0.CD is clear, no access that is uncached by the guest's PAT is "
                                        + "cached")
                        .where(noncoherentDma.and(fields::noneHasCd).and(fields.vcpu.any(this::hasUncachedPat))),
                fields.frame,
                fields.vcpu,
                (s, f, v) -> ignored(s, f, v) >= 0,
                this::ignoring));
        if (fields.replaced != null) {
            all.add(Wrong.none(
                    Law.always(
                                    KvmLaws.NEVER_WEAKER_THAN_REPLACED,
                                    Breaks.COHERENCE,
                                    "with non-coherent DMA, no leaf makes memory cached that the leaf of the replaced design would not")
                            .where(noncoherentDma.and(fields.frame.any(this::isInBoth))),
                    fields.frame,
                    (s, f) -> isInBoth(s, f) && hazards(s, f).has(Hazard.STALE_READ),
                    this::weaker));
        }
        return all;
    }

    private MemType pat(long[] s, int v, int index) {
        return Pat.entry(fields.mtrrs.field(Pat.MSR).get(s, v), index);
    }

    private boolean hasUncachedPat(long[] s, int v) {
        if (!fields.offline.is(s, v)) {
            for (int index : patIndexes) {
                if (!pat(s, v, index).cached()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The entry of a vCPU's PAT that gives an access a stronger type than it has; -1 if there is none. */
    private int ignored(long[] s, int f, int v) {
        if (fields.leaf.get(s, f) != EptLeaf.NONE && !fields.offline.is(s, v)) {
            for (int index : patIndexes) {
                if (Hazards.of(access.of(s, v, f, index), pat(s, v, index)).has(Hazard.STALE_READ)) {
                    return index;
                }
            }
        }
        return -1;
    }

    private Wrong ignoring(long[] s, int f, int v) {
        int index = ignored(s, f, v);
        if (index < 0) {
            throw new IllegalArgumentException("the PAT is honoured");
        }
        MemType pat = pat(s, v, index);
        MemType is = access.of(s, v, f, index);
        String says = EptLeaf.isNpt(fields.leaf.get(s, f))
                ? " and vCPU " + v + "'s access " + is + ", where its PAT says "
                : ", and vCPU " + v + "'s PAT says ";
        return new Wrong(hasText(s, f) + says + pat, Hazards.of(is, pat));
    }

    private int replaced(long[] s, int f) {
        return fields.replaced == null ? EptLeaf.NONE : fields.replaced.leaf(s, f);
    }

    private boolean isInBoth(long[] s, int f) {
        return fields.leaf.get(s, f) != EptLeaf.NONE && replaced(s, f) != EptLeaf.NONE;
    }

    private Hazards hazards(long[] s, int f) {
        return EptLeaf.hazards(fields.leaf.get(s, f), replaced(s, f));
    }

    private Wrong weaker(long[] s, int f) {
        return new Wrong(hasText(s, f) + ", where what it replaces has " + EptLeaf.text(replaced(s, f)), hazards(s, f));
    }

    private String hasText(long[] s, int f) {
        return "gpa " + fields.frame.text(f) + " has " + EptLeaf.text(fields.leaf.get(s, f));
    }
}
