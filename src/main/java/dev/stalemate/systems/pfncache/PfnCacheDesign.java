package dev.stalemate.systems.pfncache;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How the cache is refreshed: Linux by fix, and what goes wrong without one of their parts. */
final class PfnCacheDesign extends ChosenDesign<PfnCacheDesign> {
    /** What others see while a refresh has dropped the lock to look the page up. */
    enum Meanwhile {
        /** That the cache is not valid. */
        INVALID,
        /** That it is valid, with a placeholder where the page will be. */
        PLACEHOLDER,
        /** That it is valid, with the page from before. */
        OLD_PAGE
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Meanwhile> MEANWHILE = WAYS.choice(
            "meanwhile",
            Meanwhile.class,
            Meanwhile.INVALID,
            "what others see while a refresh has dropped the lock: no valid cache, or a valid one with a placeholder or the old page");
    static final Setting<Boolean> SERIALIZES =
            WAYS.flag("serializes", true, "whether a mutex makes refreshes come one after the other");

    static final ChosenDesigns<PfnCacheDesign> ALL =
            new ChosenDesigns<>(PfnCacheDesign.class, PfnCacheDesign::new, WAYS);

    static final PfnCacheDesign LINUX_5_17 = ALL.design(
                    "linux-5.17",
                    "Linux 5.17, up to 5.18.17 and 5.19.1: a refresh marks the cache valid, drops the lock, and writes what it has found")
            .with(MEANWHILE, Meanwhile.PLACEHOLDER)
            .with(SERIALIZES, false);
    static final PfnCacheDesign SERIALIZED = LINUX_5_17
            .as("serialized", "93984f19e7 (2022) alone: refreshes come one after the other")
            .with(SERIALIZES, true);
    static final PfnCacheDesign INVALID_MEANWHILE = LINUX_5_17
            .as(
                    "invalid-meanwhile",
                    "58cd407ca4 (2022) without the fix before it: the cache is not valid until the page is written, and refreshes overlap")
            .with(MEANWHILE, Meanwhile.INVALID);
    static final PfnCacheDesign LINUX_6_0 = ALL.design(
            "linux-6.0",
            "Linux 6.0 on, 5.18.18 and 5.19.2: refreshes come one after the other, and the cache is not valid meanwhile");
    static final PfnCacheDesign KEEPS_OLD = LINUX_5_17
            .as("keeps-old-page", "as linux-5.17, but the old page stays in place meanwhile")
            .with(MEANWHILE, Meanwhile.OLD_PAGE);
    static final PfnCacheDesign KEEPS_OLD_SERIALIZED = KEEPS_OLD
            .as("keeps-old-page-serialized", "as keeps-old-page, with the mutex of 93984f19e7")
            .with(SERIALIZES, true);

    final Meanwhile meanwhile = get(MEANWHILE);
    final boolean serializes = get(SERIALIZES);

    private PfnCacheDesign(Choice<PfnCacheDesign> choice) {
        super(choice);
    }
}
