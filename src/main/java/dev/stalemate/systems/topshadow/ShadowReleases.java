package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. Before Xen 4.0 its releases had tags of another kind, and are left out. */
final class ShadowReleases {
    static final Releases ALL = new Releases.Table("xen")
            .of("repinned")
            .row("4.0.0", "4.12.4", "53a11bbde4", null)
            .row("4.13.0", "4.13.4", "53a11bbde4", "aa7891098c")
            .row("4.14.0", "4.14.5", "53a11bbde4", "0bab3abf73")
            .row("4.15.0", "4.15.3", "53a11bbde4", "95f6d555ec")
            .row("4.16.0", "4.16.2", "53a11bbde4", "40e9daf6b5")
            .of("failure-tolerated")
            .row("4.13.5", "4.13.5", "aa7891098c", null)
            .row("4.14.6", "4.14.6", "0bab3abf73", null)
            .row("4.15.4", "4.15.5", "95f6d555ec", "3a9a2901cc")
            .row("4.16.3", "4.16.5", "40e9daf6b5", "c450a4bc11")
            .row("4.17.0", "4.17.2", "eac000978c", "90c540c589")
            .of("release-deferred")
            .row("4.15.6", "4.15.7", "3a9a2901cc", null)
            .row("4.16.6", "4.16.7", "c450a4bc11", null)
            .row("4.17.3", "4.17.6", "90c540c589", "5dfbc0b77f")
            .row("4.18.0", "4.18.5", "fb0ff49fe9f7", "07f3beb32f")
            .row("4.19.0", "4.19.5", "fb0ff49fe9f7", "376de64772")
            .row("4.20.0", "4.20.3", "fb0ff49fe9f7", "2653b35edb")
            .row("4.21.0", "4.21.1", "fb0ff49fe9f7", "3bdb2a4fb8")
            .of("loaded-tracked")
            .row("4.17.7", "4.17.7", "5dfbc0b77f", null)
            .row("4.18.6", "4.18.6", "07f3beb32f", null)
            .row("4.19.6", "4.19.6", "376de64772", null)
            .row("4.20.4", "4.20.4", "2653b35edb", null)
            .row("4.21.2", "4.21.2", "3bdb2a4fb8", null)
            .row("4.22.0", "4.22.0", "622c9a5ba9", null)
            .all();

    private ShadowReleases() {}
}
