package dev.stalemate.systems.nested;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 004 claims of the ways in which an access ends, of the pool of tables, and of masks of CPUs (N8 to N10). */
final class NestedPoolClaims extends ClaimList {
    private static final String INVEPT = "no-use-after-invept";
    private static final String COMPLETES = "access-completes";
    /** An access to a page that L0 has to provide. */
    private static final String PROVIDED = "span=1,holes=1,frames=1,populate=on";

    private static final String TWO_EPTS = "l1-changes=9,eptps=2,slots=2";
    private static final String FEW_SLOTS = "l1-changes=9,eptps=2,slots=1";

    private NestedPoolClaims(NestedSystem system) {
        super(system);
    }

    static List<Claim> of(NestedSystem system) {
        NestedPoolClaims claims = new NestedPoolClaims(system);
        claims.outcomes();
        claims.pool();
        claims.masks();
        return claims.all();
    }

    private void outcomes() {
        claim(
                "N8",
                NestedDesigns.PATCH,
                "right-level",
                "outcomes=on,holes=1,populate=on,l1-changes=9",
                VIOLATED,
                "bypass_l0 computed from \"exit pending\": L0's violations are never its own");
        claim(
                "N8b",
                NestedDesigns.THREE_OUTCOMES,
                "right-level",
                "outcomes=on,holes=1,populate=on,l1-changes=9,eptps=2,cpus=1",
                HOLDS,
                "with three outcomes each violation goes to the right level");
        claim(
                "N8c",
                NestedDesigns.PATCH,
                COMPLETES,
                PROVIDED,
                VIOLATED,
                "what breaks: an access to a page that L0 has to provide is never over");
        claim("N8d", NestedDesigns.THREE_OUTCOMES, COMPLETES, PROVIDED, HOLDS, "with three outcomes it is");
    }

    private void pool() {
        claim(
                "N9",
                NestedDesigns.THREE_OUTCOMES,
                COMPLETES,
                "span=1,pool=2",
                VIOLATED,
                "a pool that was not filled at start is ignored, and there may be no page at all");
        claim(
                "N9b",
                NestedDesigns.POOL_NOT_EMPTY,
                COMPLETES,
                "span=1,pool=2,l2-frames=2",
                HOLDS,
                "start-up that fails if the first allocation does");
        answer(
                "N9c",
                NestedDesigns.POOL_NOT_EMPTY,
                COMPLETES,
                "span=2,pool=2,l2-frames=2",
                VIOLATED,
                "the same, if an access needs two pages at a time",
                "\"some water\" is not enough: each of the two entries is given up for the other, for ever.");
        claim(
                "N9d",
                NestedDesigns.POOL_LONG_ENOUGH,
                COMPLETES,
                "span=2,pool=2,l2-frames=2",
                HOLDS,
                "start-up that fails if there are less pages than an access needs");
        claim(
                "N9e",
                NestedDesigns.THREE_OUTCOMES,
                "others-complete",
                "span=1,pool=1,vcpus=2",
                HOLDS,
                "other vCPUs, with pools of their own, go on");
    }

    private void masks() {
        claim(
                "N10",
                NestedDesigns.ARRIVAL_MASK,
                INVEPT,
                TWO_EPTS,
                HOLDS,
                "a mask of CPUs decides what is flushed at migration");
        claim(
                "N10b",
                NestedDesigns.WHERE_IT_RAN,
                INVEPT,
                TWO_EPTS,
                HOLDS,
                "or, at INVEPT, a mask of the CPUs where the vCPU ran");
        claim(
                "N10d",
                NestedDesigns.ARRIVAL_MASK,
                INVEPT,
                FEW_SLOTS,
                HOLDS,
                "N10 where a slot is used for another EPTP");
        claim(
                "N10e",
                NestedDesigns.WHERE_IT_RAN,
                INVEPT,
                FEW_SLOTS,
                HOLDS,
                "N10b where a slot is used for another EPTP");
        claim(
                "N10c",
                NestedDesigns.ARRIVAL_MASK_NOT_RECYCLED,
                INVEPT,
                FEW_SLOTS,
                VIOLATED,
                "one-step mutant: a slot used for another EPTP marks no CPU");
    }
}
