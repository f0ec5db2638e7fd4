package dev.stalemate.systems.xen;

import java.util.List;
import java.util.stream.Stream;

/** The designs that come with the tool: Xen by version, and what thread 000 proposes or fears. */
public final class XenVariants {
    /** The version whose runs were recorded; the table is that of 4.19 (dbcc4fba01 is in 4.17.5). */
    public static final XenDesign XEN_4_17_7 = new XenRelease(
            "xen-4.17.7",
            "Xen 4.17.5 to 4.20: lists call memory_type_changed() where cache_flush_permitted() flips and there is no IOMMU");

    static final XenDesign XEN_4_13 = new XenProposals.AlwaysCalls(
            "xen-4.13",
            "Xen 4.13: every list hypercall and memory_mapping calls memory_type_changed()",
            EmtTable.XEN_4_13);
    static final XenDesign XEN_4_15 = new XenProposals.AlwaysCalls(
            "xen-4.15", "Xen 4.15: as 4.13, and an mfn without a page struct is UC+IPAT", EmtTable.XEN_4_15);
    static final XenDesign XEN_4_16 = new XenProposals.AlwaysCalls(
            "xen-4.16", "Xen 4.16: as 4.15, and grant and foreign maps are WB+IPAT", EmtTable.XEN_4_16);
    static final XenDesign XEN_4_17 = new XenRelease(
            "xen-4.17.0",
            "Xen 4.17.0 to 4.17.4: the patch of thread 000, with 4.16's types of BARs",
            EmtTable.XEN_4_17);
    static final XenDesign XEN_4_21 = new XenProposals.GuardWithoutIommu();
    static final XenDesign ALWAYS_CALLS = new XenProposals.AlwaysCalls(
            "always-calls",
            "as xen-4.17.7 without the patch: every list hypercall and memory_mapping calls",
            EmtTable.XEN_4_19);
    static final XenDesign REVOCATION_REACHES = new XenProposals.RevocationReaches();
    static final XenDesign NO_CALL_AT_FIRST_RANGE = new XenProposals.NoCallAtFirstRange();
    static final XenDesign MAPPING_PERMITS = new XenProposals.MappingPermits();
    static final XenDesign CREATION_FLAG = new XenProposals.CreationFlag();
    static final XenDesign DEVICES_DECIDE = new XenProposals.DevicesDecide();
    static final XenDesign NO_GRANT_HACK = new XenRelease(
            "no-grant-hack",
            "as xen-4.17.7 without forcing WB+IPAT for special pages",
            EmtTable.XEN_4_19.withoutSpecialPages());
    static final XenDesign NPT = new XenProposals.Amd();
    static final XenDesign NO_FLUSH_BEFORE_START = new XenProposals.NoFlushBeforeStart();
    static final XenDesign NEVER_SPLIT = new XenProposals.NeverSplit();
    static final XenDesign SPLIT_EXACTLY = new XenProposals.SplitExactly();
    static final XenDesign PINS_THAT_ARE_DONE = new XenProposals.PinsThatAreDone();
    static final XenDesign PINS_MARK_NOTHING = new XenProposals.PinsMarkNothing();
    static final XenDesign NO_SPURIOUS_EXITS = new XenProposals.NoSpuriousExits();
    static final XenDesign SAVES_EVERY_PAIR = new XenProposals.SavesEveryPair();

    static final List<XenDesign> ALL = Stream.concat(
                    Stream.of(
                            XEN_4_13,
                            XEN_4_15,
                            XEN_4_16,
                            XEN_4_17,
                            XEN_4_17_7,
                            XEN_4_21,
                            ALWAYS_CALLS,
                            REVOCATION_REACHES,
                            NO_CALL_AT_FIRST_RANGE,
                            MAPPING_PERMITS,
                            CREATION_FLAG,
                            DEVICES_DECIDE,
                            NO_GRANT_HACK,
                            NPT,
                            NO_FLUSH_BEFORE_START,
                            NEVER_SPLIT,
                            SPLIT_EXACTLY,
                            PINS_THAT_ARE_DONE,
                            PINS_MARK_NOTHING,
                            NO_SPURIOUS_EXITS,
                            SAVES_EVERY_PAIR),
                    XenPast.ALL.stream())
            .toList();

    private XenVariants() {}
}
