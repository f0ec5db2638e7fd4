package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class LinuxAmdSettings {
    /** What the caller of an unmap does where that says that it has unmapped nothing. */
    enum Caller {
        /** It warns, and goes on as if the page were unmapped: the DMA API, and iommufd. */
        FREES,
        /** It keeps the page: VFIO leaves it pinned. */
        KEEPS,
        /** It tries again. */
        RETRIES
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> CPUS =
            ALL.counted("CPU").number("cpus", 1, 3, 2, "CPUs that map and unmap pages of one domain");
    static final Setting<Integer> LEVELS = ALL.told(levels -> "tables begin with " + levels + " levels")
            .number("levels", 2, 4, 3, "levels of the domain's tables at the start; Linux begins with 3");
    static final Setting<Integer> LOW = ALL.counted("low page")
            .number("low", 1, 2, 1, "pages within reach of the first levels, mapped at the start");
    static final Setting<Integer> HIGH =
            ALL.counted("high page").number("high", 0, 2, 1, "pages that need one more level, not mapped at the start");
    static final Setting<Boolean> UNMAPS =
            ALL.told("no page is unmapped").flag("unmaps", true, "whether pages are unmapped, and then freed");
    static final Setting<Boolean> LOOK_UPS = ALL.told("frames of pages are looked up")
            .flag("look-ups", false, "whether the frames of mapped pages are looked up (iova_to_phys())");
    static final Setting<Boolean> REMAPS = ALL.told("low pages begin unmapped")
            .flag("remaps", false, "whether the low pages are not mapped at the start");
    static final Setting<Caller> CALLER = ALL.told(what -> switch (what) {
                case "keeps" -> "callers keep a page that was not found";
                case "retries" -> "callers try again if a page was not found";
                default -> "";
            })
            .choice(
                    "caller",
                    Caller.class,
                    Caller.FREES,
                    "what the caller of an unmap does that is told that nothing was unmapped: frees the page, as users of the DMA API do,"
                            + " keeps it, or tries again");

    private LinuxAmdSettings() {}
}
