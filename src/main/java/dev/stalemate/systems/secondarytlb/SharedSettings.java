package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class SharedSettings {
    /** Which hardware walks the tables again where its TLB has an entry that is read-only, before a write faults. */
    enum WalksAgain {
        NOTHING,
        CPUS,
        ALL
    }

    /** Why the host takes the permission to write away. */
    enum Protects {
        /** It doesn't. */
        NO,
        /** The page is to be written to a file, and from then on it is clean. */
        CLEAN,
        /** The process forks: the page is another process's, too, until one of them writes. */
        FORK
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> DEVICES = ALL.counted("device")
            .number("devices", 1, 3, 1, "devices that use the process's page tables, each with a TLB of the IOMMU");
    static final Setting<Integer> CPUS =
            ALL.counted("CPU").number("cpus", 0, 3, 0, "CPUs on which the process runs; each has a TLB");
    static final Setting<Integer> PAGES =
            ALL.counted("page").number("pages", 1, 4, 1, "pages of the process, each mapped read-only at the start");
    static final Setting<Integer> HOSTS = ALL.counted("host thread")
            .number("hosts", 1, 2, 1, "threads of the host, which handle faults and change page tables");
    static final Setting<Integer> CHANGES = ALL.told(
                    times -> "the host makes " + (times.equals("1") ? "one change" : times + " changes"))
            .number("changes", 0, 4, 1, "how often the host changes an entry without a fault");
    static final Setting<Boolean> UNMAPS =
            ALL.told("no page is unmapped").flag("unmaps", true, "whether the host unmaps pages, and frees them");
    static final Setting<Boolean> MIGRATES =
            ALL.told("pages migrate").flag("migrates", false, "whether the host moves pages to other frames");
    static final Setting<Protects> PROTECTS = ALL.told(why -> switch (why) {
                case "clean" -> "pages are made read-only as they are cleaned";
                case "fork" -> "pages are made read-only as the process forks";
                default -> "no page is made read-only";
            })
            .choice(
                    "protects",
                    Protects.class,
                    Protects.NO,
                    "why the host makes pages read-only: not at all, because they are cleaned, or because the process forks");
    static final Setting<WalksAgain> WALKS_AGAIN = ALL.told(who -> switch (who) {
                case "cpus" -> "CPUs walk the tables again before a write faults";
                case "all" -> "CPUs and IOMMUs walk the tables again before a write faults";
                default -> "TLBs' entries decide whether a write faults";
            })
            .choice(
                    "walks-again",
                    WalksAgain.class,
                    WalksAgain.NOTHING,
                    "which hardware walks the tables again where its TLB has a read-only entry, before a write faults: nothing, as on Arm,"
                            + " the CPUs, or all, as on x86");
    static final Setting<Boolean> BROADCAST = ALL.told("flushes of CPUs' TLBs reach the IOMMUs")
            .flag("broadcast", false, "whether a flush of CPUs' TLBs reaches the IOMMUs' TLBs by itself (Arm's BTM)");

    static final Setting<Boolean> HARDWARE_DIRTY = ALL.told("CPUs make clean pages writable by themselves")
            .flag(
                    "hardware-dirty",
                    false,
                    "whether a CPU that writes to a clean page makes its entry writable by itself, and an IOMMU does not");

    private SharedSettings() {}
}
