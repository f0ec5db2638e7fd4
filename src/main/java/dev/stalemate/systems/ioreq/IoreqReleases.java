package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. */
final class IoreqReleases {
    private IoreqReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .of("xen-4.14")
                .row("4.0.0", "4.14.6", "d75e7bf2ac", null)
                .of("xen-4.15")
                .row("4.15.0", "4.17.7", "588d961d15", null)
                .row("4.18.0", "4.18.6", "588d961d15", null)
                .row("4.19.0", "4.19.6", "588d961d15", null)
                .row("4.20.0", "4.20.4", "588d961d15", null)
                .row("4.21.0", "4.21.2", "588d961d15", null)
                .row("4.22.0", "4.22.0", "588d961d15", null)
                .all();
    }
}
