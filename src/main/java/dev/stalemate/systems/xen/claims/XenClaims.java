package dev.stalemate.systems.xen.claims;

import static dev.stalemate.systems.xen.model.XenLaws.CD;
import static dev.stalemate.systems.xen.model.XenLaws.EACH;
import static dev.stalemate.systems.xen.model.XenLaws.EQUAL;
import static dev.stalemate.systems.xen.model.XenLaws.EXITS;
import static dev.stalemate.systems.xen.model.XenLaws.FLUSHES;
import static dev.stalemate.systems.xen.model.XenLaws.GRANT_FRAMES;
import static dev.stalemate.systems.xen.model.XenLaws.LARGE_TYPES;
import static dev.stalemate.systems.xen.model.XenLaws.NO_CRASH;
import static dev.stalemate.systems.xen.model.XenLaws.RECORD;
import static dev.stalemate.systems.xen.model.XenLaws.STALE;
import static dev.stalemate.systems.xen.model.XenLaws.STARTED;
import static dev.stalemate.systems.xen.model.XenLaws.WC_BAR;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.MailThreads;
import dev.stalemate.sources.XenCommits;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;
import dev.stalemate.systems.xen.model.XenOrders;

/** What the thread claims of Xen, X1 to X10, and what real code does beyond it: R3, R4 and R6. */
public final class XenClaims {
    static final String LISTS = "iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806";
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

    private XenClaims() {}

    /** Writes all claims of the system down. */
    public static void all(Claims claims) {
        claims.from(MailThreads.XEN_TYPES);
        lists(claims);
        flagAndOrders(claims);
        grantFrames(claims);
        restoreAndPins(claims);
        vcpusAndPages(claims);
        realCode(claims);
        claims.from(XenCommits.GUARD_WITHOUT_IOMMU, XenCommits.DEVICES_PERMIT_FLUSHES);
        XenGuardClaims.all(claims);
        claims.from(Code.XEN_EPT);
        XenTypeClaims.all(claims);
        XenDataClaims.all(claims);
        claims.from();
        XenHistory.all(claims);
    }

    private static void lists(Claims claims) {
        claims.of("X1", XenDesigns.ALWAYS_CALLS, STALE)
                .at(LISTS)
                .holds("If every list hypercall calls memory_type_changed(), no grant leaves a stale leaf unmarked.");
        claims.of("X1b", XenDesigns.ALWAYS_CALLS, STALE)
                .at(LISTS + ",revoke=on")
                .open("If every list hypercall calls memory_type_changed(), no revocation of ranges leaves a stale leaf"
                        + " unmarked.")
                .violated(
                        "memory_type_changed() asks whether a range or an IOMMU is left. When the last range has just gone,"
                                + " it does nothing: leaves keep the guest's types where new ones get WB+IPAT. A real Xen 4.17.7 does"
                                + " so.");
        claims.of("X1c", XenDesigns.ALWAYS_CALLS, STALE)
                .at("iommu=yes,iomem=2,ioport=1,revoke=on,maps=mmio,wrmsr=2ff:800/806")
                .open("If every list hypercall calls memory_type_changed(), no revocation of ranges leaves a stale leaf"
                        + " unmarked in a domain with an IOMMU.")
                .holds("The guest's types count there whatever the lists hold, so no revocation changes any type.");
        claims.of("X1d", XenDesigns.REVOCATION_REACHES, STALE)
                .at(LISTS + ",revoke=on")
                .holds(
                        "If revoking the last range marks the leaves in spite of memory_type_changed()'s guard, nothing is"
                                + " stale.");
        claims.of("X1e", XenDesigns.ALWAYS_CALLS, EXITS)
                .at(LISTS_ONCE + ",limit=2")
                .violated("If every list hypercall calls memory_type_changed(), each table that is touched after each"
                        + " hypercall costs an exit: with two tables, more than 2.");
        claims.of("X2", XenDesigns.XEN_4_17_7, STALE)
                .at(LISTS)
                .holds("With the patch (c4e5cc2ccc), which calls only where cache_flush_permitted() flips without an"
                        + " IOMMU, no grant leaves a stale leaf.");
        claims.of("X2b", XenDesigns.XEN_4_17_7, STALE)
                .at(LISTS + ",revoke=on")
                .open("With the patch (c4e5cc2ccc), no revocation of ranges leaves a stale leaf.")
                .violated(
                        "The patch calls memory_type_changed() when the last range has gone, and that does nothing then, as"
                                + " without the patch (X1b): the call is dead code.");
        claims.of("X2c", XenDesigns.XEN_4_17_7, EXITS)
                .at(LISTS_ONCE + ",limit=2")
                .holds("The patch (c4e5cc2ccc) costs at most one exit for each of the two tables, at the first grant.");
        claims.of("X2d", XenDesigns.ALWAYS_CALLS, STALE)
                .at(LISTS_ONCE)
                .holds("Without the patch, counted: each list hypercall is made once, with two tables, and nothing is"
                        + " stale.");
        claims.of("X2e", XenDesigns.XEN_4_17_7, STALE)
                .at(LISTS_ONCE)
                .holds("With the patch (c4e5cc2ccc), counted: each list hypercall is made once, with two tables, and"
                        + " nothing is stale.");
        claims.of("X3", XenDesigns.NO_CALL_AT_FIRST_RANGE, STALE)
                .at(LISTS)
                .violated("Without the call where the answer does change, leaves are stale.");
        claims.of("X3b", XenDesigns.MAPPING_PERMITS, STALE)
                .at(LISTS)
                .violated("A memory_mapping that changes the list itself and calls nothing leaves stale leaves.");
    }

    private static void flagAndOrders(Claims claims) {
        claims.of("X4", XenDesigns.CREATION_FLAG, STALE)
                .at(LISTS + ",revoke=on,devices=1,any-type=on")
                .holds("If a creation flag decides whether guest types count, the lists need no calls.");
        claims.of("X4b", XenDesigns.CREATION_FLAG, STALE)
                .at(LISTS + ",revoke=on,devices=1,touch=off")
                .holds("If the creation flag is off, nothing is ever marked, and nothing is stale.");
        claims.of("X5", XenDesigns.DEVICES_DECIDE, XenOrders.LAW)
                .at(CREATION + ",iommu=yes")
                .violated(
                        "If guest types count once a device is assigned, the types depend on the order of the hypercalls.");
        claims.of("X5b", XenDesigns.XEN_4_17_7, XenOrders.LAW)
                .at(CREATION + ",iommu=any,iomem=2")
                .holds(
                        "If the IOMMU decides, or a range whose grant marks all leaves, the types don't depend on the order.");
        claims.of("X5c", XenDesigns.XEN_4_17_7, XenOrders.LAW)
                .at(CREATION + ",iommu=no,iomem=1,revoke=on")
                .open("If the IOMMU decides, or a range whose grant marks all leaves, the types don't depend on the"
                        + " order, even if ranges are revoked.")
                .violated("RAM mapped before the last range is revoked keeps the guest's type, RAM mapped after it gets"
                        + " WB+IPAT: the revocation marks nothing (X1b).");
        claims.of("X5d", XenDesigns.REVOCATION_REACHES, XenOrders.LAW)
                .at(CREATION + ",iommu=any,iomem=1,revoke=on")
                .holds("If revoking the last range marks the leaves, the types don't depend on the order.");
    }

    private static void grantFrames(Claims claims) {
        claims.of("X6", XenDesigns.NO_GRANT_HACK, GRANT_FRAMES)
                .at(BAR + ",wrmsr=2ff:800/806")
                .violated(
                        "Grant frames in a BAR are UC without WB+IPAT for special pages, though every type is computed "
                                + "correctly.");
        claims.of("X6b", XenDesigns.XEN_4_17_7, GRANT_FRAMES)
                .at(BAR + ",wrmsr=2ff:800/806,pat-index=3")
                .holds("With WB+IPAT for special pages grant frames are WB, even if the guest's PAT says UC.");
        claims.of("X6c", XenDesigns.NPT, GRANT_FRAMES)
                .at(BAR + ",touch=off,pat-index=3")
                .violated("AMD has no IPAT: a guest that maps its BAR with PAT UC gets its grant frames UC.");
        claims.of("X6d", XenDesigns.NPT, GRANT_FRAMES)
                .at(BAR + ",touch=off")
                .open("AMD has no IPAT: a guest that maps the grant frames with PAT WB, and relies on its MTRRs for the"
                        + " rest of the BAR, gets its grant frames WB.")
                .holds(
                        "Xen types nested leaves by p2m type alone (p2m_type_to_flags()). Guest MTRRs, which make such frames "
                                + "UC under EPT, have no effect on AMD.");
        claims.from(Code.XEN_EPT);
        claims.of("X11", XenDesigns.XEN_4_17_7, CD)
                .at("iommu=yes,devices=1,cd=on,maps=grant-table,touch=off")
                .open("While CR0.CD=1, no access of the guest is cached.")
                .violated(
                        "Xen makes the guest's PAT all UC (vmx_handle_cd()), and pages with IPAT ignore it: grant frames stay "
                                + "WB.");
    }

    private static void restoreAndPins(Claims claims) {
        claims.from(MailThreads.XEN_TYPES);
        claims.of("X7", XenDesigns.NO_FLUSH_BEFORE_START, STARTED)
                .at(RESTORED)
                .holds(
                        "hvm_load before the start does not have to flush caches: no leaf is stale once the domain runs.");
        claims.of("X7b", XenDesigns.NO_FLUSH_BEFORE_START, FLUSHES)
                .at(RESTORED + ",calls=once,count=30,limit=0")
                .holds("If hvm_load before the start flushes nothing, restoring costs no cache flush at all.");
        claims.of("X7c", XenDesigns.XEN_4_17_7, FLUSHES)
                .at(RESTORED + ",calls=once,count=30,limit=0")
                .violated("In Xen 4.17.7 each register that changes flushes the caches of every CPU.");
        claims.from(Code.XEN_EPT);
        claims.of("X9", XenDesigns.XEN_4_17_7, STALE)
                .at(PINNED)
                .holds("Pins and unpins mark everything, even when refused as busy, so nothing is stale.");
        claims.of("X9b", XenDesigns.PINS_THAT_ARE_DONE, STALE)
                .at(PINNED)
                .holds("If pins that are refused as busy marked nothing, no leaf would be stale.");
        claims.of("X9c", XenDesigns.XEN_4_17_7, EXITS)
                .at(PINNED_ONCE + ",limit=2")
                .violated("Refused pins cost exits: one for each of two tables, as the pin that succeeds does.");
        claims.of("X9d", XenDesigns.PINS_THAT_ARE_DONE, EXITS)
                .at(PINNED_ONCE + ",limit=2")
                .holds("Refused pins cost no exits if they mark nothing.");
        claims.of("X9e", XenDesigns.PINS_MARK_NOTHING, STALE)
                .at(PINNED)
                .violated("If pins and unpins that succeed mark nothing, leaves are stale.");
    }

    private static void vcpusAndPages(Claims claims) {
        claims.of("X10", XenDesigns.XEN_4_17_7, EACH)
                .at("iommu=yes,vcpus=2,wrmsr=2ff:800/806")
                .violated("With different MTRRs, types depend on which vCPU touches first.");
        claims.of("X10b", XenDesigns.XEN_4_17_7, EQUAL)
                .at("iommu=yes,vcpus=2,wrmsr=2ff:0/800/806")
                .holds("Once all MTRRs are equal again, nothing unmarked is stale.");
        claims.of("X12", XenDesigns.XEN_4_17_7, NO_CRASH)
                .at(INTERLEAVED)
                .open("Two vCPUs exit on the same mark, and the second finds nothing to do.")
                .holds(
                        "The vCPU that resolves a mark tells every vCPU (ept_spurious_misconfig), so an exit on its way is "
                                + "not taken for an error.");
        claims.of("X12b", XenDesigns.NO_SPURIOUS_EXITS, NO_CRASH)
                .at(INTERLEAVED)
                .open("Two vCPUs exit on the same mark, and no vCPU is told that its exit may be spurious.")
                .violated("The second vCPU finds nothing to do, and the domain crashes.");
        claims.from(Code.XEN_EPT, Code.SDM_LARGE_PAGES);
        claims.of("X8", XenDesigns.SPLIT_EXACTLY, LARGE_TYPES)
                .at(PARTLY_WC)
                .holds("If a large page is split unless it has one type, each 4K of it has its own type.");
        claims.of("X8b", XenDesigns.NEVER_SPLIT, LARGE_TYPES)
                .at(PARTLY_WC)
                .violated("If a large page is not split, part of it has a wrong type.");
    }

    private static void realCode(Claims claims) {
        claims.from(Code.XEN_EPT, Code.SDM_LARGE_PAGES);
        claims.of("R3", XenDesigns.XEN_4_17_7, LARGE_TYPES)
                .at(PARTLY_WC)
                .violated("Xen's look-up takes a range over part of a large page for one over all of it.");
        claims.from(XenCommits.SAVES_ONE_MSR);
        claims.of("R4", XenDesigns.XEN_4_17_7, RECORD)
                .at(TWO_RANGES)
                .violated(
                        "A save record holds pair 0 in every slot, so a restore loses types once two ranges are in use.");
        claims.of("R4b", XenDesigns.SAVES_EVERY_PAIR, RECORD)
                .at(TWO_RANGES)
                .holds("With each pair in its own slot, a save record keeps the types.");
        claims.from(XenCommits.UC_WITHOUT_PAGE, XenCommits.NO_PAGE_NEEDED);
        claims.of("R6", XenReleases.XEN_4_15_0, WC_BAR)
                .at(NEW_BAR)
                .violated("4.15 types a BAR without page structs UC+IPAT, so WC has no effect.");
        claims.of("R6b", XenReleases.XEN_4_16_0, WC_BAR)
                .at(NEW_BAR)
                .violated("4.16 types a BAR without page structs UC+IPAT, so WC has no effect.");
        claims.of("R6c", XenReleases.XEN_4_17_1, WC_BAR)
                .at(NEW_BAR)
                .violated("4.17.0 to 4.17.4 and 4.18.0 to 4.18.2 type a BAR without page structs UC+IPAT, so WC has no"
                        + " effect.");
        claims.of("R6d", XenReleases.XEN_4_13_0, WC_BAR)
                .at(NEW_BAR)
                .holds("4.13 gives a BAR without page structs UC with the guest's PAT, so WC works.");
        claims.of("R6e", XenDesigns.XEN_4_17_7, WC_BAR)
                .at(NEW_BAR)
                .holds("From 4.17.5, from 4.18.3 and from 4.19 on, WC works in a BAR without page structs.");
    }
}
