package dev.stalemate.systems.cacheflush;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class CacheFlushSettings {
    /** What the page is. */
    enum Page {
        /** A PV guest shares it with a device that does not snoop, and flushes caches for it. */
        DMA_BUFFER,
        /** A PV guest can make it a page table, which Xen validates. */
        PAGE_TABLE,
        /** On Arm it can be freed. Xen scrubs it, and gives it to another guest, which begins with its caches off. */
        ARM_RAM
    }

    /** Which type a PV guest can map its page with, besides WB. */
    enum Alias {
        NONE,
        UC,
        WC
    }

    /** How a guest flushes caches. */
    enum FlushBy {
        HYPERCALL,
        INSTRUCTION
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> CPUS =
            ALL.counted("CPU").number("cpus", 1, 4, 2, "CPUs, each with a cache; the guest's vCPU runs on one of them");
    static final Setting<Page> PAGE = ALL.told(page -> switch (page) {
                case "page-table" -> "the page can become a page table";
                case "arm-ram" -> "on Arm the page can be freed and given to another guest";
                default -> "the page is shared with a device that does not snoop";
            })
            .choice(
                    "page",
                    Page.class,
                    Page.DMA_BUFFER,
                    "what the page is: a buffer for a device that does not snoop, what can become a page table, or RAM of guests on Arm");
    static final Setting<FlushBy> FLUSH_BY = ALL.told(
                    by -> by.equals("instruction") ? "the guest flushes by WBINVD" : "")
            .choice("flush-by", FlushBy.class, FlushBy.HYPERCALL, "how the guest flushes caches");
    static final Setting<Alias> ALIAS = ALL.told(type -> switch (type) {
                case "uc" -> "the guest can also map the page UC";
                case "wc" -> "the guest can also map the page WC";
                default -> "";
            })
            .choice("alias", Alias.class, Alias.NONE, "which type a PV guest can map its page with, besides WB");
    static final Setting<Boolean> SELF_SNOOP = ALL.told("CPUs snoop themselves")
            .flag("self-snoop", false, "whether CPUs look into their caches before accesses of type WC");
    static final Setting<Boolean> LATE_CLFLUSH = ALL.told("nothing but MFENCE orders CLFLUSH")
            .flag(
                    "late-clflush",
                    false,
                    "whether nothing but MFENCE orders CLFLUSH, as on AMD's CPUs without CLFLUSHOPT");
    static final Setting<Boolean> FREES = ALL.told("the page can be given to another guest")
            .flag(
                    "frees",
                    false,
                    "whether a page that can become a page table can also be freed, and given to another guest");
    static final Setting<Boolean> TOP = ALL.told("Xen's mapping of the page ends at the top of addresses")
            .flag("top", false, "whether Xen's mapping of the page ends at the top of 32-bit addresses");
    static final Setting<Boolean> TAKES = ALL.told("the host takes the page from the other guest")
            .flag(
                    "takes",
                    false,
                    "whether the host takes the page from the other guest and reads it, as to write it to disk; the guest leaves its"
                            + " caches off");
    static final Setting<Boolean> FILLS = ALL.told("caches read no line ahead")
            .flag("fills", true, "whether caches read lines of the page that nobody has asked for");

    private CacheFlushSettings() {}
}
