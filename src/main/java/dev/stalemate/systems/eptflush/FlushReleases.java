package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. Up to 4.6 there were no masks of CPUs that have to flush. */
final class FlushReleases {
    private FlushReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .of("own-mask")
                .row("4.7.0", "4.9.4", "09fc40ed30", null)
                .of("host-mask-all")
                .row("4.10.0", "4.10.3", "6b792e28bc", "92fc0b635c")
                .row("4.11.0", "4.11.1", "6b792e28bc", "935a4adb36")
                .of("each-mask")
                .row("4.10.4", "4.10.4", "92fc0b635c", null)
                .row("4.11.2", "4.11.4", "935a4adb36", null)
                .row("4.12.0", "4.16.7", "69f7643df6", null)
                .row("4.17.7", "4.17.7", "ca4c5d8b4c", null)
                .row("4.18.6", "4.18.6", "8b8c324af6", null)
                .row("4.19.5", "4.19.6", "b4993d7f97", null)
                .row("4.20.3", "4.20.4", "0138bfef57", null)
                .row("4.21.1", "4.21.2", "e5d2817d7a", null)
                .row("4.22.0", "4.22.0", "4bc2e5333a", null)
                .of("freed-when-unlinked")
                .row("4.17.0", "4.17.6", "4a59e6bb3a", "ca4c5d8b4c")
                .row("4.18.0", "4.18.5", "4a59e6bb3a", "8b8c324af6")
                .row("4.19.0", "4.19.4", "4a59e6bb3a", "b4993d7f97")
                .row("4.20.0", "4.20.2", "4a59e6bb3a", "0138bfef57")
                .row("4.21.0", "4.21.0", "4a59e6bb3a", "e5d2817d7a")
                .all();
    }
}
