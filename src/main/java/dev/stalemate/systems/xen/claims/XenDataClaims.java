package dev.stalemate.systems.xen.claims;

import dev.stalemate.model.Claims;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.sources.Code;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.model.XenLaws;

/** What leaves with a wrong type do to data; a test asks it of every claim about types that is violated. */
final class XenDataClaims {
    private static final String STALE = FollowedData.name(XenLaws.STALE);

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
    }
}
