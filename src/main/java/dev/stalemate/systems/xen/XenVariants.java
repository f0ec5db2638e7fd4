package dev.stalemate.systems.xen;

import java.util.List;

/** The designs that come with the tool: Xen by version, and what thread 000 proposes or fears. */
public final class XenVariants {
    /** The version whose runs were recorded; the table is that of 4.19 (dbcc4fba01 is in 4.17.5). */
    public static final XenDesign XEN_4_17_7 = new XenRelease(
            "xen-4.17.7",
            "Xen 4.17.5 to 4.20: lists call memory_type_changed() where cache_flush_permitted() flips and there is no IOMMU");

    static final List<XenDesign> ALL = List.of(XEN_4_17_7);

    private XenVariants() {}
}
