package dev.stalemate.systems.pfncache;

import dev.stalemate.systems.pfncache.PfnCacheDesign.Meanwhile;
import java.util.List;

/** The designs that come with the tool: Linux by fix, and what goes wrong without one of their parts. */
final class PfnCacheDesigns {
    static final PfnCacheDesign LINUX_5_17 = new Named(
            "linux-5.17",
            "Linux 5.17, up to 5.18.17 and 5.19.1: a refresh marks the cache valid, drops the lock, and writes what it has found",
            Meanwhile.PLACEHOLDER,
            false);
    static final PfnCacheDesign SERIALIZED = new Named(
            "serialized", "93984f19e7 (2022) alone: refreshes come one after the other", Meanwhile.PLACEHOLDER, true);
    static final PfnCacheDesign INVALID_MEANWHILE = new Named(
            "invalid-meanwhile",
            "58cd407ca4 (2022) without its forerunner: the cache is not valid before the page is written, and refreshes overlap",
            Meanwhile.INVALID,
            false);
    static final PfnCacheDesign LINUX_6_0 = new Named(
            "linux-6.0",
            "Linux 6.0 on, 5.18.18 and 5.19.2: refreshes come one after the other, and the cache is not valid meanwhile",
            Meanwhile.INVALID,
            true);
    static final PfnCacheDesign KEEPS_OLD = new Named(
            "keeps-old-page",
            "as linux-5.17, but the page from before stays in place meanwhile",
            Meanwhile.OLD_PAGE,
            false);
    static final PfnCacheDesign KEEPS_OLD_SERIALIZED = new Named(
            "keeps-old-page-serialized", "as keeps-old-page, with 93984f19e7's mutex", Meanwhile.OLD_PAGE, true);

    static final List<PfnCacheDesign> ALL =
            List.of(LINUX_5_17, SERIALIZED, INVALID_MEANWHILE, LINUX_6_0, KEEPS_OLD, KEEPS_OLD_SERIALIZED);

    private PfnCacheDesigns() {}

    /** A design with a name, as a list of choices. */
    private record Named(String name, String says, Meanwhile meanwhile, boolean serializes) implements PfnCacheDesign {
        @Override
        public String toString() {
            return name;
        }
    }
}
