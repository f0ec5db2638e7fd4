package dev.stalemate.systems.nested;

import static dev.stalemate.systems.nested.NestedDesign.ARRIVAL_MASK;
import static dev.stalemate.systems.nested.NestedDesign.ARRIVAL_MASK_NOT_RECYCLED;
import static dev.stalemate.systems.nested.NestedDesign.PATCH;
import static dev.stalemate.systems.nested.NestedDesign.POOL_LONG_ENOUGH;
import static dev.stalemate.systems.nested.NestedDesign.POOL_NOT_EMPTY;
import static dev.stalemate.systems.nested.NestedDesign.THREE_OUTCOMES;
import static dev.stalemate.systems.nested.NestedDesign.WHERE_IT_RAN;
import static dev.stalemate.systems.nested.NestedLaws.AFTER_INVEPT;
import static dev.stalemate.systems.nested.NestedLaws.COMPLETES;
import static dev.stalemate.systems.nested.NestedLaws.OTHERS_COMPLETE;
import static dev.stalemate.systems.nested.NestedLaws.RIGHT_LEVEL;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.MailThreads;

/** What the thread claims of the ways in which an access ends, of the pool of tables, and of masks of CPUs (N8 to N10). */
final class NestedPoolClaims {
    /** An access to a page that L0 has to provide. */
    private static final String PROVIDED = "span=1,holes=1,frames=1,populate=on";

    private static final String TWO_EPTS = "l1-changes=9,eptps=2,slots=2";
    private static final String FEW_SLOTS = "l1-changes=9,eptps=2,slots=1";

    private NestedPoolClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.NESTED_EPT);
        outcomes(claims);
        pool(claims);
        masks(claims);
    }

    private static void outcomes(Claims claims) {
        claims.of("N8", PATCH, RIGHT_LEVEL)
                .at("outcomes=on,holes=1,populate=on,l1-changes=9")
                .violated("bypass_l0 computed from \"exit pending\": L0's violations are never its own");
        claims.of("N8b", THREE_OUTCOMES, RIGHT_LEVEL)
                .at("outcomes=on,holes=1,populate=on,l1-changes=9,eptps=2,cpus=1")
                .holds("with three outcomes each violation goes to the right level");
        claims.of("N8c", PATCH, COMPLETES)
                .at(PROVIDED)
                .violated("bypass_l0 computed from \"exit pending\": an access to a page that L0 has to provide never"
                        + " completes");
        claims.of("N8d", THREE_OUTCOMES, COMPLETES)
                .at(PROVIDED)
                .holds("with three outcomes an access to a page that L0 has to provide completes");
    }

    private static void pool(Claims claims) {
        claims.of("N9", THREE_OUTCOMES, COMPLETES)
                .at("span=1,pool=2")
                .violated(
                        "a pool that could not be filled at start is ignored: there may be no page at all, and an access"
                                + " never completes");
        claims.of("N9b", POOL_NOT_EMPTY, COMPLETES)
                .at("span=1,pool=2,l2-frames=2")
                .holds("start-up that fails if the first allocation does");
        claims.of("N9c", POOL_NOT_EMPTY, COMPLETES)
                .at("span=2,pool=2,l2-frames=2")
                .open("start-up that fails if the first allocation does, where an access needs two pages at a time")
                .violated("\"some water\" is not enough: each of the two entries is given up for the other, for ever.");
        claims.of("N9d", POOL_LONG_ENOUGH, COMPLETES)
                .at("span=2,pool=2,l2-frames=2")
                .holds("start-up that fails if there are fewer pages than an access needs");
        claims.of("N9e", THREE_OUTCOMES, OTHERS_COMPLETE)
                .at("span=1,pool=1,vcpus=2")
                .holds("if the pool of one vCPU could not be filled, other vCPUs, with pools of their own, go on");
    }

    private static void masks(Claims claims) {
        claims.of("N10", ARRIVAL_MASK, AFTER_INVEPT)
                .at(TWO_EPTS)
                .holds("a mask of CPUs decides what is flushed at migration");
        claims.of("N10b", WHERE_IT_RAN, AFTER_INVEPT)
                .at(TWO_EPTS)
                .holds("a mask of the CPUs where the vCPU ran decides what is flushed at INVEPT");
        claims.of("N10d", ARRIVAL_MASK, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .holds("a mask of CPUs decides what is flushed at migration, where a slot is used for another EPTP");
        claims.of("N10e", WHERE_IT_RAN, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .holds(
                        "a mask of the CPUs where the vCPU ran decides what is flushed at INVEPT, where a slot is used for"
                                + " another EPTP");
        claims.of("N10c", ARRIVAL_MASK_NOT_RECYCLED, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .violated("one-step mutant: a slot used for another EPTP marks no CPU");
    }
}
