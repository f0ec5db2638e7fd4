package dev.stalemate.systems.nested;

import dev.stalemate.model.Design;
import java.util.List;

/**
 * A design of shadow tables, of what is flushed when, and of who handles a violation. What is not overridden is the patch of thread 004
 * ("vmx: nest: virtual ept for nested", May 2010): shadows per vCPU, INVEPT on the CPU that it runs on, no word from the p2m. This is all
 * that a design, or a reader's patch, has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
public interface NestedDesign extends Design {
    /** Which CPUs' cached translations are dropped as a shadow is emptied for an INVEPT of L1's, or for another EPTP. */
    enum Reach {
        /** None. */
        NONE,
        /** The CPU that the vCPU is on. */
        THIS_CPU,
        /** Every CPU, by interprocessor interrupts. */
        EVERY_CPU,
        /** The CPUs that the vCPU has run on since they were last flushed for it: a mask. */
        WHERE_IT_RAN,
        /** This CPU now, and each of the others before the vCPU runs there: a mask. */
        OTHERS_AT_ARRIVAL,
        /** CPUs where a vCPU runs now, all others before a vCPU runs there. */
        OTHERS_AT_ENTRY,
        /** New VPIDs for those vCPUs that run with the shadow: drops combined mappings, not guest-physical ones. */
        NEW_VPIDS
    }

    /** Which shadows an INVEPT of a single EPTP empties. */
    enum Emptied {
        /** The one of the EPTP that L1 names. */
        NAMED,
        /** The active one. */
        ACTIVE,
        /** None. */
        NONE
    }

    /** What is flushed as a vCPU runs on another CPU than before. */
    enum AtMigration {
        /** Nothing. */
        NOTHING,
        /** The active EPTP, on the CPU that it left. */
        ACTIVE_ON_LEFT,
        /** All of its EPTPs, on the CPU that it left. */
        ALL_ON_LEFT,
        /** The active EPTP, on the CPU that it arrives at. */
        ACTIVE_ON_ARRIVED,
        /** All of its EPTPs, on the CPU that it arrives at. */
        ALL_ON_ARRIVED
    }

    /** What is flushed, on this CPU, as L1 loads another EPTP. */
    enum AtLoad {
        /** Nothing. */
        NOTHING,
        /** The EPTP that it leaves. */
        LEFT,
        /** The EPTP that it loads. */
        LOADED
    }

    /** What L0 does about a frame that leaves its p2m, in the design's order. */
    enum Stage {
        /** All shadows are emptied. */
        EMPTY_ALL,
        /** The active shadow of each vCPU is emptied. */
        EMPTY_ACTIVE,
        /** CPUs are flushed, one after the other, as {@link #flushed} says. */
        FLUSH,
        /** The frame goes back to the allocator. */
        FREE
    }

    /** The CPUs that are flushed after a change of the p2m. */
    enum Flushed {
        /** Every CPU. */
        EVERY_CPU,
        /** Where a vCPU runs now; the others before a vCPU runs there. */
        OTHERS_AT_ENTRY,
        /** Only where a vCPU runs now. */
        RUNNING
    }

    /** What keeps a shadow from being filled with what the p2m was a moment ago. */
    enum Fill {
        /** The p2m lock is held from the look-up to the fill. */
        LOCKED,
        /** The translation is looked up again as it is filled in; one that has changed is dropped. */
        CHECKED,
        /** Nothing. */
        FREELY
    }

    /** Who is given a violation. */
    enum Level {
        /** L1: its EPT has no entry. */
        L1,
        /** L0: its p2m has no page. */
        L0,
        /** Nobody: a shadow that lacks an entry is filled. */
        SHADOW
    }

    /** What happens where the pool can't be filled as a vCPU starts. */
    enum PoolStart {
        /** It goes on with the pages that there are. */
        IGNORED,
        /** It is an error if there is not one page. */
        REFUSED_IF_EMPTY,
        /** It is an error if there are less than an access can need. */
        REFUSED_IF_SHORT
    }

    /** Whether shadows belong to the domain, so that its vCPUs share them. */
    default boolean shared() {
        return false;
    }

    /** Where translations are dropped for an INVEPT of L1's. */
    default Reach inveptReach() {
        return Reach.THIS_CPU;
    }

    /** Where they are dropped as a shadow is used for another EPTP. */
    default Reach recycleReach() {
        return inveptReach();
    }

    /** Which shadows an INVEPT of a single EPTP empties. */
    default Emptied emptied() {
        return Emptied.NAMED;
    }

    /** Whether an INVEPT of all EPTPs reaches inactive ones too. */
    default boolean allMeansInactiveToo() {
        return true;
    }

    /** What migration flushes. */
    default AtMigration atMigration() {
        return AtMigration.NOTHING;
    }

    /** What another EPTP flushes. */
    default AtLoad atLoad() {
        return AtLoad.NOTHING;
    }

    /** Whether a shared shadow that was emptied while a vCPU was off its CPU is noticed by it (np2m_generation). */
    default boolean checksGeneration() {
        return true;
    }

    /** Whether a frame can leave the p2m once a vCPU has loaded an EPTP. */
    default boolean refusesChanges() {
        return false;
    }

    /** What follows a change of the p2m; ends with {@link Stage#FREE}. */
    default List<Stage> stages() {
        return Stages.FREE_AT_ONCE;
    }

    /** Where {@link Stage#FLUSH} flushes. */
    default Flushed flushed() {
        return Flushed.EVERY_CPU;
    }

    /** What guards a fill. */
    default Fill fill() {
        return Fill.FREELY;
    }

    /** Who is given a violation of some cause. */
    default Level handledBy(Level cause) {
        return cause;
    }

    /** What an unfilled pool means. */
    default PoolStart poolStart() {
        return PoolStart.IGNORED;
    }

    /** Orders of stages. */
    final class Stages {
        /** Nobody is told. */
        static final List<Stage> FREE_AT_ONCE = List.of(Stage.FREE);
        /** Shadows, then caches, then the page. */
        static final List<Stage> SAFE = List.of(Stage.EMPTY_ALL, Stage.FLUSH, Stage.FREE);

        private Stages() {}
    }
}
