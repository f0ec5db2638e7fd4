package dev.stalemate.systems.xen.design;

import dev.stalemate.model.Designs;
import dev.stalemate.systems.xen.leaf.EmtTable;

/** The designs that come with the tool: Xen by version, and what the thread proposes or fears. */
public final class XenDesigns {
    /** The version that most runs were recorded of. */
    public static final XenDesign XEN_4_17_7 = XenReleases.XEN_4_17_7;

    private static final Designs<XenDesign> ALL = new Designs<>(XenDesign.class);

    public static final XenDesign GUARD_WITH_IOMMU = ALL.add(new XenProposals.GuardWithIommu());
    public static final XenDesign MARKS_ALWAYS = ALL.add(new XenProposals.MarksAlways());
    public static final XenDesign ALWAYS_CALLS = ALL.add(new XenProposals.AlwaysCalls());
    public static final XenDesign REVOCATION_REACHES = ALL.add(new XenProposals.RevocationReaches());
    public static final XenDesign NO_CALL_AT_FIRST_RANGE = ALL.add(new XenProposals.NoCallAtFirstRange());
    public static final XenDesign MAPPING_PERMITS = ALL.add(new XenProposals.MappingPermits());
    public static final XenDesign CREATION_FLAG = ALL.add(new XenProposals.CreationFlag());
    public static final XenDesign DEVICES_DECIDE = ALL.add(new XenProposals.DevicesDecide());
    public static final XenDesign NO_GRANT_HACK = ALL.add(new XenRelease(
            "no-grant-hack",
            "as xen-4.17.7 without forcing WB+IPAT for special pages",
            EmtTable.XEN_4_19.withoutSpecialPages()));
    public static final XenDesign NPT = ALL.add(new XenProposals.Amd());
    public static final XenDesign NO_FLUSH_BEFORE_START = ALL.add(new XenProposals.NoFlushBeforeStart());
    public static final XenDesign NEVER_FLUSHES = ALL.add(new XenProposals.NeverFlushes());
    public static final XenDesign NEVER_SPLIT = ALL.add(new XenProposals.NeverSplit());
    public static final XenDesign SPLIT_EXACTLY = ALL.add(new XenProposals.SplitExactly());
    public static final XenDesign PINS_THAT_ARE_DONE = ALL.add(new XenProposals.PinsThatAreDone());
    public static final XenDesign PINS_MARK_NOTHING = ALL.add(new XenProposals.PinsMarkNothing());
    public static final XenDesign NO_SPURIOUS_EXITS = ALL.add(new XenProposals.NoSpuriousExits());
    public static final XenDesign SAVES_EVERY_PAIR = ALL.add(new XenProposals.SavesEveryPair());

    /** The designs that {@code xen-ept} lists. */
    public static final Designs<XenDesign> LISTED = new Designs<>(XenDesign.class)
            .and(XenReleases.ALL)
            .and(ALL)
            .and(XenPast.ALL)
            .and(ArmP2m.ALL)
            .and(EntryMutants.ALL);

    private XenDesigns() {}
}
