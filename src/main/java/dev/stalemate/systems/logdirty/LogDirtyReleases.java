package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. Pages are populated on demand since 4.0. */
final class LogDirtyReleases {
    static final Releases ALL = new Releases.Table("xen")
            .of("demand-unmarked")
            .row("4.0.0", "4.0.4", "a589ff6c17", null)
            .of("mapping-marked-once")
            .row("4.1.0", "4.6.6", "f56daba7cf", null)
            .of("additions-unmarked")
            .row("4.7.0", "4.18.6", "5c23c760a8", null)
            .row("4.19.0", "4.19.4", "5c23c760a8", "c2affd2788")
            .row("4.20.0", "4.20.2", "5c23c760a8", "c31086c50b")
            .row("4.21.0", "4.21.0", "5c23c760a8", "1cacccbace")
            .of("only-additions")
            .row("4.19.5", "4.19.6", "c2affd2788", null)
            .row("4.20.3", "4.20.4", "c31086c50b", null)
            .row("4.21.1", "4.21.2", "1cacccbace", null)
            .of("marks-additions")
            .row("4.22.0", "4.22.0", "98fccdf0ac", null)
            .all();

    private LogDirtyReleases() {}
}
