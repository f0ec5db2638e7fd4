package dev.stalemate.systems.latewrites;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How a hypervisor invalidates the translations of pages that it takes away, and what it waits for before it frees them. */
final class LateDesign extends ChosenDesign<LateDesign> {
    /** How an invalidation reaches the agents. */
    enum Reaches {
        /** One command for all of them, whose completion is waited for. */
        BROADCAST,
        /** Each is interrupted and invalidates its own, which waits for its own accesses. */
        INTERRUPTS
    }

    /** What the completion of an invalidation is asked to wait for. */
    enum Drains {
        /** For the removal of the translations alone. */
        NOTHING,
        /** For writes in flight, too. */
        WRITES,
        /** For reads and writes in flight, too. */
        ALL
    }

    /** What is done once more after an invalidation. */
    enum Repeats {
        /** Nothing. */
        NOTHING,
        /** Each page's invalidation and a wait, before the next page. */
        EACH,
        /** One more invalidation, of anything, and a wait, at the end. */
        ONE_MORE,
        /** One more invalidation, and no wait between the two. */
        WITHOUT_WAIT,
        /** Only the wait. */
        ONLY_WAIT
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Reaches> REACHES = WAYS.choice(
            "reaches",
            Reaches.class,
            Reaches.BROADCAST,
            "how an invalidation reaches the agents: by one command for all, or by interrupts after which each invalidates its own");
    static final Setting<Drains> DRAINS = WAYS.choice(
            "drains",
            Drains.class,
            Drains.ALL,
            "which accesses in flight the completion of an invalidation is asked to wait for: none, writes, or all");
    static final Setting<Repeats> REPEATS = WAYS.choice(
            "repeats",
            Repeats.class,
            Repeats.NOTHING,
            "what is done once more: nothing, each page's invalidation, one invalidation at the end, the same without a wait before it, or"
                    + " only the wait");
    static final Setting<Boolean> WAITS =
            WAYS.flag("waits", true, "whether a page is freed only when its invalidation is complete");

    static final ChosenDesigns<LateDesign> ALL = new ChosenDesigns<>(LateDesign.class, LateDesign::new, WAYS);

    static final LateDesign ARM_ONCE = ALL.design("arm-once", "Arm: TLBI for each page, then DSB");
    static final LateDesign ARM_EACH_TWICE = ARM_ONCE.as(
                    "arm-each-twice",
                    "Arm, workaround up to 7c502d7591 (2026): TLBI, DSB, and the same TLBI again, for each page; then DSB")
            .with(REPEATS, Repeats.EACH);
    static final LateDesign ARM_ONE_MORE = ARM_ONCE.as(
                    "arm-one-more",
                    "Arm, workaround since 7c502d7591 (2026): TLBI for each page, DSB, one more TLBI, of anything, and DSB")
            .with(REPEATS, Repeats.ONE_MORE);
    static final LateDesign ARM_WITHOUT_WAIT = ARM_ONCE.as(
                    "arm-without-wait", "as arm-one-more, without the DSB between the two TLBIs")
            .with(REPEATS, Repeats.WITHOUT_WAIT);
    static final LateDesign ARM_ONLY_WAIT = ARM_ONCE.as(
                    "arm-only-wait", "as arm-one-more, without the second TLBI: DSB twice")
            .with(REPEATS, Repeats.ONLY_WAIT);
    static final LateDesign ARM_NO_WAIT =
            ARM_ONCE.as("arm-no-wait", "Arm: TLBI without DSB").with(WAITS, false);
    static final LateDesign VTD_NO_DRAIN = ALL.design(
                    "vtd-no-drain", "VT-d's queue up to 44b9decf71 (2009): invalidations that drain nothing")
            .with(DRAINS, Drains.NOTHING);
    static final LateDesign VTD_DRAINS =
            ALL.design("vtd-drains", "VT-d's queue since 44b9decf71 (2009): invalidations that drain reads and writes");
    static final LateDesign VTD_DRAINS_WRITES = VTD_DRAINS
            .as("vtd-drains-writes", "as vtd-drains, but only writes are drained")
            .with(DRAINS, Drains.WRITES);
    static final LateDesign X86_INTERRUPTS = ALL.design(
                    "x86-interrupts", "x86: each CPU is interrupted, and flushes its own TLB")
            .with(REACHES, Reaches.INTERRUPTS);

    final Reaches reaches = get(REACHES);
    final Drains drains = get(DRAINS);
    final Repeats repeats = get(REPEATS);
    final boolean waits = get(WAITS);

    private LateDesign(Choice<LateDesign> choice) {
        super(choice);
    }
}
