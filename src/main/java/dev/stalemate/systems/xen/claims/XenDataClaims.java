package dev.stalemate.systems.xen.claims;

import dev.stalemate.model.Claims;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.sources.Code;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;
import dev.stalemate.systems.xen.model.XenLaws;

/** What leaves with a wrong type do to data; a test asks it of every claim about types that is violated. */
final class XenDataClaims {
    private static final String STALE = FollowedData.name(XenLaws.STALE);

    private static final String BY_XEN = "iommu=no,iomem=1,ioport=1,wrmsr=2ff:800/806,data=lines,flushed=by-xen";

    private XenDataClaims() {}

    static void all(Claims claims) {
        claims.from(Code.SDM_MEMORY_TYPES);
        claims.of("D11", XenDesigns.NO_CALL_AT_FIRST_RANGE, STALE)
                .at(XenClaims.LISTS + ",data=lines")
                .violated(
                        "X3's leaves cost coherence: what the guest writes stays in the cache, and a device reads what was there before.");
        claims.of("D11b", XenDesigns.XEN_4_17_7, STALE)
                .at(XenClaims.LISTS + ",data=lines")
                .holds("Where no grant leaves a stale leaf (X2), every read finds what was written last.");
        claims.of("D11c", XenDesigns.XEN_4_17_7, STALE)
                .at(XenClaims.LISTS + ",revoke=on,data=lines")
                .holds(
                        "X2b's leaves are only slower: the last range is gone, and with it the device that could read old data.");
        claims.from();
        claims.of("D11d", XenDesigns.NEVER_FLUSHES, STALE)
                .at(BY_XEN)
                .violated(
                        "Without the flush of 8cb7f7d135 (2014): what the guest wrote, through a leaf that ignored its types, is still in the cache"
                                + " when the first range is permitted, and a device reads what was there before. No leaf is wrong by then.");
        claims.of("D11e", XenDesigns.XEN_4_17_7, STALE)
                .at(BY_XEN)
                .holds(
                        "Xen's own flush in memory_type_changed() (8cb7f7d135, 2014) is enough as ranges are permitted.");
        claims.of("D11f", XenReleases.XEN_4_21, STALE)
                .at(BY_XEN)
                .holds(
                        "3125ca0da2 (2025) flushes for a domain that runs alone, and no domain that does not run has written.");
    }
}
