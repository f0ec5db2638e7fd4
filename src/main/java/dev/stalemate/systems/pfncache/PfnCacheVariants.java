package dev.stalemate.systems.pfncache;

import dev.stalemate.systems.pfncache.PfnCacheDesign.Meanwhile;
import java.util.List;

/** The designs that come with the tool: Linux by fix, and what goes wrong without one of their parts. */
final class PfnCacheVariants {
    static final PfnCacheDesign LINUX_5_18 = new Named(
            "linux-5.18",
            "Linux 5.17 and 5.18: a refresh marks the cache valid, drops the lock, and writes what it has found",
            Meanwhile.PLACEHOLDER,
            false);
    static final PfnCacheDesign SERIALIZED = new Named(
            "serialized", "93984f19e7 (2022) alone: refreshes come one after the other", Meanwhile.PLACEHOLDER, true);
    static final PfnCacheDesign INVALID_MEANWHILE = new Named(
            "invalid-meanwhile",
            "58cd407ca4 (2022) without its forerunner: the cache is not valid before the page is written, and refreshes overlap",
            Meanwhile.INVALID,
            false);
    static final PfnCacheDesign LINUX_5_19 = new Named(
            "linux-5.19",
            "93984f19e7 and 58cd407ca4 (2022): refreshes come one after the other, and the cache is not valid meanwhile",
            Meanwhile.INVALID,
            true);
    static final PfnCacheDesign KEEPS_OLD = new Named(
            "keeps-old-page",
            "as linux-5.18, but the page from before stays in place meanwhile",
            Meanwhile.OLD_PAGE,
            false);
    static final PfnCacheDesign KEEPS_OLD_SERIALIZED = new Named(
            "keeps-old-page-serialized", "as keeps-old-page, with 93984f19e7's mutex", Meanwhile.OLD_PAGE, true);

    static final List<PfnCacheDesign> ALL =
            List.of(LINUX_5_18, SERIALIZED, INVALID_MEANWHILE, LINUX_5_19, KEEPS_OLD, KEEPS_OLD_SERIALIZED);

    private PfnCacheVariants() {}

    /** A design with a name, as a list of choices. */
    private record Named(String name, String says, Meanwhile meanwhile, boolean serializes) implements PfnCacheDesign {
        @Override
        public String toString() {
            return name;
        }
    }
}
