package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** When IOMMUs' TLBs are told of a change of the page tables: Linux by fix, and other choices. */
final class SharedDesign extends ChosenDesign<SharedDesign> {
    /** What the IOMMU does as a change begins, before the entry is changed. */
    enum AtStart {
        /** Nothing. */
        NOTHING,
        /** It invalidates its TLB. */
        INVALIDATES,
        /** It invalidates its TLB, and uses an empty table until the change ends. */
        EMPTY_TABLE
    }

    /** Which flushes of the CPUs' TLBs invalidate IOMMUs' TLBs, too. */
    enum WithFlush {
        NONE,
        /** Those of an entry that is taken away. */
        REMOVALS,
        EVERY
    }

    /** When a page that was unmapped is freed. */
    enum Frees {
        WITH_CHANGE,
        AFTER_FLUSH,
        AFTER_END
    }

    /** Whose TLBs are flushed for an entry that was made writable, or that a fault finds so. */
    enum Upgrades {
        NONE,
        /** That of the CPU whose fault it is; of none if a device has faulted. */
        ONE_CPU,
        /** Those of all CPUs. */
        EVERY_CPU
    }

    /** What a fault looks at to see whether its access is permitted by now. */
    enum Looks {
        /** The entry of its page. */
        PAGE,
        /** Those of a block of pages together. */
        BLOCK
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AtStart> AT_START = WAYS.choice(
            "at-start",
            AtStart.class,
            AtStart.NOTHING,
            "what an IOMMU does before an entry is changed: nothing, it invalidates its TLB, or it also uses an empty table until the end");
    static final Setting<WithFlush> WITH_FLUSH = WAYS.choice(
            "with-flush",
            WithFlush.class,
            WithFlush.EVERY,
            "which flushes of CPUs' TLBs invalidate IOMMUs' TLBs, too: none, those of entries that are taken away, or every one");
    static final Setting<Boolean> AT_END =
            WAYS.flag("at-end", false, "whether IOMMUs' TLBs are invalidated as a change ends");
    static final Setting<Frees> FREES = WAYS.choice(
            "frees",
            Frees.class,
            Frees.AFTER_FLUSH,
            "when a page that was unmapped is freed: with the change, after the CPUs' flush, or after the end");
    static final Setting<Upgrades> UPGRADES = WAYS.choice(
            "upgrades",
            Upgrades.class,
            Upgrades.EVERY_CPU,
            "which CPUs' TLBs are flushed after an entry was made writable, where CPUs' TLBs need that");
    static final Setting<Upgrades> SETTLES = WAYS.choice(
            "settles",
            Upgrades.class,
            Upgrades.NONE,
            "which CPUs' TLBs a fault flushes that finds its access permitted, as after another fault for the same page");
    static final Setting<Looks> LOOKS = WAYS.choice(
            "looks",
            Looks.class,
            Looks.PAGE,
            "what a fault takes for its page's permission: that of the page's entry, or of any entry in its block of pages");
    static final Setting<Boolean> TRUSTS_BROADCAST = WAYS.flag(
            "trusts-broadcast",
            false,
            "whether the IOMMU's driver invalidates nothing by itself where flushes of CPUs' TLBs reach the IOMMU");

    static final ChosenDesigns<SharedDesign> ALL = new ChosenDesigns<>(SharedDesign.class, SharedDesign::new, WAYS);

    static final SharedDesign EMPTY_TABLE = ALL.design(
                    "empty-table",
                    "AMD's driver up to 0f0a327fa12c (2014): the IOMMU has an empty table while a range is invalidated")
            .with(AT_START, AtStart.EMPTY_TABLE)
            .with(WITH_FLUSH, WithFlush.NONE);
    static final SharedDesign NOT_UPGRADES = ALL.design(
                    "not-upgrades",
                    "0f0a327fa12c (2014) to 6bbd42e2df8f (2023): IOMMUs are told of entries that are taken away, and of ranges' ends")
            .with(WITH_FLUSH, WithFlush.REMOVALS)
            .with(AT_END, true)
            .with(TRUSTS_BROADCAST, true);
    static final SharedDesign EVERY_FLUSH = NOT_UPGRADES
            .as(
                    "every-flush",
                    "6bbd42e2df8f (2023): IOMMUs are told of every flush of CPUs' TLBs, and not of ranges' ends")
            .with(WITH_FLUSH, WithFlush.EVERY)
            .with(AT_END, false);
    static final SharedDesign LOOKS_AT_BLOCK = EVERY_FLUSH
            .as("looks-at-block", "every-flush up to 97c5550b7631 (2026): a fault takes a block's bits for its page's")
            .with(LOOKS, Looks.BLOCK)
            .with(TRUSTS_BROADCAST, false);
    static final SharedDesign ONE_CPU = EVERY_FLUSH
            .as(
                    "one-cpu",
                    "since cb1fa2e99955 (2025): after a fault only the TLB of its own CPU is flushed, and IOMMUs are told")
            .with(UPGRADES, Upgrades.ONE_CPU)
            .with(SETTLES, Upgrades.ONE_CPU)
            .with(TRUSTS_BROADCAST, false);
    static final SharedDesign SETTLES_ALL = EVERY_FLUSH
            .as(
                    "settles",
                    "as every-flush, but made by the fault that finds its access permitted, not by the one before it")
            .with(UPGRADES, Upgrades.NONE)
            .with(SETTLES, Upgrades.EVERY_CPU);
    static final SharedDesign ONE_CPU_TRUSTS = ONE_CPU.as(
                    "one-cpu-trusts",
                    "as one-cpu, with a driver that leaves a broadcast's work to the hardware, as up to 6.9")
            .with(TRUSTS_BROADCAST, true);
    static final SharedDesign REMOVALS = NOT_UPGRADES
            .as("removals", "as not-upgrades, but IOMMUs are not told of ranges' ends")
            .with(AT_END, false);
    static final SharedDesign RANGE_START = EVERY_FLUSH
            .as("range-start", "IOMMUs are told as a range begins, and never later")
            .with(AT_START, AtStart.INVALIDATES)
            .with(WITH_FLUSH, WithFlush.NONE);
    static final SharedDesign RANGE_END = EVERY_FLUSH
            .as("range-end", "IOMMUs are told as a range ends, and never earlier")
            .with(WITH_FLUSH, WithFlush.NONE)
            .with(AT_END, true);

    final AtStart atStart = get(AT_START);
    final WithFlush withFlush = get(WITH_FLUSH);
    final boolean atEnd = get(AT_END);
    final Frees frees = get(FREES);
    final Upgrades upgrades = get(UPGRADES);
    final Upgrades settles = get(SETTLES);
    final Looks looks = get(LOOKS);
    final boolean trustsBroadcast = get(TRUSTS_BROADCAST);

    /** Whether a fault ever flushes for an entry that was made writable. */
    boolean flushesFaults() {
        return upgrades != Upgrades.NONE || settles != Upgrades.NONE;
    }

    private SharedDesign(Choice<SharedDesign> choice) {
        super(choice);
    }
}
