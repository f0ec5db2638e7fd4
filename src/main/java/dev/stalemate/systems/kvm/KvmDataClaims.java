package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_NON_WB;

import dev.stalemate.model.Claims;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.sources.Code;

/** What leaves with a wrong type do to data; a test asks it of every claim about types that is violated. */
final class KvmDataClaims {
    private static final String NO_STALE_IGMT = FollowedData.name(KvmLaws.NO_STALE_IGMT);
    private static final String NO_STALE_QUIESCENT = FollowedData.name(KvmLaws.NO_STALE_QUIESCENT);
    private static final String NEVER_WEAKER = FollowedData.name(KvmLaws.NEVER_WEAKER);

    private KvmDataClaims() {}

    static void all(Claims claims) {
        claims.from(Code.SDM_MEMORY_TYPES);
        claims.of("D9", LINUX_4_9, NO_STALE_IGMT)
                .at("data=lines")
                .violated(
                        "K1's leaf costs coherence: what the guest writes stays in the cache, and a device reads what was there before.");
        claims.of("D9b", LINUX_6_7, NO_STALE_IGMT)
                .at("hotplug=bare,data=lines")
                .violated(
                        "Where no leaf ignores the guest's PAT (K11), data can still be wrong: CR0.CD=1 makes WB leaves, which stay (K11b).");
        claims.of("D9c", ZAP_NON_WB, NO_STALE_QUIESCENT)
                .at("vcpus=1,init=2ff:c06,guest=sdm,data=lines")
                .holds("K3's leaf is only slower: with it, every read finds what was written last.");
        claims.from(Code.LINUX_VFIO);
        claims.of("D10", LINUX_6_16, NEVER_WEAKER)
                .at(KvmHistory.ATTACH + ",data=lines")
                .holds(
                        "If caches are written back as a device that does not snoop comes and goes, zapping every leaf then keeps data right.");
        claims.of("D10b", LINUX_6_16, NEVER_WEAKER)
                .at(KvmHistory.ATTACH + ",data=lines,handed-over=as-is")
                .open("Linux up to 6.19 writes no cache back as such a device comes: is it enough to zap every leaf?")
                .violated(
                        "what the guest wrote before, through a leaf that ignored its PAT, is still in the cache, and the device reads what was in"
                                + " RAM before. No leaf is wrong by then.");
    }
}
