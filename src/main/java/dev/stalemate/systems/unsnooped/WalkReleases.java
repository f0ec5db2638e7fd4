package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.Releases;

/** Which releases of Xen the designs describe. */
final class WalkReleases {
    private static final String VTD = "EPT shared with VT-d";
    private static final String SMMU = "Arm, p2m shared with an SMMU";
    private static final String PTE_FLUSH = "99b2c76382";

    private WalkReleases() {}

    static Releases all() {
        return new Releases.Table("xen")
                .part(WalkDesign.TARGET_ALONE.name(), VTD)
                .row("4.1.0", "4.11.4", PTE_FLUSH, null)
                .row("4.12.0", "4.12.3", PTE_FLUSH, "d96c0f1ed5")
                .row("4.13.0", "4.13.1", PTE_FLUSH, "572e349de1")
                .part(WalkDesign.WRITTEN_BACK.name(), VTD)
                .row("4.12.4", "4.12.4", "d96c0f1ed5", null)
                .row("4.13.2", "4.13.5", "572e349de1", null)
                .row("4.14.0", "4.22.0", "c23274fd04", null)
                .part(WalkDesign.WRITTEN_BACK.name(), SMMU)
                .row("4.5.0", "4.22.0", "4c5f4cb78c", null)
                .all();
    }
}
