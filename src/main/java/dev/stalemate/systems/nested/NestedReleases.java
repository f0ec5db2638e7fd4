package dev.stalemate.systems.nested;

import dev.stalemate.model.Releases;

/** Which releases of Xen the design of its code describes. */
final class NestedReleases {
    private NestedReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .of("xen-now")
                .row("4.10.0", "4.17.7", "6df4b481b0", null)
                .row("4.18.0", "4.18.6", "6df4b481b0", null)
                .row("4.19.0", "4.19.6", "6df4b481b0", null)
                .row("4.20.0", "4.20.4", "6df4b481b0", null)
                .row("4.21.0", "4.21.2", "6df4b481b0", null)
                .row("4.22.0", "4.22.0", "6df4b481b0", null)
                .all();
    }
}
