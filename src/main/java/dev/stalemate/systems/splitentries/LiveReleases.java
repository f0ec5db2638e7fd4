package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Releases;

/** Which releases the designs describe. Of Xen, each row was compared with its first and its last release. */
final class LiveReleases {
    private static final String EPT = "EPT entries that link a table";
    private static final String AMD = "entries of AMD IOMMUs' tables";
    private static final String SPTE = "SPTEs on 32-bit hosts";

    private static final String EPT_AT_ONCE = "bc3d9f95d6";
    private static final String AMD_AT_ONCE = "3b055121c5";
    /** Where the file came into being; assignments to bit-fields are in it from the start. */
    private static final String BITS = "aef3f22758";

    private static final String FIELDS = "516c36bcb4";
    private static final String COUNT = "c2a2ac2b563c";

    static final Releases ALL = xen().and(linux());

    private LiveReleases() {}

    private static Releases xen() {
        return new Releases.Table("xen")
                .part(LiveDesign.FIELDS.name(), EPT)
                .row("4.9.0", "4.9.4", BITS, null)
                .row("4.10.0", "4.10.4", BITS, null)
                .row("4.11.0", "4.11.4", BITS, null)
                .row("4.12.0", "4.12.3", BITS, "8faa45e25e")
                .row("4.13.0", "4.13.1", BITS, "2b34d8cd73")
                .part(LiveDesign.AT_ONCE.name(), EPT)
                .row("4.12.4", "4.12.4", "8faa45e25e", null)
                .row("4.13.2", "4.13.5", "2b34d8cd73", null)
                .row("4.14.0", "4.14.6", EPT_AT_ONCE, null)
                .row("4.15.0", "4.15.7", EPT_AT_ONCE, null)
                .row("4.16.0", "4.16.7", EPT_AT_ONCE, null)
                .row("4.17.0", "4.17.7", EPT_AT_ONCE, null)
                .row("4.18.0", "4.18.6", EPT_AT_ONCE, null)
                .row("4.19.0", "4.19.6", EPT_AT_ONCE, null)
                .row("4.20.0", "4.20.4", EPT_AT_ONCE, null)
                .row("4.21.0", "4.21.2", EPT_AT_ONCE, null)
                .row("4.22.0", "4.22.0", EPT_AT_ONCE, null)
                .part(LiveDesign.FIELDS.name(), AMD)
                .row("4.13.0", "4.13.1", FIELDS, "3009e4d6b4")
                .row("4.14.0", "4.14.0", FIELDS, "f7ab0c1a8c")
                .part(LiveDesign.AT_ONCE.name(), AMD)
                .row("4.13.2", "4.13.5", "3009e4d6b4", null)
                .row("4.14.1", "4.14.6", "f7ab0c1a8c", null)
                .row("4.15.0", "4.15.7", AMD_AT_ONCE, null)
                .row("4.16.0", "4.16.7", AMD_AT_ONCE, null)
                .row("4.17.0", "4.17.7", AMD_AT_ONCE, null)
                .row("4.18.0", "4.18.6", AMD_AT_ONCE, null)
                .row("4.19.0", "4.19.6", AMD_AT_ONCE, null)
                .row("4.20.0", "4.20.4", AMD_AT_ONCE, null)
                .row("4.21.0", "4.21.2", AMD_AT_ONCE, null)
                .row("4.22.0", "4.22.0", AMD_AT_ONCE, null)
                .all();
    }

    private static Releases linux() {
        return new Releases.Table("linux")
                .part(LiveDesign.COUNTED.name(), SPTE)
                .row("3.4.113", "3.4.113", COUNT, null)
                .row("3.10.4", "3.10.4", COUNT, null)
                .row("3.13.0", "3.13.0", COUNT, null)
                .row("4.4.155", "4.4.155", COUNT, null)
                .row("4.9.115", "4.9.115", COUNT, null)
                .row("4.19.78", "4.19.78", COUNT, null)
                .row("5.4.273", "5.4.273", COUNT, null)
                .row("6.0.1", "6.0.1", COUNT, null)
                .row("6.11.11", "6.11.11", COUNT, null)
                .row("6.16.1", "6.16.1", COUNT, null)
                .row("6.18.33", "6.18.33", COUNT, null)
                .all();
    }
}
