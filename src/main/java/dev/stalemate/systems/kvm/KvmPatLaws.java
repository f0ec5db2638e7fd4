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
import org.jspecify.annotations.Nullable;

/** What a design does with the guest's PAT, and whether it is ever weaker than a design that it replaces, for any PAT. */
final class KvmPatLaws {
    private final KvmFields fields;
    private final int[] patIndexes;

    KvmPatLaws(KvmFields fields) {
        this.fields = fields;
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
                (s, f, v) -> ignored(s, f, v) != null,
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

    /** The type that a vCPU's PAT gives an access that is weaker through the leaf; null if there is none. */
    private @Nullable MemType ignored(long[] s, int f, int v) {
        int leaf = fields.leaf.get(s, f);
        if (leaf != EptLeaf.NONE && !fields.offline.is(s, v)) {
            for (int index : patIndexes) {
                MemType pat = pat(s, v, index);
                if (Hazards.of(EptLeaf.effective(leaf, pat), pat).has(Hazard.STALE_READ)) {
                    return pat;
                }
            }
        }
        return null;
    }

    private Wrong ignoring(long[] s, int f, int v) {
        MemType pat = ignored(s, f, v);
        if (pat == null) {
            throw new IllegalArgumentException("the PAT is honoured");
        }
        Hazards hazards = Hazards.of(EptLeaf.effective(fields.leaf.get(s, f), pat), pat);
        return new Wrong(hasText(s, f) + ", and vCPU " + v + "'s PAT says " + pat, hazards);
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
