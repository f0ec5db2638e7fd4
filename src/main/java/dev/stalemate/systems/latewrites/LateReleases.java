package dev.stalemate.systems.latewrites;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe, each a part of them. */
final class LateReleases {
    private static final String ARM = "Arm, CPUs of CVE-2025-10263";
    private static final String ARM_OLDER = "Arm, CPUs of erratum 1286807";
    private static final String WORKAROUND = "22e323d115";
    private static final String QUEUE = "VT-d's queue of invalidations";

    private LateReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .part(LateDesign.ARM_ONCE.name(), ARM + ", other than those of erratum 1286807")
                .row("4.15.0", "4.16.7", WORKAROUND, null)
                .row("4.17.0", "4.17.6", WORKAROUND, "9e60576dbe")
                .row("4.18.0", "4.18.5", WORKAROUND, "bb9856e5e4")
                .row("4.19.0", "4.19.5", WORKAROUND, "a9c8547cc8")
                .row("4.20.0", "4.20.3", WORKAROUND, "08ea7c4416")
                .row("4.21.0", "4.21.1", WORKAROUND, "9298834681")
                .part(LateDesign.ARM_EACH_TWICE.name(), ARM_OLDER)
                .row("4.15.0", "4.16.7", WORKAROUND, null)
                .row("4.17.0", "4.17.6", WORKAROUND, "16f1d36545")
                .row("4.18.0", "4.18.5", WORKAROUND, "9fe35345a7")
                .row("4.19.0", "4.19.5", WORKAROUND, "54bb4e9972")
                .row("4.20.0", "4.20.3", WORKAROUND, "c411e33d8c")
                .row("4.21.0", "4.21.1", WORKAROUND, "bec5efc03a")
                .part(LateDesign.ARM_ONE_MORE.name(), ARM)
                .row("4.17.7", "4.17.7", "9e60576dbe", null)
                .row("4.18.6", "4.18.6", "bb9856e5e4", null)
                .row("4.19.6", "4.19.6", "a9c8547cc8", null)
                .row("4.20.4", "4.20.4", "08ea7c4416", null)
                .row("4.21.2", "4.21.2", "9298834681", null)
                .row("4.22.0", "4.22.0", "161e8f61b5", null)
                .part(LateDesign.VTD_NO_DRAIN.name(), QUEUE)
                .row("3.3.0", "3.4.0", "d7a14c642b", "44b9decf71")
                .part(LateDesign.VTD_DRAINS.name(), QUEUE)
                .row("4.0.0", "4.22.0", "44b9decf71", null)
                .all();
    }
}
