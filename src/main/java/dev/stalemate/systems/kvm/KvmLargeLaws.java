package dev.stalemate.systems.kvm;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;

/** What must be true of large leaves that page faults build step by step, and of leaves that take their type from another leaf. */
final class KvmLargeLaws {
    static final String LARGE_TYPES_WITH_DEVICE = "large-page-types-with-device";
    static final String NO_INHERITED_STALE = "no-inherited-stale";
    static final String NO_INHERITED_STALE_AFTER_LOGGING = "no-inherited-stale-after-logging";

    private final KvmLaws laws;
    private final KvmFields fields;
    private final Law.Condition premise;

    /**
     * Laws beside those about stale leaves.
     *
     * @param premise where there is a leaf, and the guest is between updates of its MTRRs
     */
    KvmLargeLaws(KvmLaws laws, KvmFields fields, Law.Condition premise) {
        this.laws = laws;
        this.fields = fields;
        this.premise = premise;
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (fields.faults.inSteps() && fields.huge.bound() > 1) {
            all.add(Wrong.none(
                    Law.always(
                                    LARGE_TYPES_WITH_DEVICE,
                                    Breaks.COHERENCE,
                                    "with non-coherent DMA, while quiescent, each 4K of a large leaf without IPAT has the"
                                            + " type that a 4K leaf would get")
                            .where(premise.and(fields::noncoherentDma).and(fields.frame.any(this::honoursPat))),
                    fields.frame,
                    (s, f) -> honoursPat(s, f) && laws.isStale(s, f),
                    laws::stale));
        }
        if (fields.logging.bound() > 1) {
            Law.Condition remade = premise.and(s -> fields.remade.is(s, 0));
            all.add(Wrong.none(
                    Law.always(
                                    NO_INHERITED_STALE,
                                    Breaks.COHERENCE,
                                    "while quiescent, no leaf that took its type from another leaf has been stale since")
                            .where(remade),
                    fields.frame,
                    this::inheritedStale,
                    laws::stale));
            all.add(Wrong.none(
                    Law.always(
                                    NO_INHERITED_STALE_AFTER_LOGGING,
                                    Breaks.COHERENCE,
                                    "while quiescent and no dirty pages are logged, no leaf that took its type from another leaf"
                                            + " has been stale since")
                            .where(remade.and(s -> !fields.logging.is(s, 0))),
                    fields.frame,
                    this::inheritedStale,
                    laws::stale));
        }
        return all;
    }

    private boolean inheritedStale(long[] s, int f) {
        return fields.inheritedStale.is(s, f) && laws.isStale(s, f);
    }

    /** A large leaf with IPAT is one from before the first device. */
    private boolean honoursPat(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        return EptLeaf.isLarge(leaf) && !EptLeaf.ipat(leaf);
    }
}
