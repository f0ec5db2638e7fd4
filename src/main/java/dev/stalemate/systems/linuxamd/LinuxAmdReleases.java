package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Releases;

/** Which releases of Linux the designs describe; a row has the first release of the code in its series, and the last one that was looked at. */
final class LinuxAmdReleases {
    private static final String NO_LOCK = "256e4621c21a";
    private static final String DEVICE_TABLE_FIRST = "19c6978fba68";
    private static final String TWO_WORDS = "6eedb59c18a3";
    private static final String COUNT = "1e56310b40fd";

    static final Releases ALL = new Releases.Table("linux")
            .of(LinuxAmdDesign.UNLOCKED.name())
            .row("4.8.15", "4.8.15", NO_LOCK, null)
            .row("4.9.0", "4.9.115", NO_LOCK, null)
            .row("4.14.177", "4.14.177", NO_LOCK, null)
            .row("4.20.0", "4.20.0", NO_LOCK, null)
            .all();

    private LinuxAmdReleases() {}
}
