package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. */
final class IotlbReleases {
    private IotlbReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .of("xen-4.16")
                .row("4.16.0", "4.17.7", "c5c84e9766", null)
                .row("4.18.0", "4.18.6", "c5c84e9766", null)
                .row("4.19.0", "4.19.6", "c5c84e9766", null)
                .row("4.20.0", "4.20.4", "c5c84e9766", null)
                .row("4.21.0", "4.21.2", "c5c84e9766", null)
                .row("4.22.0", "4.22.0", "c5c84e9766", null)
                .part("unmap-says-absent", "unmaps, VT-d")
                .row("4.2.0", "4.2.3", "c312ccdeaf", "2909247560")
                .row("4.3.0", "4.3.1", "c312ccdeaf", "7482b89e67")
                .part("absent-under-id-0", "flushes of entries that were absent, VT-d")
                .row("4.0.0", "4.15.7", "d7a14c642b", null)
                .part("all-is-page-0", "flushes of everything, VT-d")
                .row("4.2.0", "4.6.6", "c312ccdeaf", null)
                .part("defers-all", "moves of a range")
                .row("4.2.0", "4.11.4", "cf95b2a9fd", null)
                .row("4.12.0", "4.12.3", "cf95b2a9fd", "37f45de908")
                .row("4.13.0", "4.13.1", "cf95b2a9fd", "6e237b6160")
                .row("4.14.0", "4.14.0", "cf95b2a9fd", "79f17015e7")
                .part("looks-late", "moves of a range")
                .row("4.12.4", "4.12.4", "b402e2a14b", null)
                .row("4.13.2", "4.13.2", "745652fec9", "5e4914e60d")
                .part("amd-gives-up", "the wait for a flush, AMD")
                .row("4.0.0", "4.12.4", "744b0f3be1", null)
                .row("4.13.0", "4.13.3", "744b0f3be1", "f7993297b3")
                .row("4.14.0", "4.14.2", "744b0f3be1", "51278ce831")
                .row("4.15.0", "4.15.0", "744b0f3be1", "a339ceaa8f")
                .part("amd-waits", "the wait for a flush, AMD")
                .row("4.13.4", "4.13.5", "f7993297b3", null)
                .row("4.14.3", "4.14.6", "51278ce831", null)
                .row("4.15.1", "4.15.7", "a339ceaa8f", null)
                .part("vtd-reports", "the wait for a flush, VT-d")
                .row("4.8.0", "4.12.4", "dca07f3002", null)
                .row("4.13.0", "4.13.3", "dca07f3002", "d3d8a298f7")
                .row("4.14.0", "4.14.2", "dca07f3002", "e5bce3a74b")
                .row("4.15.0", "4.15.0", "dca07f3002", "12ebf0f819")
                .part("last-result-counts", "what several IOMMUs report, VT-d")
                .row("4.8.0", "4.12.4", "c1cee3ff93", null)
                .row("4.13.0", "4.13.3", "c1cee3ff93", "3f3ebda3cc")
                .row("4.14.0", "4.14.2", "c1cee3ff93", "86c223c981")
                .row("4.15.0", "4.15.0", "c1cee3ff93", "6ba107c3be")
                .all();
    }
}
