package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmExplanations.Wrong;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the guest's PAT, and whether a design is ever weaker than one that it replaces, whatever the PAT. */
final class KvmPatLaws {
    private static final int[] NONE = {};

    private final KvmFields fields;
    private final int[] patIndexes;

    KvmPatLaws(KvmFields fields) {
        this.fields = fields;
        this.patIndexes = fields.scope.get(KvmSettings.PAT_INDEX).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        KvmLaws.PAT_IS_HONOURED,
                        Breaks.COHERENCE,
                        "with non-coherent DMA, while every CR0.CD is clear, no access that the guest's PAT has uncached is cached",
                        s -> fields.noncoherentDma(s) && fields.noneHasCd(s) && anyUncachedByPat(s),
                        s -> first(s, this::ignored) == null)
                .explainedBy(s -> explain(s, this::ignored)));
        if (fields.replaced != null) {
            all.add(Law.always(
                            KvmLaws.NEVER_WEAKER_THAN_REPLACED,
                            Breaks.COHERENCE,
                            "with non-coherent DMA, no leaf caches what the leaf of the design that it replaces would not",
                            s -> fields.noncoherentDma(s) && anyInBoth(s),
                            s -> first(s, this::weaker) == null)
                    .explainedBy(s -> explain(s, this::weaker)));
        }
        return all;
    }

    /** What is wrong with a frame, or null. */
    private interface Look {
        @Nullable
        Wrong at(long[] s, int f);
    }

    private @Nullable Wrong first(long[] s, Look look) {
        for (int f = 0; f < fields.gpa.length; f++) {
            Wrong what = look.at(s, f);
            if (what != null) {
                return what;
            }
        }
        return null;
    }

    private Diagnosis explain(long[] s, Look look) {
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (int f = 0; f < fields.gpa.length; f++) {
            Wrong what = look.at(s, f);
            if (what != null) {
                all = all.and(what.hazards());
                details.add("gpa " + fields.frame.text(f) + " has " + EptLeaf.text(fields.leaf.get(s, f)) + ", "
                        + what.text() + ": " + Consequence.text(what.hazards()));
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    private @Nullable Wrong ignored(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        for (int v = 0; leaf != EptLeaf.NONE && v < fields.vcpu.size(); v++) {
            for (int index : fields.offline.is(s, v) ? NONE : patIndexes) {
                MemType pat = pat(s, v, index);
                Hazards hazards = Hazards.of(EptLeaf.effective(leaf, pat), pat);
                if (hazards.has(Hazard.STALE_READ)) {
                    return new Wrong("and vCPU " + v + "'s PAT says " + pat, hazards);
                }
            }
        }
        return null;
    }

    private @Nullable Wrong weaker(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        int other = replaced(s, f);
        if (leaf == EptLeaf.NONE || other == EptLeaf.NONE) {
            return null;
        }
        Hazards hazards = EptLeaf.hazards(leaf, other);
        return hazards.has(Hazard.STALE_READ)
                ? new Wrong("where what it replaces has " + EptLeaf.text(other), hazards)
                : null;
    }

    private int replaced(long[] s, int f) {
        return fields.replaced == null ? EptLeaf.NONE : fields.replaced.leaf(s, f);
    }

    private boolean anyInBoth(long[] s) {
        for (int f = 0; f < fields.gpa.length; f++) {
            if (fields.leaf.get(s, f) != EptLeaf.NONE && replaced(s, f) != EptLeaf.NONE) {
                return true;
            }
        }
        return false;
    }

    private MemType pat(long[] s, int v, int index) {
        return Pat.entry(fields.mtrrs.field(Pat.MSR).get(s, v), index);
    }

    private boolean anyUncachedByPat(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int index : fields.offline.is(s, v) ? NONE : patIndexes) {
                if (!pat(s, v, index).cached()) {
                    return true;
                }
            }
        }
        return false;
    }
}
