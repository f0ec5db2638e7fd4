package dev.stalemate.systems.nested;

import dev.stalemate.systems.nested.NestedDesign.AtLoad;
import dev.stalemate.systems.nested.NestedDesign.AtMigration;
import dev.stalemate.systems.nested.NestedDesign.Emptied;
import dev.stalemate.systems.nested.NestedDesign.Fill;
import dev.stalemate.systems.nested.NestedDesign.Flushed;
import dev.stalemate.systems.nested.NestedDesign.PoolStart;
import dev.stalemate.systems.nested.NestedDesign.Reach;
import dev.stalemate.systems.nested.NestedDesign.Stage;
import java.util.List;

/** The designs that come with the tool: the patch, the thread's proposals, Xen's own since, and what goes wrong without one of their parts. */
final class NestedDesigns {
    static final NestedDesign PATCH = ChosenDesign.of(
            "patch-2010",
            "the patch as posted: shadows per vCPU, INVEPT on the CPU that it runs on, the p2m tells nobody, L0 never sees a violation",
            d -> d.exitPendingBypassesL0 = true);
    static final NestedDesign THREE_OUTCOMES = ChosenDesign.of(
            "three-outcomes", "as the patch, but a violation that shadow and L1 have no part in is L0's", d -> {});

    static final NestedDesign EVERY_CPU = ChosenDesign.of(
            "invept-every-cpu",
            "an INVEPT of L1's empties the shadow, and is done on every CPU",
            d -> d.reach(Reach.EVERY_CPU));
    static final NestedDesign EVERY_CPU_NOT_RECYCLED = ChosenDesign.of(
            "invept-every-cpu-recycle-this",
            "as invept-every-cpu, but a slot that is used for another EPTP is flushed on this CPU alone",
            d -> d.inveptReach = Reach.EVERY_CPU);
    static final NestedDesign ACTIVE_SLOT = ChosenDesign.of(
            "invept-active-slot", "as invept-every-cpu, but the active slot is emptied, whichever EPTP L1 names", d -> {
                d.reach(Reach.EVERY_CPU);
                d.emptied = Emptied.ACTIVE;
            });
    static final NestedDesign KEEPS_SHADOW =
            ChosenDesign.of("invept-keeps-shadow", "as invept-every-cpu, but the shadow keeps its entries", d -> {
                d.reach(Reach.EVERY_CPU);
                d.emptied = Emptied.NONE;
            });
    static final NestedDesign ALL_IS_ACTIVE = ChosenDesign.of(
            "invept-all-is-active",
            "as invept-every-cpu, but an INVEPT of all contexts is one of the active slot",
            d -> {
                d.reach(Reach.EVERY_CPU);
                d.allMeansInactiveToo = false;
            });
    static final NestedDesign NO_INVEPT = ChosenDesign.of(
            "invept-shadow-only",
            "an INVEPT of L1's empties the shadow, and no CPU executes one",
            d -> d.inveptReach = Reach.NONE);
    static final NestedDesign WHERE_IT_RAN = ChosenDesign.of(
            "invept-where-it-ran",
            "INVEPT on the CPUs of a mask: where the vCPU has run since its last",
            d -> d.reach(Reach.WHERE_IT_RAN));

    static final NestedDesign LEFT =
            migrating("flush-left", AtMigration.ACTIVE_ON_LEFT, AtLoad.LEFT, "the EPTP left, on the CPU left");
    static final NestedDesign ARRIVED = migrating(
            "flush-arrived", AtMigration.ACTIVE_ON_ARRIVED, AtLoad.LOADED, "the EPTP loaded, on the CPU arrived at");
    static final NestedDesign LEFT_LOADED = migrating(
            "flush-cpu-left-eptp-loaded",
            AtMigration.ACTIVE_ON_LEFT,
            AtLoad.LOADED,
            "the EPTP loaded, but the CPU that was left");
    static final NestedDesign ARRIVED_LEFT = migrating(
            "flush-cpu-arrived-eptp-left",
            AtMigration.ACTIVE_ON_ARRIVED,
            AtLoad.LEFT,
            "the EPTP left, but the CPU arrived at");
    static final NestedDesign MIGRATION_ONLY = migrating(
            "flush-migration-only",
            AtMigration.ACTIVE_ON_LEFT,
            AtLoad.NOTHING,
            "the active EPTP, on the CPU left; none as it changes");
    static final NestedDesign LOAD_ONLY = migrating(
            "flush-load-only", AtMigration.NOTHING, AtLoad.LEFT, "the EPTP left, as it changes; nothing at migration");
    static final NestedDesign ALL_LEFT = migrating(
            "flush-all-left",
            AtMigration.ALL_ON_LEFT,
            AtLoad.NOTHING,
            "all of the vCPU's EPTPs, on the CPU left; none as one changes");
    static final NestedDesign ALL_ARRIVED = migrating(
            "flush-all-arrived",
            AtMigration.ALL_ON_ARRIVED,
            AtLoad.NOTHING,
            "all of the vCPU's EPTPs, on the CPU arrived at; none as one changes");

    static final NestedDesign ARRIVAL_MASK = ChosenDesign.of(
            "arrival-mask",
            "INVEPT on this CPU, and a mask of the others: each is flushed before the vCPU runs there next",
            d -> d.reach(Reach.OTHERS_AT_ARRIVAL));
    static final NestedDesign ARRIVAL_MASK_NOT_RECYCLED = ChosenDesign.of(
            "arrival-mask-recycle-this",
            "as arrival-mask, but a slot that is used for another EPTP marks no CPU",
            d -> d.inveptReach = Reach.OTHERS_AT_ARRIVAL);

    static final NestedDesign REFUSES = ChosenDesign.of(
            "no-p2m-changes",
            "the patch's assumption, enforced: no frame leaves the p2m once a vCPU has loaded an EPTP",
            d -> d.refusesChanges = true);
    static final NestedDesign FLUSH_ALL = ChosenDesign.of(
            "p2m-flush-all",
            "every p2m change empties all shadows, then flushes every CPU; a fill holds the p2m lock from its look-up on",
            d -> d.tells(Flushed.EVERY_CPU, Fill.LOCKED));
    static final NestedDesign FLUSH_ALL_UNLOCKED = ChosenDesign.of(
            "p2m-flush-all-unlocked",
            "as p2m-flush-all, but a fill takes no lock: \"per vCPU so no lock is required\"",
            d -> d.tells(Flushed.EVERY_CPU, Fill.FREELY));
    static final NestedDesign FLUSH_ALL_CHECKED = ChosenDesign.of(
            "p2m-flush-all-checked",
            "as p2m-flush-all, but a fill takes no lock, and looks again whether its translation has changed",
            d -> d.tells(Flushed.EVERY_CPU, Fill.CHECKED));
    static final NestedDesign FLUSH_ACTIVE =
            ChosenDesign.of("p2m-flush-active", "as p2m-flush-all, but only active shadows are emptied", d -> {
                d.tells(Flushed.EVERY_CPU, Fill.LOCKED);
                d.stages = List.of(Stage.EMPTY_ACTIVE, Stage.FLUSH, Stage.FREE);
            });
    static final NestedDesign FLUSH_CPUS_FIRST = ChosenDesign.of(
            "p2m-flush-cpus-first", "as p2m-flush-all, but CPUs are flushed before shadows are emptied", d -> {
                d.tells(Flushed.EVERY_CPU, Fill.LOCKED);
                d.stages = List.of(Stage.FLUSH, Stage.EMPTY_ALL, Stage.FREE);
            });
    static final NestedDesign FREE_FIRST =
            ChosenDesign.of("p2m-free-first", "as p2m-flush-all, but the page is freed before CPUs are flushed", d -> {
                d.tells(Flushed.EVERY_CPU, Fill.LOCKED);
                d.stages = List.of(Stage.EMPTY_ALL, Stage.FREE, Stage.FLUSH);
            });
    static final NestedDesign EMPTY_ONLY =
            ChosenDesign.of("p2m-empty-only", "as p2m-flush-all, but no CPU is flushed", d -> {
                d.fill = Fill.LOCKED;
                d.stages = List.of(Stage.EMPTY_ALL, Stage.FREE);
            });
    static final NestedDesign FLUSH_RUNNING = ChosenDesign.of(
            "p2m-flush-running",
            "as p2m-flush-all, but only CPUs where a vCPU runs are flushed",
            d -> d.tells(Flushed.RUNNING, Fill.LOCKED));
    static final NestedDesign FLUSH_AT_ENTRY = ChosenDesign.of(
            "p2m-flush-at-entry",
            "as p2m-flush-all, but a CPU where no vCPU runs is flushed before one runs there",
            d -> d.tells(Flushed.OTHERS_AT_ENTRY, Fill.LOCKED));

    static final NestedDesign GENERATION = ChosenDesign.of(
            "generation",
            "shadows shared by the domain, each with a generation that a vCPU compares as it gets a CPU; a fill looks again",
            NestedDesigns::generation);
    static final NestedDesign NO_GENERATION =
            ChosenDesign.of("generation-not-compared", "as generation, but no vCPU compares", d -> {
                generation(d);
                d.checksGeneration = false;
            });
    static final NestedDesign XEN_NOW = ChosenDesign.of(
            "xen-now",
            "Xen 4.10 to 4.22, as its code is: an INVEPT of one EPTP gives new VPIDs; a fill is not guarded (nestedhvm_hap_nested_page_fault())",
            d -> {
                generation(d);
                d.reach(Reach.NEW_VPIDS);
                d.fill = Fill.FREELY;
            });

    static final NestedDesign POOL_NOT_EMPTY = ChosenDesign.of(
            "pool-not-empty",
            "start-up fails if the first allocation does",
            d -> d.poolStart = PoolStart.REFUSED_IF_EMPTY);
    static final NestedDesign POOL_LONG_ENOUGH = ChosenDesign.of(
            "pool-enough",
            "start-up fails if there are less pages than one access can need",
            d -> d.poolStart = PoolStart.REFUSED_IF_SHORT);

    static final List<NestedDesign> ALL = List.of(
            PATCH,
            THREE_OUTCOMES,
            EVERY_CPU,
            EVERY_CPU_NOT_RECYCLED,
            ACTIVE_SLOT,
            KEEPS_SHADOW,
            ALL_IS_ACTIVE,
            NO_INVEPT,
            WHERE_IT_RAN,
            LEFT,
            ARRIVED,
            LEFT_LOADED,
            ARRIVED_LEFT,
            MIGRATION_ONLY,
            LOAD_ONLY,
            ALL_LEFT,
            ALL_ARRIVED,
            ARRIVAL_MASK,
            ARRIVAL_MASK_NOT_RECYCLED,
            REFUSES,
            FLUSH_ALL,
            FLUSH_ALL_UNLOCKED,
            FLUSH_ALL_CHECKED,
            FLUSH_ACTIVE,
            FLUSH_CPUS_FIRST,
            FREE_FIRST,
            EMPTY_ONLY,
            FLUSH_RUNNING,
            FLUSH_AT_ENTRY,
            GENERATION,
            NO_GENERATION,
            XEN_NOW,
            POOL_NOT_EMPTY,
            POOL_LONG_ENOUGH);

    private NestedDesigns() {}

    private static NestedDesign migrating(String name, AtMigration migration, AtLoad load, String what) {
        return ChosenDesign.of(name, "INVEPT on this CPU; migration and another EPTP flush " + what, d -> {
            d.atMigration = migration;
            d.atLoad = load;
        });
    }

    private static void generation(ChosenDesign d) {
        d.shared = true;
        d.reach(Reach.OTHERS_AT_ENTRY);
        d.tells(Flushed.OTHERS_AT_ENTRY, Fill.CHECKED);
    }
}
