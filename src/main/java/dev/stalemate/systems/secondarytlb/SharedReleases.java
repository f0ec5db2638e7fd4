package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Releases;

/**
 * Which releases of Linux the designs describe. From 6.9 on Arm has blocks of pages and, later, other flushes than x86, so that no design
 * describes both as a whole; before 3.19 each driver had its own way.
 */
final class SharedReleases {
    /** IOMMUs are told of removals; then of every flush. */
    private static final String REMOVALS = "0f0a327fa12c";

    private static final String EVERY_FLUSH = "6bbd42e2df8f";
    /** Arm's blocks of contiguous entries. */
    private static final String BLOCKS = "4602e5757bcc";

    private static final String ONE_CPU = "cb1fa2e99955";

    static final Releases ALL = new Releases.Table("linux")
            .of(SharedDesign.NOT_UPGRADES.name())
            .row("3.19.0", "5.9.16", REMOVALS, null)
            .row("5.10.0", "5.10.13", REMOVALS, null)
            .row("5.11.0", "5.14.21", REMOVALS, null)
            .row("5.15.0", "5.15.215", REMOVALS, null)
            .row("5.16.0", "6.0.19", REMOVALS, null)
            .row("6.1.0", "6.1.0", REMOVALS, null)
            .row("6.2.0", "6.5.13", REMOVALS, null)
            .of(SharedDesign.EVERY_FLUSH.name())
            .row("6.6.0", "6.6.150", EVERY_FLUSH, null)
            .row("6.7.0", "6.8.12", EVERY_FLUSH, null)
            .part(SharedDesign.LOOKS_AT_BLOCK.name(), "Arm's blocks of pages")
            .row("6.9.0", "6.11.11", BLOCKS, null)
            .row("6.13.0", "6.17.13", BLOCKS, null)
            .row("6.19.0", "6.19.0", BLOCKS, null)
            .part(SharedDesign.ONE_CPU.name(), "whose TLB a fault flushes on Arm")
            .row("6.19.0", "6.19.0", ONE_CPU, null)
            .all();

    private SharedReleases() {}
}
