package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Releases;

/** Which releases of Linux the designs describe. Between two releases that were looked at, a series was the same at both. */
final class LinuxAmdReleases {
    private static final String NO_LOCK = "256e4621c21a";
    private static final String LOCK = "754265bcab78";
    private static final String LOOKS_AGAIN = "46ac18c347b0";
    private static final String DEVICE_TABLE_FIRST = "19c6978fba68";
    private static final String TWO_WORDS = "6eedb59c18a3";
    private static final String COUNT = "1e56310b40fd";
    private static final String COUNT_IN_6_6 = "075abf0b1a95";
    private static final String GENERIC = "789a5913b29c";

    static final Releases ALL = new Releases.Table("linux")
            .of(LinuxAmdDesign.UNLOCKED.name())
            .row("4.8.15", "4.8.15", NO_LOCK, null)
            .row("4.9.0", "4.9.115", NO_LOCK, null)
            .row("4.20.0", "4.20.0", NO_LOCK, null)
            .of(LinuxAmdDesign.LOCKED.name())
            .row("4.14.177", "4.14.177", LOCK, null)
            .row("4.19.78", "4.19.78", LOCK, null)
            .of(LinuxAmdDesign.RECHECKED.name())
            .row("5.4.273", "5.4.273", LOOKS_AGAIN, null)
            .of(LinuxAmdDesign.ONE_WORD.name())
            .row("5.11.4", "5.11.14", DEVICE_TABLE_FIRST, null)
            .of(LinuxAmdDesign.TWO_WORDS.name())
            .row("5.12.9", "5.12.9", TWO_WORDS, null)
            .row("5.14.2", "5.14.2", TWO_WORDS, null)
            .row("5.15.15", "5.15.215", TWO_WORDS, null)
            .row("5.16.10", "5.16.10", TWO_WORDS, null)
            .row("5.17.0", "5.17.0", TWO_WORDS, null)
            .row("5.19.0", "5.19.6", TWO_WORDS, null)
            .row("6.0.0", "6.0.19", TWO_WORDS, null)
            .row("6.1.0", "6.1.0", TWO_WORDS, null)
            .of(LinuxAmdDesign.TOLD.name())
            .row("6.2.1", "6.2.12", TWO_WORDS, null)
            .row("6.3.8", "6.3.8", TWO_WORDS, null)
            .row("6.5.0", "6.5.0", TWO_WORDS, null)
            .row("6.6.9", "6.6.107", TWO_WORDS, COUNT_IN_6_6)
            .row("6.7.3", "6.7.3", TWO_WORDS, null)
            .row("6.8.1", "6.8.1", TWO_WORDS, null)
            .row("6.9.0", "6.9.0", TWO_WORDS, null)
            .row("6.10.0", "6.10.0", TWO_WORDS, null)
            .row("6.11.11", "6.11.11", TWO_WORDS, null)
            .row("6.13.7", "6.13.7", TWO_WORDS, null)
            .row("6.14.0", "6.14.0", TWO_WORDS, null)
            .row("6.16.1", "6.16.1", TWO_WORDS, null)
            .of(LinuxAmdDesign.COUNTED.name())
            .row("6.6.108", "6.6.150", COUNT_IN_6_6, null)
            .row("6.17.0", "6.17.0", COUNT, null)
            .row("6.18.33", "6.18.33", COUNT, null)
            .of(LinuxAmdDesign.GENERIC.name())
            .row("6.19.0", "6.19.0", GENERIC, null)
            .all();

    private LinuxAmdReleases() {}
}
