package dev.stalemate.systems.xen;

import java.util.List;
import java.util.stream.Stream;

/** The designs that come with the tool: Xen by version, and what thread 000 proposes or fears. */
public final class XenDesigns {
    /** The version that most runs were recorded of. */
    public static final XenDesign XEN_4_17_7 = XenReleases.XEN_4_17_7;

    static final XenDesign GUARD_WITH_IOMMU = new XenProposals.GuardWithIommu();
    static final XenDesign MARKS_ALWAYS = new XenProposals.MarksAlways();
    static final XenDesign ALWAYS_CALLS = new XenProposals.AlwaysCalls();
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

    private static final List<XenDesign> OTHERS = List.of(
            GUARD_WITH_IOMMU,
            MARKS_ALWAYS,
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
            SAVES_EVERY_PAIR);

    static final List<XenDesign> ALL = Stream.of(XenReleases.ALL, OTHERS, XenPast.ALL)
            .flatMap(List::stream)
            .toList();

    private XenDesigns() {}
}
