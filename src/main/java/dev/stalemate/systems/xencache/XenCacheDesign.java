package dev.stalemate.systems.xencache;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** What Xen flushes and when, and with which type it accesses pages of guests. Xen's designs of it, fix by fix, and others. */
final class XenCacheDesign extends ChosenDesign<XenCacheDesign> {
    /** Whose caches a flush of all that they have is made in. */
    enum Caches {
        THIS_CPU,
        EVERY_CPU
    }

    /** The memory type of Xen's own mapping of a page. */
    enum Directmap {
        /** WB. */
        WB,
        /** The type of the mapping that the guest has made last. */
        LATEST
    }

    /** When a page that is allocated is flushed to RAM. */
    enum ToRam {
        NEVER,
        BEFORE_SCRUB,
        AFTER_SCRUB
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Caches> HYPERCALL = WAYS.choice(
            "hypercall", Caches.class, Caches.EVERY_CPU, "whose caches MMUEXT_FLUSH_CACHE flushes: one CPU's, or all");
    static final Setting<Caches> INSTRUCTION = WAYS.choice(
            "instruction",
            Caches.class,
            Caches.EVERY_CPU,
            "whose caches a WBINVD flushes that Xen emulates: one CPU's, or all");
    static final Setting<Directmap> DIRECTMAP = WAYS.choice(
            "directmap",
            Directmap.class,
            Directmap.WB,
            "the type of Xen's own mapping of a page: WB, or that of the guest's latest mapping");
    static final Setting<Boolean> FLUSHES_TABLES = WAYS.flag(
            "flushes-tables",
            true,
            "whether a page that was mapped WC is flushed before it is validated as a page table");
    static final Setting<Boolean> FLUSHES_FREED =
            WAYS.flag("flushes-freed", true, "whether a page that was mapped WC is flushed before it is freed");
    static final Setting<Boolean> FENCES =
            WAYS.flag("fences", true, "whether MFENCE is around CLFLUSH, on CPUs where nothing else orders it");
    static final Setting<ToRam> TO_RAM = WAYS.choice(
            "to-ram",
            ToRam.class,
            ToRam.AFTER_SCRUB,
            "on Arm, when a page that is allocated is flushed to RAM: never, before or after it is scrubbed");
    static final Setting<Boolean> INVALIDATES = WAYS.flag(
            "invalidates",
            true,
            "on Arm, whether that flush also invalidates lines, instead of only writing them back");
    static final Setting<Boolean> FLUSHES_TOP = WAYS.flag(
            "flushes-top", true, "on Arm, whether that flush works where Xen's mapping ends at the top of addresses");

    static final ChosenDesigns<XenCacheDesign> ALL =
            new ChosenDesigns<>(XenCacheDesign.class, XenCacheDesign::new, WAYS);

    static final XenCacheDesign FLUSHES_EVERY_CPU = ALL.design(
            "flushes-every-cpu",
            "since bbaea9878b and b0f8bf8605 (Xen 4.21, and 4.19.3 and 4.20.1): a guest's flush is made on all CPUs");
    static final XenCacheDesign INSTRUCTION_ONE_CPU = FLUSHES_EVERY_CPU
            .as(
                    "instruction-one-cpu",
                    "bbaea9878b without b0f8bf8605 (Xen 4.18.5): a WBINVD that Xen emulates flushes one CPU")
            .with(INSTRUCTION, Caches.THIS_CPU);
    static final XenCacheDesign FLUSHES_ONE_CPU = INSTRUCTION_ONE_CPU
            .as(
                    "flushes-one-cpu",
                    "9a216e92de to bbaea9878b (Xen 4.18 to 4.20): a guest's flush is made on the CPU where it runs")
            .with(HYPERCALL, Caches.THIS_CPU);
    static final XenCacheDesign SKIPS_TOP = FLUSHES_ONE_CPU
            .as(
                    "skips-top",
                    "c1c9cae3a9 to 9a216e92de (Xen 4.17): on 32-bit Arm the page that is mapped last is not flushed")
            .with(FLUSHES_TOP, false);
    static final XenCacheDesign DIRECTMAP_FOLLOWS = SKIPS_TOP
            .as(
                    "directmap-follows",
                    "3b1cc15f19 to ae09597da3 (Xen 4.15 and 4.16): Xen's own mapping has the type of the guest's latest")
            .with(DIRECTMAP, Directmap.LATEST)
            .with(FLUSHES_TABLES, false)
            .with(FLUSHES_FREED, false)
            .with(FENCES, false);
    static final XenCacheDesign FLUSHED_UNSCRUBBED = DIRECTMAP_FOLLOWS
            .as(
                    "flushed-unscrubbed",
                    "307c3be3cc to 3b1cc15f19 (Xen 4.10 to 4.14): on Arm a page is flushed to RAM before it is scrubbed")
            .with(TO_RAM, ToRam.BEFORE_SCRUB);

    static final XenCacheDesign UNTRACKED = SKIPS_TOP
            .as("untracked", "ae09597da3 alone: Xen's own mapping is WB, and nothing is flushed")
            .with(FLUSHES_TABLES, false)
            .with(FLUSHES_FREED, false)
            .with(FENCES, false);
    static final XenCacheDesign ONLY_TABLES = SKIPS_TOP
            .as("only-tables", "c1c9cae3a9 without the flush of a page that is freed")
            .with(FLUSHES_FREED, false);
    static final XenCacheDesign FOLLOWS_AND_FLUSHES = SKIPS_TOP
            .as(
                    "follows-and-flushes",
                    "c1c9cae3a9 without ae09597da3: pages are flushed, and Xen's own mapping follows")
            .with(DIRECTMAP, Directmap.LATEST);
    static final XenCacheDesign UNFENCED = SKIPS_TOP
            .as("unfenced", "c1c9cae3a9 without 062868a5a8: nothing orders CLFLUSH")
            .with(FENCES, false);
    static final XenCacheDesign ONLY_CLEANS = FLUSHES_ONE_CPU
            .as(
                    "only-cleans",
                    "9617d5f9c1 (Xen 4.16.0-rc1): a page that is allocated is written back to RAM, and lines stay valid")
            .with(INVALIDATES, false);

    final Caches hypercall = get(HYPERCALL);
    final Caches instruction = get(INSTRUCTION);
    final boolean directmapFollows = get(DIRECTMAP) == Directmap.LATEST;
    final boolean flushesTables = get(FLUSHES_TABLES);
    final boolean flushesFreed = get(FLUSHES_FREED);
    final boolean fences = get(FENCES);
    final ToRam toRam = get(TO_RAM);
    final boolean invalidates = get(INVALIDATES);
    final boolean flushesTop = get(FLUSHES_TOP);

    private XenCacheDesign(Choice<XenCacheDesign> choice) {
        super(choice);
    }

    /** Whether it notes which pages were mapped WC. */
    boolean tracks() {
        return flushesTables || flushesFreed;
    }
}
