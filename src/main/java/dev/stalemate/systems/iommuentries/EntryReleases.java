package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Releases;

/**
 * Which releases the designs describe. Of Linux, each row was compared with at least one release of each of its series that there is a copy
 * of. Backports are listed by their own commits, or by their first release alone.
 */
final class EntryReleases {
    private static final String TEAR_DOWN = "teardown of VT-d's PASID entries";
    private static final String REPLACEMENT = "replacement of VT-d's PASID entries";
    private static final String AMD = "AMD's device-table entries";
    private static final String SMMU = "SMMU's stream-table entries";
    private static final String XEN = "how a device changes its domain, VT-d";

    private static final String PASID_TABLES = "0bbeb01a4faf";
    private static final String BY_TYPE = "8798d3641119";
    private static final String OVER = "7543ee63e811";
    private static final String PAIRS = "8b3f78733814";
    private static final String WRITER = "7da51af9125c";

    static final Releases ALL = new Releases.Table("linux")
            .part(EntryDesign.BY_PASID.name(), TEAR_DOWN)
            .row("5.11.0", "5.12.19", PASID_TABLES, null)
            .part(EntryDesign.ZEROED.name(), TEAR_DOWN)
            .row("5.14.0", "5.14.21", BY_TYPE, null)
            .row("5.15.0", "5.15.215", BY_TYPE, null)
            .row("5.16.0", "6.0.19", BY_TYPE, null)
            .row("6.2.0", "6.5.13", BY_TYPE, null)
            .row("6.6.0", "6.6.150", BY_TYPE, null)
            .row("6.7.0", "6.11.11", BY_TYPE, null)
            .row("6.13.0", "6.17.13", BY_TYPE, null)
            .row("6.18.0", "6.18.13", BY_TYPE, "821807c167b7")
            .row("6.19.0", "6.19.0", BY_TYPE, null)
            .part(EntryDesign.PRESENT_FIRST.name(), TEAR_DOWN)
            .row("6.18.14", "6.18.33", "821807c167b7", null)
            .part(EntryDesign.STORED_OVER.name(), REPLACEMENT)
            .row("6.13.0", "6.17.13", OVER, null)
            .row("6.18.0", "6.18.33", OVER, null)
            .row("6.19.0", "6.19.0", OVER, null)
            .part(EntryDesign.DTE_PAIRS.name(), AMD)
            .row("6.14.0", "6.17.13", PAIRS, null)
            .row("6.18.0", "6.18.33", PAIRS, null)
            .row("6.19.0", "6.19.0", PAIRS, null)
            .part(EntryDesign.ENTRY_WRITER.name(), SMMU)
            .row("6.9.0", "6.11.11", WRITER, null)
            .row("6.13.0", "6.17.13", WRITER, null)
            .row("6.18.0", "6.18.33", WRITER, null)
            .row("6.19.0", "6.19.0", WRITER, null)
            .all()
            .and(xen());

    private EntryReleases() {}

    private static Releases xen() {
        String moved = "7147da6f11";
        String direct = "8f41e481b4";
        return new Releases.Table("xen")
                .part(EntryDesign.XEN_UNMAP.name(), XEN)
                .row("4.13.0", "4.13.4", moved, "235aa158e0")
                .row("4.14.0", "4.14.4", moved, "8a9a21b1ad")
                .row("4.15.0", "4.15.2", moved, "d67a72c655")
                .row("4.16.0", "4.16.0", moved, "e579153bfe")
                .part(EntryDesign.XEN_AT_ONCE.name(), XEN + ", with CMPXCHG16B")
                .row("4.13.5", "4.13.5", "235aa158e0", null)
                .row("4.14.5", "4.14.6", "8a9a21b1ad", null)
                .row("4.15.3", "4.15.7", "d67a72c655", null)
                .row("4.16.1", "4.16.7", "e579153bfe", null)
                .row("4.17.0", "4.17.7", direct, null)
                .row("4.18.0", "4.18.6", direct, null)
                .row("4.19.0", "4.19.6", direct, null)
                .row("4.20.0", "4.20.4", direct, null)
                .row("4.21.0", "4.21.2", direct, null)
                .row("4.22.0", "4.22.0", direct, null)
                .part(EntryDesign.XEN_ID_LAST.name(), XEN + ", of devices with RMRRs without CMPXCHG16B")
                .row("4.17.0", "4.17.7", direct, null)
                .row("4.18.0", "4.18.6", direct, null)
                .row("4.19.0", "4.19.6", direct, null)
                .all();
    }
}
