package dev.stalemate.systems.nested;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.List;

/**
 * A design of shadow tables, of what is flushed when, and of the level that handles a violation: the patch of the thread ("vmx: nest:
 * virtual ept for nested", May 2010), the thread's proposals, Xen's own since then, and mutants that lack one of their parts.
 */
final class NestedDesign extends ChosenDesign<NestedDesign> {
    /** Which CPUs' cached translations are dropped when a shadow is emptied for an INVEPT of L1's, or for another EPTP. */
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
        /** New VPIDs for the vCPUs that run with the shadow: drops combined mappings, not guest-physical ones. */
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

    /** What is flushed when a vCPU runs on another CPU than before. */
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

    /** What is flushed, on this CPU, when L1 loads another EPTP. */
    enum AtLoad {
        /** Nothing. */
        NOTHING,
        /** The EPTP that it leaves. */
        LEFT,
        /** The EPTP that it loads. */
        LOADED
    }

    /** One thing that L0 does about a frame that leaves its p2m. */
    enum Stage {
        /** All shadows are emptied. */
        EMPTY_ALL,
        /** The active shadow of each vCPU is emptied. */
        EMPTY_ACTIVE,
        /** CPUs are flushed, one after the other, as {@link #p2mFlush} says. */
        FLUSH,
        /** The frame goes back to the allocator. */
        FREE
    }

    /** The order in which L0 does them. */
    enum Stages {
        FREE(Stage.FREE),
        EMPTY_FREE(Stage.EMPTY_ALL, Stage.FREE),
        EMPTY_FLUSH_FREE(Stage.EMPTY_ALL, Stage.FLUSH, Stage.FREE),
        EMPTY_ACTIVE_FLUSH_FREE(Stage.EMPTY_ACTIVE, Stage.FLUSH, Stage.FREE),
        FLUSH_EMPTY_FREE(Stage.FLUSH, Stage.EMPTY_ALL, Stage.FREE),
        EMPTY_FREE_FLUSH(Stage.EMPTY_ALL, Stage.FREE, Stage.FLUSH);

        private final ImmutableList<Stage> order;

        Stages(Stage... order) {
            this.order = ImmutableList.copyOf(order);
        }
    }

    /** The CPUs that are flushed after a change of the p2m. */
    enum P2mFlush {
        /** Every CPU. */
        EVERY_CPU,
        /** Where a vCPU runs now; the others before a vCPU runs there. */
        OTHERS_AT_ENTRY,
        /** Only where a vCPU runs now. */
        RUNNING
    }

    /** What keeps a shadow from being filled with an old entry of the p2m. */
    enum Fill {
        /** Nothing. */
        FREELY,
        /** The p2m lock is held from the look-up to the fill. */
        LOCKED,
        /** The translation is looked up again when it is filled in, and dropped if it has changed. */
        CHECKED
    }

    /** Where a violation is handled. */
    enum Level {
        /** In L1: its EPT has no entry. */
        L1,
        /** In L0: its p2m has no page. */
        L0,
        /** In neither: a shadow that lacks an entry is filled. */
        SHADOW
    }

    /** Which level handles a violation. */
    enum Violations {
        /** The level that is its cause. */
        BY_CAUSE,
        /** The same, but L1 handles those whose cause is L0. */
        L0S_TO_L1,
        /** The same, but L1 handles those of a shadow that lacks an entry. */
        SHADOWS_TO_L1
    }

    /** What happens if the pool can't be filled when a vCPU starts. */
    enum PoolStart {
        /** It goes on with the pages that there are. */
        IGNORED,
        /** It is an error if there is not one page. */
        REFUSED_IF_EMPTY,
        /** It is an error if there are fewer than an access can need. */
        REFUSED_IF_SHORT
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Boolean> SHARED =
            WAYS.flag("shared", false, "whether all vCPUs of the domain share its shadows");
    static final Setting<Reach> INVEPT = WAYS.choice(
            "invept", Reach.class, Reach.THIS_CPU, "where cached translations are dropped for an INVEPT of L1's");
    static final Setting<Reach> RECYCLE = WAYS.choice(
            "recycle", Reach.class, Reach.THIS_CPU, "where they are dropped when a slot is used for another EPTP");
    static final Setting<Emptied> EMPTIED =
            WAYS.choice("emptied", Emptied.class, Emptied.NAMED, "which shadow an INVEPT of a single EPTP empties");
    static final Setting<Boolean> ALL_REACHES_INACTIVE = WAYS.flag(
            "all-reaches-inactive", true, "whether an INVEPT of all EPTPs reaches shadows that are not active, too");
    static final Setting<AtMigration> AT_MIGRATION = WAYS.choice(
            "at-migration",
            AtMigration.class,
            AtMigration.NOTHING,
            "what is flushed when a vCPU runs on another CPU than before");
    static final Setting<AtLoad> AT_LOAD = WAYS.choice(
            "at-load", AtLoad.class, AtLoad.NOTHING, "which EPTP is flushed, on this CPU, when L1 loads another one");
    static final Setting<Boolean> CHECKS_GENERATION = WAYS.flag(
            "checks-generation",
            true,
            "whether a vCPU that gets a CPU notices that its shared shadow was emptied meanwhile");
    static final Setting<Boolean> REFUSES_CHANGES =
            WAYS.flag("refuses-changes", false, "whether no frame can leave the p2m once a vCPU has loaded an EPTP");
    static final Setting<Stages> P2M_STAGES = WAYS.choice(
            "p2m-stages", Stages.class, Stages.FREE, "what L0 does, in this order, about a frame that leaves its p2m");
    static final Setting<P2mFlush> P2M_FLUSH = WAYS.choice(
            "p2m-flush", P2mFlush.class, P2mFlush.EVERY_CPU, "which CPUs are flushed after a change of the p2m");
    static final Setting<Fill> FILL = WAYS.choice(
            "fill", Fill.class, Fill.FREELY, "what keeps a shadow from being filled with an old entry of the p2m");
    static final Setting<Violations> VIOLATIONS =
            WAYS.choice("violations", Violations.class, Violations.BY_CAUSE, "which level handles a violation");
    static final Setting<PoolStart> POOL_START = WAYS.choice(
            "pool-start",
            PoolStart.class,
            PoolStart.IGNORED,
            "what happens if the pool can't be filled when a vCPU starts");

    static final ChosenDesigns<NestedDesign> ALL = new ChosenDesigns<>(NestedDesign.class, NestedDesign::new, WAYS);

    static final NestedDesign PATCH = ALL.design(
                    "patch-2010",
                    "the patch as posted: shadows per vCPU, INVEPT on the CPU that it runs on, shadows hear nothing of p2m changes, L0 never sees"
                            + " a violation")
            .with(VIOLATIONS, Violations.L0S_TO_L1);
    static final NestedDesign THREE_OUTCOMES = ALL.design(
            "three-outcomes", "as the patch, but a violation goes to L0 if neither the shadow nor L1 is the reason");

    static final NestedDesign EVERY_CPU = ALL.design(
                    "invept-every-cpu", "an INVEPT of L1's empties the shadow, and every CPU executes one")
            .reaching(Reach.EVERY_CPU);
    static final NestedDesign EVERY_CPU_NOT_RECYCLED = EVERY_CPU
            .as(
                    "invept-every-cpu-recycle-this",
                    "as invept-every-cpu, but a slot that is used for another EPTP is flushed only on this CPU")
            .with(RECYCLE, Reach.THIS_CPU);
    static final NestedDesign ACTIVE_SLOT = EVERY_CPU
            .as("invept-active-slot", "as invept-every-cpu, but the active slot is emptied, whichever EPTP L1 names")
            .with(EMPTIED, Emptied.ACTIVE);
    static final NestedDesign KEEPS_SHADOW = EVERY_CPU
            .as("invept-keeps-shadow", "as invept-every-cpu, but the shadow keeps its entries")
            .with(EMPTIED, Emptied.NONE);
    static final NestedDesign ALL_IS_ACTIVE = EVERY_CPU
            .as(
                    "invept-all-is-active",
                    "as invept-every-cpu, but an INVEPT of all contexts only reaches the active slot")
            .with(ALL_REACHES_INACTIVE, false);
    static final NestedDesign NO_INVEPT = ALL.design(
                    "invept-shadow-only", "an INVEPT of L1's empties the shadow, and no CPU executes one")
            .with(INVEPT, Reach.NONE);
    static final NestedDesign WHERE_IT_RAN = ALL.design(
                    "invept-where-it-ran",
                    "INVEPT on the CPUs of a mask: those on which the vCPU has run since its last INVEPT")
            .reaching(Reach.WHERE_IT_RAN);

    static final NestedDesign LEFT = migrating(
            "flush-left",
            AtMigration.ACTIVE_ON_LEFT,
            AtLoad.LEFT,
            "migration and another EPTP flush the EPTP left, on the CPU left");
    static final NestedDesign ARRIVED = migrating(
            "flush-arrived",
            AtMigration.ACTIVE_ON_ARRIVED,
            AtLoad.LOADED,
            "migration and another EPTP flush the EPTP loaded, on the CPU arrived at");
    static final NestedDesign LEFT_LOADED = migrating(
            "flush-cpu-left-eptp-loaded",
            AtMigration.ACTIVE_ON_LEFT,
            AtLoad.LOADED,
            "migration and another EPTP flush the EPTP loaded, but on the CPU left");
    static final NestedDesign ARRIVED_LEFT = migrating(
            "flush-cpu-arrived-eptp-left",
            AtMigration.ACTIVE_ON_ARRIVED,
            AtLoad.LEFT,
            "migration and another EPTP flush the EPTP left, but on the CPU arrived at");
    static final NestedDesign MIGRATION_ONLY = migrating(
            "flush-migration-only",
            AtMigration.ACTIVE_ON_LEFT,
            AtLoad.NOTHING,
            "migration flushes the active EPTP, on the CPU left; a change of the EPTP flushes nothing");
    static final NestedDesign LOAD_ONLY = migrating(
            "flush-load-only",
            AtMigration.NOTHING,
            AtLoad.LEFT,
            "a change of the EPTP flushes the EPTP left; migration flushes nothing");
    static final NestedDesign ALL_LEFT = migrating(
            "flush-all-left",
            AtMigration.ALL_ON_LEFT,
            AtLoad.NOTHING,
            "migration flushes all of the vCPU's EPTPs, on the CPU left; a change of the EPTP flushes nothing");
    static final NestedDesign ALL_ARRIVED = migrating(
            "flush-all-arrived",
            AtMigration.ALL_ON_ARRIVED,
            AtLoad.NOTHING,
            "migration flushes all of the vCPU's EPTPs, on the CPU arrived at; a change of the EPTP flushes nothing");

    static final NestedDesign ARRIVAL_MASK = ALL.design(
                    "arrival-mask",
                    "INVEPT on this CPU, and a mask of the others: each is flushed before the vCPU runs there next")
            .reaching(Reach.OTHERS_AT_ARRIVAL);
    static final NestedDesign ARRIVAL_MASK_NOT_RECYCLED = ARRIVAL_MASK
            .as("arrival-mask-recycle-this", "as arrival-mask, but a slot that is used for another EPTP marks no CPU")
            .with(RECYCLE, Reach.THIS_CPU);

    static final NestedDesign REFUSES = ALL.design(
                    "no-p2m-changes",
                    "the patch's assumption, enforced: no frame leaves the p2m once a vCPU has loaded an EPTP")
            .with(REFUSES_CHANGES, true);
    static final NestedDesign FLUSH_ALL = ALL.design(
                    "p2m-flush-all",
                    "every p2m change empties all shadows, then flushes every CPU; a fill holds the p2m lock from its look-up on")
            .with(P2M_STAGES, Stages.EMPTY_FLUSH_FREE)
            .with(FILL, Fill.LOCKED);
    static final NestedDesign FLUSH_ALL_UNLOCKED = FLUSH_ALL
            .as(
                    "p2m-flush-all-unlocked",
                    "as p2m-flush-all, but a fill takes no lock: \"per vCPU so no lock is required\"")
            .with(FILL, Fill.FREELY);
    static final NestedDesign FLUSH_ALL_CHECKED = FLUSH_ALL
            .as(
                    "p2m-flush-all-checked",
                    "as p2m-flush-all, but a fill takes no lock, and checks again whether its translation has changed")
            .with(FILL, Fill.CHECKED);
    static final NestedDesign FLUSH_ACTIVE = FLUSH_ALL
            .as("p2m-flush-active", "as p2m-flush-all, but only active shadows are emptied")
            .with(P2M_STAGES, Stages.EMPTY_ACTIVE_FLUSH_FREE);
    static final NestedDesign FLUSH_CPUS_FIRST = FLUSH_ALL
            .as("p2m-flush-cpus-first", "as p2m-flush-all, but CPUs are flushed before shadows are emptied")
            .with(P2M_STAGES, Stages.FLUSH_EMPTY_FREE);
    static final NestedDesign FREE_FIRST = FLUSH_ALL
            .as("p2m-free-first", "as p2m-flush-all, but the page is freed before CPUs are flushed")
            .with(P2M_STAGES, Stages.EMPTY_FREE_FLUSH);
    static final NestedDesign EMPTY_ONLY = FLUSH_ALL
            .as("p2m-empty-only", "as p2m-flush-all, but no CPU is flushed")
            .with(P2M_STAGES, Stages.EMPTY_FREE);
    static final NestedDesign FLUSH_RUNNING = FLUSH_ALL
            .as("p2m-flush-running", "as p2m-flush-all, but only CPUs where a vCPU runs are flushed")
            .with(P2M_FLUSH, P2mFlush.RUNNING);
    static final NestedDesign FLUSH_AT_ENTRY = FLUSH_ALL
            .as("p2m-flush-at-entry", "as p2m-flush-all, but a CPU where no vCPU runs is flushed before one runs there")
            .with(P2M_FLUSH, P2mFlush.OTHERS_AT_ENTRY);

    static final NestedDesign GENERATION = FLUSH_ALL_CHECKED
            .as(
                    "generation",
                    "shadows shared by the domain, each with a generation that a vCPU compares when it gets a CPU; a fill "
                            + "checks its translation again")
            .with(SHARED, true)
            .reaching(Reach.OTHERS_AT_ENTRY)
            .with(P2M_FLUSH, P2mFlush.OTHERS_AT_ENTRY);
    static final NestedDesign NO_GENERATION = GENERATION
            .as("generation-not-compared", "as generation, but no vCPU compares")
            .with(CHECKS_GENERATION, false);
    static final NestedDesign XEN_NOW = GENERATION
            .as(
                    "xen-now",
                    "Xen 4.10 to 4.22, as its code is: an INVEPT of one EPTP gives new VPIDs; nothing guards a fill"
                            + " (nestedhvm_hap_nested_page_fault())")
            .reaching(Reach.NEW_VPIDS)
            .with(FILL, Fill.FREELY);

    static final NestedDesign POOL_NOT_EMPTY = ALL.design(
                    "pool-not-empty", "start-up fails if the first allocation does")
            .with(POOL_START, PoolStart.REFUSED_IF_EMPTY);
    static final NestedDesign POOL_LONG_ENOUGH = ALL.design(
                    "pool-enough", "start-up fails if there are fewer pages than one access can need")
            .with(POOL_START, PoolStart.REFUSED_IF_SHORT);

    final boolean shared = get(SHARED);
    final Reach invept = get(INVEPT);
    final Reach recycle = get(RECYCLE);
    final Emptied emptied = get(EMPTIED);
    final boolean allReachesInactive = get(ALL_REACHES_INACTIVE);
    final AtMigration atMigration = get(AT_MIGRATION);
    final AtLoad atLoad = get(AT_LOAD);
    final boolean checksGeneration = get(CHECKS_GENERATION);
    final boolean refusesChanges = get(REFUSES_CHANGES);
    final List<Stage> p2mStages = get(P2M_STAGES).order;
    final P2mFlush p2mFlush = get(P2M_FLUSH);
    final Fill fill = get(FILL);
    final PoolStart poolStart = get(POOL_START);
    private final Violations violations = get(VIOLATIONS);

    private NestedDesign(Choice<NestedDesign> choice) {
        super(choice);
        if (marksArrivals() && tracksWhereItRan()) {
            throw new IllegalArgumentException(
                    "design setting recycle: a vCPU's mask can't be for both where-it-ran and others-at-arrival");
        }
    }

    private NestedDesign reaching(Reach reach) {
        return with(INVEPT, reach).with(RECYCLE, reach);
    }

    private static NestedDesign migrating(String name, AtMigration migration, AtLoad load, String what) {
        return ALL.design(name, "INVEPT on this CPU; " + what)
                .with(AT_MIGRATION, migration)
                .with(AT_LOAD, load);
    }

    /** Where a violation of some cause is handled. */
    Level handledBy(Level cause) {
        return switch (violations) {
            case BY_CAUSE -> cause;
            case L0S_TO_L1 -> cause == Level.L0 ? Level.L1 : cause;
            case SHADOWS_TO_L1 -> cause == Level.SHADOW ? Level.L1 : cause;
        };
    }

    /** Whether masks say where a vCPU's translations are to be dropped before it runs there. */
    boolean marksArrivals() {
        return invept == Reach.OTHERS_AT_ARRIVAL || recycle == Reach.OTHERS_AT_ARRIVAL;
    }

    /** Whether masks say where a vCPU may have left translations. */
    boolean tracksWhereItRan() {
        return invept == Reach.WHERE_IT_RAN || recycle == Reach.WHERE_IT_RAN;
    }

    /** Whether a CPU can be left to be flushed before a vCPU runs there. */
    boolean flushesAtEntry() {
        return invept == Reach.OTHERS_AT_ENTRY
                || recycle == Reach.OTHERS_AT_ENTRY
                || p2mFlush == P2mFlush.OTHERS_AT_ENTRY;
    }
}
