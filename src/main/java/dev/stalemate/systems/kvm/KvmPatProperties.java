package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Property;
import dev.stalemate.model.Property.Breaks;
import dev.stalemate.model.Property.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the guest's PAT, and whether a design is ever weaker than one that it replaces, whatever the PAT. */
final class KvmPatProperties {
    private final KvmState fields;
    private final int[] patIndexes;

    KvmPatProperties(KvmState fields) {
        this.fields = fields;
        this.patIndexes = fields.scope.get(KvmSettings.PAT_INDEX).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The properties that make sense in the scope. */
    List<Property> all() {
        List<Property> all = new ArrayList<>();
        all.add(Property.always(
                        "pat-is-honoured",
                        Breaks.COHERENCE,
                        "with non-coherent DMA, while every CR0.CD is clear, no access that the guest's PAT has uncached is cached",
                        s -> fields.noncoherentDma(s) && noneHasCd(s) && anyUncachedByPat(s),
                        s -> first(s, this::ignored) == null)
                .explainedBy(s -> explain(s, this::ignored)));
        if (fields.replaced != null) {
            all.add(Property.always(
                            "never-weaker-than-replaced",
                            Breaks.COHERENCE,
                            "with non-coherent DMA, no leaf caches what the leaf of the design that it replaces would not",
                            s -> fields.noncoherentDma(s) && anyInBoth(s),
                            s -> first(s, this::weaker) == null)
                    .explainedBy(s -> explain(s, this::weaker)));
        }
        return all;
    }

    /** What is wrong with a frame, or null. */
    private interface Wrong {
        @Nullable
        String with(long[] s, int f);
    }

    private @Nullable String first(long[] s, Wrong wrong) {
        for (int f = 0; f < fields.gpa.length; f++) {
            String what = wrong.with(s, f);
            if (what != null) {
                return what;
            }
        }
        return null;
    }

    private Diagnosis explain(long[] s, Wrong wrong) {
        List<String> details = new ArrayList<>();
        for (int f = 0; f < fields.gpa.length; f++) {
            String what = wrong.with(s, f);
            if (what != null) {
                details.add(
                        "gpa " + fields.frame.text(f) + " has " + EptLeaf.text(fields.leaf.get(s, f)) + ", " + what);
            }
        }
        return new Diagnosis(Breaks.COHERENCE, details);
    }

    private @Nullable String ignored(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        for (int v = 0; leaf != EptLeaf.NONE && v < fields.vcpu.size(); v++) {
            for (int index : patIndexes) {
                MemType pat = pat(s, v, index);
                if (!pat.cached() && EptLeaf.effective(leaf, pat).cached()) {
                    return "and vCPU " + v + "'s PAT says " + pat;
                }
            }
        }
        return null;
    }

    private @Nullable String weaker(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        int other = replaced(s, f);
        boolean both = leaf != EptLeaf.NONE && other != EptLeaf.NONE;
        return both && EptLeaf.weaker(leaf, other) ? "where what it replaces has " + EptLeaf.text(other) : null;
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

    private boolean noneHasCd(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.cd.is(s, v)) {
                return false;
            }
        }
        return true;
    }

    private boolean anyUncachedByPat(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int index : patIndexes) {
                if (!pat(s, v, index).cached()) {
                    return true;
                }
            }
        }
        return false;
    }
}
