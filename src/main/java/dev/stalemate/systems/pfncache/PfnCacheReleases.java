package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Releases;

/** Which releases the designs describe: both fixes of 2022 came with 6.0, and as backports to the series that were maintained then; caches of
 * user-space addresses came with 6.9. */
final class PfnCacheReleases {
    /** The cache as it came with 5.17. */
    private static final String CACHE = "982ed0de4753";

    /** The later of the two fixes; backports are listed by its hash in mainline, too. */
    private static final String FIX = "58cd407ca4c6";

    /** A cache can be of a user-space address. */
    private static final String ADDRESSES = "721f5b0dda78";

    static final Releases ALL = new Releases.Table("linux")
            .of(PfnCacheDesign.LINUX_5_17.name())
            .row("5.17.0", "5.17.15", CACHE, null)
            .row("5.18.0", "5.18.17", CACHE, FIX)
            .row("5.19.0", "5.19.1", CACHE, FIX)
            .of(PfnCacheDesign.LINUX_6_0.name())
            .row("5.18.18", "5.18.19", FIX, null)
            .row("5.19.2", "5.19.17", FIX, null)
            .row("6.0.0", "6.0.19", FIX, null)
            .row("6.1.0", "6.1.192", FIX, null)
            .row("6.2.0", "6.5.13", FIX, null)
            .row("6.6.0", "6.6.150", FIX, null)
            .row("6.7.0", "6.8.12", FIX, null)
            .of(PfnCacheDesign.LINUX_6_9.name())
            .row("6.9.0", "6.11.11", ADDRESSES, null)
            .row("6.12.0", "6.12.117", ADDRESSES, null)
            .row("6.13.0", "6.17.13", ADDRESSES, null)
            .row("6.18.0", "6.18.33", ADDRESSES, null)
            .row("6.19.0", "6.19.14", ADDRESSES, null)
            .row("7.1.0", "7.1.8", ADDRESSES, null)
            .row("7.2.0", "7.2.8", ADDRESSES, null)
            .all();

    private PfnCacheReleases() {}
}
