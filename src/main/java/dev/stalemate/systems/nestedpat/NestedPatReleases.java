package dev.stalemate.systems.nestedpat;

import dev.stalemate.model.Releases;

/** Which releases the designs describe. The series of 2026 was not read as code, so those that have it are not listed. */
final class NestedPatReleases {
    /** The guest's PAT reaches the VMCB, and L2's the one that L1 runs with. */
    private static final String GUEST_PAT_ON_SVM = "15038e147247";

    static final Releases ALL = new Releases.Table("linux")
            .of(NestedPatDesign.SHARED.name())
            .row("4.9.115", "4.9.337", GUEST_PAT_ON_SVM, null)
            .row("4.14.177", "4.14.336", GUEST_PAT_ON_SVM, null)
            .row("4.15.0", "5.9.16", GUEST_PAT_ON_SVM, null)
            .row("5.10.0", "5.10.262", GUEST_PAT_ON_SVM, null)
            .row("5.11.0", "5.14.21", GUEST_PAT_ON_SVM, null)
            .row("5.15.0", "5.15.215", GUEST_PAT_ON_SVM, null)
            .row("5.16.0", "6.0.19", GUEST_PAT_ON_SVM, null)
            .row("6.1.0", "6.1.192", GUEST_PAT_ON_SVM, null)
            .row("6.2.0", "6.5.13", GUEST_PAT_ON_SVM, null)
            .row("6.6.0", "6.6.150", GUEST_PAT_ON_SVM, null)
            .row("6.7.0", "6.11.11", GUEST_PAT_ON_SVM, null)
            .row("6.12.0", "6.12.117", GUEST_PAT_ON_SVM, null)
            .row("6.13.0", "6.17.13", GUEST_PAT_ON_SVM, null)
            .row("6.18.0", "6.18.33", GUEST_PAT_ON_SVM, null)
            .row("6.19.0", "6.19.14", GUEST_PAT_ON_SVM, null)
            .all();

    private NestedPatReleases() {}
}
