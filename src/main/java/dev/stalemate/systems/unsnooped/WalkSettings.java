package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class WalkSettings {
    /** What the hypervisor changes. */
    enum Change {
        /** A page is removed that a superpage maps: it is split into a new table first. */
        SPLIT,
        /** A page is removed that an entry of a table maps. */
        ENTRY,
        /** A superpage is removed as a whole. */
        SUPERPAGE,
        /** A page is mapped where there is no table yet. */
        MAP
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> PAGES = ALL.counted("page")
            .number(
                    "pages",
                    2,
                    4,
                    2,
                    "guest pages of one table or superpage, each with its device; page 0 is removed or mapped");
    static final Setting<Change> CHANGE = ALL.told(change -> switch (change) {
                case "entry" -> "a page is removed from a table";
                case "superpage" -> "a superpage is removed";
                case "map" -> "a page is mapped in a new table";
                default -> "a page is removed from a superpage";
            })
            .choice("change", Change.class, Change.SPLIT, "what the hypervisor removes or maps");
    static final Setting<Boolean> SNOOPS = ALL.told("the IOMMU looks into caches")
            .flag("snoops", false, "whether the IOMMU finds in caches what is not in RAM yet, as it walks tables");

    private WalkSettings() {}
}
