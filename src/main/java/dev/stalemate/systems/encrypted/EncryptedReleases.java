package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Releases;

/** Which releases the designs describe, as far as their files were read. The first one is that of 5.11, when vCPUs' registers came. */
final class EncryptedReleases {
    /** The registers of SEV-ES. */
    private static final String REGISTERS = "add5e2f04541";

    /** The flush when memory leaves the guest; backports are listed by its hash in mainline, too. */
    private static final String RECLAIM = "683412ccf612";

    private static final String MASK = "d6581b6f2e26";

    private EncryptedReleases() {}

    static Releases all() {
        return new Releases.Table("linux")
                .of(EncryptedDesign.LINUX_5_17.name())
                .row("5.11.0", "5.14.2", REGISTERS, null)
                .row("5.15.0", "5.15.16", REGISTERS, RECLAIM)
                .row("5.16.0", "5.16.10", REGISTERS, null)
                .row("5.17.0", "5.17.0", REGISTERS, null)
                .of(EncryptedDesign.LINUX_5_18.name())
                .row("5.15.85", "5.15.215", RECLAIM, null)
                .row("5.18.0", "6.0.19", RECLAIM, null)
                .row("6.2.0", "6.5.13", RECLAIM, null)
                .row("6.6.0", "6.6.150", RECLAIM, null)
                .row("6.7.0", "6.11.11", RECLAIM, null)
                .row("6.13.0", "6.16.1", RECLAIM, null)
                .of(EncryptedDesign.LINUX_6_17.name())
                .row("6.17.0", "6.17.0", MASK, null)
                .row("6.18.0", "6.18.33", MASK, null)
                .row("6.19.0", "6.19.0", MASK, null)
                .all();
    }
}
