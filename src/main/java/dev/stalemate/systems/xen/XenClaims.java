package dev.stalemate.systems.xen;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 000 claims of Xen, X1 to X10, and what real code does beyond it: R3, R4 and R6. */
final class XenClaims extends ClaimList {
    private static final String STALE = "no-stale";
    private static final String EQUAL = "no-stale-equal";
    private static final String EACH = "same-for-every-vcpu";
    private static final String EXITS = "exits-within-limit";
    private static final String FLUSHES = "flushes-within-limit";
    private static final String GRANT_FRAMES = "grant-frames-wb";
    private static final String WC_BAR = "wc-bar";
    private static final String LARGE_TYPES = "large-page-types";
    private static final String ORDERS = "order-independent";

    private static final String LISTS = "iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806";
    /** Each list hypercall once, and everything touched as often as it can be. */
    private static final String LISTS_ONCE = "calls=once,count=30,iomem=2,ioport=1,maps=mmio";
    /** A domain is created, gets RAM, MTRRs and a device; in any order. */
    private static final String CREATION = "calls=orders,memory=none,maps=ram,devices=1,restore=2ff:800";
    /** The first frame is in a BAR whose MTRR type is UC. */
    private static final String BAR = "iommu=yes,maps=grant-table,init=2ff:806+200:100000+201:ffffff800";
    /** The toolstack restores a vCPU's MTRRs, E being set already: three registers change. */
    private static final String RESTORED = "start=on,iommu=yes,vcpus=2,restore=2ff:800+200:100000+201:ffffff800";
    /** A variable range over all of an 8 KiB page, half of it, or none; the default is WB. */
    private static final String PARTLY_WC = "iommu=yes,memory=large,wrmsr=200:100001/101001+201:0/fffffe800/ffffff800";

    private static final String TWO_RANGES =
            "iommu=yes,wrmsr=200:100001/101005+201:0/ffffff800+202:101000/102004+203:0/ffffff800";
    private static final String PINNED = "iommu=yes,pins=on,pin-types=UC/WT,revoke=on,wrmsr=2ff:800/806";
    /** Two ranges are pinned once, the second of which is refused. */
    private static final String PINNED_ONCE = "iommu=yes,pins=on,calls=once,count=30";

    private static final String INTERLEAVED = "iommu=yes,vcpus=2,wrmsr=2ff:800/806,exits=interleaved";
    private static final String NEW_BAR = "iomem=1,maps=mmio";

    private XenClaims(XenSystem system) {
        super(system);
    }

    static List<Claim> of(XenSystem system) {
        XenClaims claims = new XenClaims(system);
        claims.lists();
        claims.flagAndOrders();
        claims.grantFrames();
        claims.restoreAndPins();
        claims.vcpusAndPages();
        claims.realCode();
        return claims.all();
    }

    private void lists() {
        claim(
                "X1",
                XenDesigns.ALWAYS_CALLS,
                STALE,
                LISTS,
                HOLDS,
                "if every list hypercall calls memory_type_changed(), no grant leaves a stale leaf unmarked");
        answer(
                "X1b",
                XenDesigns.ALWAYS_CALLS,
                STALE,
                LISTS + ",revoke=on",
                VIOLATED,
                "the same, if ranges are revoked",
                "memory_type_changed() asks whether a range or an IOMMU is left. When the last range has just gone, it does nothing:"
                        + " leaves keep the guest's types where new ones get WB+IPAT. A real Xen 4.17.7 does the same.");
        answer(
                "X1c",
                XenDesigns.ALWAYS_CALLS,
                STALE,
                "iommu=yes,iomem=2,ioport=1,revoke=on,maps=mmio,wrmsr=2ff:800/806",
                HOLDS,
                "the same, for a domain with an IOMMU",
                "its guest's types count whatever the lists hold, so that no revocation changes any type.");
        claim(
                "X1d",
                XenDesigns.REVOCATION_REACHES,
                STALE,
                LISTS + ",revoke=on",
                HOLDS,
                "if revoking the last range marks the leaves in spite of that guard, nothing is stale");
        claim(
                "X1e",
                XenDesigns.ALWAYS_CALLS,
                EXITS,
                LISTS_ONCE + ",limit=2",
                VIOLATED,
                "it costs an exit for each table touched after each hypercall, of two tables more than 2");
        claim(
                "X2",
                XenDesigns.XEN_4_17_7,
                STALE,
                LISTS,
                HOLDS,
                "with the patch, calls only where cache_flush_permitted() flips without an IOMMU, nothing granted is stale either");
        answer(
                "X2b",
                XenDesigns.XEN_4_17_7,
                STALE,
                LISTS + ",revoke=on",
                VIOLATED,
                "the same, if ranges are revoked",
                "as X1b: the patch calls memory_type_changed() when the last range has gone, and that does nothing then. So the"
                        + " patch changes nothing here, and the call is dead code.");
        claim(
                "X2c",
                XenDesigns.XEN_4_17_7,
                EXITS,
                LISTS_ONCE + ",limit=2",
                HOLDS,
                "and it costs at most one exit for each of the two tables, at the first grant");
        claim(
                "X2d",
                XenDesigns.ALWAYS_CALLS,
                STALE,
                LISTS_ONCE,
                HOLDS,
                "counted without the patch: each list hypercall made once, two tables");
        claim("X2e", XenDesigns.XEN_4_17_7, STALE, LISTS_ONCE, HOLDS, "counted with the patch: the same hypercalls");
        claim(
                "X3",
                XenDesigns.NO_CALL_AT_FIRST_RANGE,
                STALE,
                LISTS,
                VIOLATED,
                "without the call where the answer does change, leaves are stale");
        claim(
                "X3b",
                XenDesigns.MAPPING_PERMITS,
                STALE,
                LISTS,
                VIOLATED,
                "a memory_mapping that changes the list itself, and calls nothing, leaves stale leaves");
    }

    private void flagAndOrders() {
        claim(
                "X4",
                XenDesigns.CREATION_FLAG,
                STALE,
                LISTS + ",revoke=on,devices=1,any-type=on",
                HOLDS,
                "if a creation flag decides whether guest types count, the lists need no calls");
        claim(
                "X4b",
                XenDesigns.CREATION_FLAG,
                STALE,
                LISTS + ",revoke=on,devices=1,touch=off",
                HOLDS,
                "the same without the flag: nothing is ever marked");
        claim(
                "X5",
                XenDesigns.DEVICES_DECIDE,
                ORDERS,
                CREATION + ",iommu=yes",
                VIOLATED,
                "if guest types count once a device is assigned, the types depend on the order of the hypercalls");
        claim(
                "X5b",
                XenDesigns.XEN_4_17_7,
                ORDERS,
                CREATION + ",iommu=any,iomem=2",
                HOLDS,
                "if the IOMMU decides, or a range whose grant marks all leaves, they don't");
        answer(
                "X5c",
                XenDesigns.XEN_4_17_7,
                ORDERS,
                CREATION + ",iommu=no,iomem=1,revoke=on",
                VIOLATED,
                "the same, if ranges are revoked",
                "RAM mapped before the last range is revoked keeps the guest's type, RAM mapped after it gets WB+IPAT: X1b again.");
        claim(
                "X5d",
                XenDesigns.REVOCATION_REACHES,
                ORDERS,
                CREATION + ",iommu=any,iomem=1,revoke=on",
                HOLDS,
                "if revoking the last range marks the leaves, they don't, either");
    }

    private void grantFrames() {
        claim(
                "X6",
                XenDesigns.NO_GRANT_HACK,
                GRANT_FRAMES,
                BAR + ",wrmsr=2ff:800/806",
                VIOLATED,
                "grant frames in a BAR are UC without WB+IPAT for special pages, though every type is computed correctly");
        claim(
                "X6b",
                XenDesigns.XEN_4_17_7,
                GRANT_FRAMES,
                BAR + ",wrmsr=2ff:800/806,pat-index=3",
                HOLDS,
                "with it they are WB, even if the guest's PAT says UC");
        claim(
                "X6c",
                XenDesigns.NPT,
                GRANT_FRAMES,
                BAR + ",touch=off,pat-index=3",
                VIOLATED,
                "AMD has no IPAT: a guest that maps its BAR with PAT UC gets its grant frames UC");
        answer(
                "X6d",
                XenDesigns.NPT,
                GRANT_FRAMES,
                BAR + ",touch=off",
                HOLDS,
                "the same for a guest that maps the grant frames with PAT WB and relies on its MTRRs for the rest of the BAR",
                "Xen types nested leaves by p2m type alone (p2m_type_to_flags()), so guest MTRRs, which are what makes such frames UC"
                        + " under EPT, have no effect on AMD.");
        answer(
                "X11",
                XenDesigns.XEN_4_17_7,
                "cd-is-uncached",
                "iommu=yes,devices=1,cd=on,maps=grant-table,touch=off",
                VIOLATED,
                "while CR0.CD=1, no access of the guest is cached",
                "Xen makes the guest's PAT all UC (vmx_handle_cd()), and pages with IPAT ignore it: grant frames stay WB.");
    }

    private void restoreAndPins() {
        claim(
                "X7",
                XenDesigns.NO_FLUSH_BEFORE_START,
                "no-stale-started",
                RESTORED,
                HOLDS,
                "hvm_load before the start need not flush caches: no leaf is stale once the domain runs");
        claim(
                "X7b",
                XenDesigns.NO_FLUSH_BEFORE_START,
                FLUSHES,
                RESTORED + ",calls=once,count=30,limit=0",
                HOLDS,
                "then restoring costs no cache flush at all");
        claim(
                "X7c",
                XenDesigns.XEN_4_17_7,
                FLUSHES,
                RESTORED + ",calls=once,count=30,limit=0",
                VIOLATED,
                "as it is, each register that changes flushes the caches of every CPU");
        claim(
                "X9",
                XenDesigns.XEN_4_17_7,
                STALE,
                PINNED,
                HOLDS,
                "pins and unpins mark everything, even when refused as busy, so nothing is stale");
        claim(
                "X9b",
                XenDesigns.PINS_THAT_ARE_DONE,
                STALE,
                PINNED,
                HOLDS,
                "nothing would be if refused pins marked nothing, either");
        claim(
                "X9c",
                XenDesigns.XEN_4_17_7,
                EXITS,
                PINNED_ONCE + ",limit=2",
                VIOLATED,
                "refused pins cost exits: one for each of two tables, once more than the pin that is done");
        claim(
                "X9d",
                XenDesigns.PINS_THAT_ARE_DONE,
                EXITS,
                PINNED_ONCE + ",limit=2",
                HOLDS,
                "which they don't if they mark nothing");
        claim("X9e", XenDesigns.PINS_MARK_NOTHING, STALE, PINNED, VIOLATED, "pins that are done must mark");
    }

    private void vcpusAndPages() {
        claim(
                "X10",
                XenDesigns.XEN_4_17_7,
                EACH,
                "iommu=yes,vcpus=2,wrmsr=2ff:800/806",
                VIOLATED,
                "with different MTRRs, types depend on which vCPU touches first");
        claim(
                "X10b",
                XenDesigns.XEN_4_17_7,
                EQUAL,
                "iommu=yes,vcpus=2,wrmsr=2ff:0/800/806",
                HOLDS,
                "once all MTRRs are equal again, nothing unmarked is stale");
        answer(
                "X12",
                XenDesigns.XEN_4_17_7,
                "no-crash",
                INTERLEAVED,
                HOLDS,
                "two vCPUs exit on the same mark, and the second finds nothing to do",
                "whoever resolves a mark tells every vCPU (ept_spurious_misconfig), so that an exit on its way is not taken for an error.");
        answer(
                "X12b",
                XenDesigns.NO_SPURIOUS_EXITS,
                "no-crash",
                INTERLEAVED,
                VIOLATED,
                "the same, if nobody is told",
                "the second vCPU finds nothing to do, and the domain crashes.");
        claim(
                "X8",
                XenDesigns.SPLIT_EXACTLY,
                LARGE_TYPES,
                PARTLY_WC,
                HOLDS,
                "if a large page is split unless it has one type, each 4K of it has its own type");
        claim(
                "X8b",
                XenDesigns.NEVER_SPLIT,
                LARGE_TYPES,
                PARTLY_WC,
                VIOLATED,
                "if it is not split, some of it has a wrong one");
    }

    private void realCode() {
        claim(
                "R3",
                XenDesigns.XEN_4_17_7,
                LARGE_TYPES,
                PARTLY_WC,
                VIOLATED,
                "Xen's look-up takes a range over part of a large page for one over all of it");
        claim(
                "R4",
                XenDesigns.XEN_4_17_7,
                "record-keeps-types",
                TWO_RANGES,
                VIOLATED,
                "a save record holds pair 0 in every slot, so a restore loses types once two ranges are in use");
        claim(
                "R4b",
                XenDesigns.SAVES_EVERY_PAIR,
                "record-keeps-types",
                TWO_RANGES,
                HOLDS,
                "with each pair in its own slot it keeps them");
        claim(
                "R6",
                XenReleases.XEN_4_15_0,
                WC_BAR,
                NEW_BAR,
                VIOLATED,
                "4.15 types a BAR without page structs UC+IPAT: no WC");
        claim("R6b", XenReleases.XEN_4_16_0, WC_BAR, NEW_BAR, VIOLATED, "so does 4.16");
        claim("R6c", XenReleases.XEN_4_17_1, WC_BAR, NEW_BAR, VIOLATED, "and 4.17.0 to 4.17.4, and 4.18.0 to 4.18.2");
        claim("R6d", XenReleases.XEN_4_13_0, WC_BAR, NEW_BAR, HOLDS, "4.13 gives UC with the guest's PAT, so WC works");
        claim("R6e", XenDesigns.XEN_4_17_7, WC_BAR, NEW_BAR, HOLDS, "as do 4.17.5 on, 4.18.3 on, and 4.19 and later");
    }
}
