package dev.stalemate.systems.grants;

import dev.stalemate.model.Releases;

/**
 * Which releases of Xen the designs describe. XSA-486 and XSA-501 came in the same ones; rows name the latter. Before the fixes of XSA-255 a
 * version change freed frames and left their entries.
 */
final class GrantReleases {
    private GrantReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .of("looked-up-early")
                .row("4.7.5", "4.7.6", "c15b8dc36b", null)
                .row("4.8.4", "4.8.5", "141be845d9", null)
                .row("4.9.2", "4.9.4", "e9bff96bd7", null)
                .row("4.10.1", "4.10.4", "16edf98e95", null)
                .row("4.11.0", "4.12.4", "38bfcc165d", null)
                .row("4.13.0", "4.13.3", "38bfcc165d", "9c4b19c110")
                .row("4.14.0", "4.14.2", "38bfcc165d", "ef6455a370")
                .row("4.15.0", "4.15.0", "38bfcc165d", "6f92f38419")
                .of("reference-held")
                .row("4.13.4", "4.13.5", "9c4b19c110", null)
                .row("4.14.3", "4.14.6", "ef6455a370", null)
                .row("4.15.1", "4.15.7", "6f92f38419", null)
                .row("4.16.0", "4.16.7", "eb6bbf7b30", null)
                .row("4.17.0", "4.17.6", "eb6bbf7b30", "1cc5e5babc")
                .row("4.18.0", "4.18.5", "eb6bbf7b30", "064877fc3f")
                .row("4.19.0", "4.19.5", "eb6bbf7b30", "ee202319ef")
                .row("4.20.0", "4.20.3", "eb6bbf7b30", "35e4a6ae4d")
                .row("4.21.0", "4.21.1", "eb6bbf7b30", "060c68ab1d")
                .of("copies-counted")
                .row("4.17.7", "4.17.7", "1cc5e5babc", null)
                .row("4.18.6", "4.18.6", "064877fc3f", null)
                .row("4.19.6", "4.19.6", "ee202319ef", null)
                .row("4.20.4", "4.20.4", "35e4a6ae4d", null)
                .row("4.21.2", "4.21.2", "060c68ab1d", null)
                .row("4.22.0", "4.22.0", "f8fa2b21f8", null)
                .all();
    }
}
