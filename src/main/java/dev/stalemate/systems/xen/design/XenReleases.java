package dev.stalemate.systems.xen.design;

import dev.stalemate.model.Designs;
import dev.stalemate.model.Releases;
import dev.stalemate.systems.xen.leaf.EmtTable;

/**
 * Xen as released, 4.13.0 to 4.22.0: a design wherever the functions that {@link XenDesign} cites change, in a series or between two. Most
 * are named after their first release.
 */
public final class XenReleases {
    public static final Designs<XenDesign> ALL = new Designs<>(XenDesign.class);

    public static final XenDesign XEN_4_13_0 = ALL.add(new CallsAlways(
            "xen-4.13.0",
            "Xen 4.13.0, 4.13.1 and 4.14.0: every list hypercall calls memory_type_changed(); Xen's own pages are "
                    + "typed like RAM",
            EmtTable.XEN_4_13_0,
            PinRule.FROM_2014));
    public static final XenDesign XEN_4_13_2 = ALL.add(new CallsAlways(
            "xen-4.13.2",
            "Xen 4.13.2 to 4.13.5, 4.14.1 to 4.14.5: as xen-4.13.0, and Xen's own pages are WB+IPAT",
            EmtTable.XEN_4_13_2,
            PinRule.FROM_2014));
    public static final XenDesign XEN_4_14_6 = ALL.add(new CallsAlways(
            "xen-4.14.6",
            "Xen 4.14.6: as xen-4.13.2, and a range that is pinned again marks every leaf",
            EmtTable.XEN_4_13_2,
            PinRule.FROM_2023));
    public static final XenDesign XEN_4_15_0 = ALL.add(new CallsAlways(
            "xen-4.15.0",
            "Xen 4.15.0 to 4.15.4: as xen-4.13.2, and an mfn without a page struct is UC+IPAT",
            EmtTable.XEN_4_15,
            PinRule.FROM_2014));
    public static final XenDesign XEN_4_15_5 = ALL.add(new CallsAlways(
            "xen-4.15.5",
            "Xen 4.15.5 to 4.15.7: as xen-4.15.0, and a range that is pinned again marks every leaf",
            EmtTable.XEN_4_15,
            PinRule.FROM_2023));
    public static final XenDesign XEN_4_16_0 = ALL.add(new CallsAlways(
            "xen-4.16.0",
            "Xen 4.16.0 to 4.16.3: as xen-4.15.0, and grant and foreign maps are WB+IPAT",
            EmtTable.XEN_4_16,
            PinRule.FROM_2014));
    public static final XenDesign XEN_4_16_4 = ALL.add(new CallsAlways(
            "xen-4.16.4",
            "Xen 4.16.4 to 4.16.7: as xen-4.16.0, and a range that is pinned again marks every leaf",
            EmtTable.XEN_4_16,
            PinRule.FROM_2023));
    public static final XenDesign XEN_4_17_0 = ALL.add(new XenRelease(
            "xen-4.17.0",
            "Xen 4.17.0: lists call only where cache_flush_permitted() flips and there is no IOMMU; types as in 4.16",
            EmtTable.XEN_4_17,
            PinRule.FROM_2014));
    public static final XenDesign XEN_4_17_1 = ALL.add(new XenRelease(
            "xen-4.17.1",
            "Xen 4.17.1 to 4.17.4, 4.18.0 to 4.18.2: as xen-4.17.0, and a range that is pinned again marks every leaf",
            EmtTable.XEN_4_17));
    public static final XenDesign XEN_4_17_7 = ALL.add(new XenRelease(
            "xen-4.17.7",
            "Xen 4.17.5 to 4.17.7, 4.18.3 to 4.18.6, 4.19 and 4.20: as xen-4.17.1, and an mfn needs no page struct"));
    public static final XenDesign XEN_4_21 = ALL.add(
            new Since421(
                    "xen-4.21",
                    "Xen 4.21 and 4.22: memory_type_changed() asks cache_flush_permitted() alone, and most pins and unpins go through it"));

    /**
     * Which releases these are. 4.12 isn't among them: up to f89f555827 a domain has an IOMMU from its first device to its last, and no scope
     * has such domains.
     */
    public static final Releases TABLE = new Releases.Table("xen")
            .of("xen-4.13.0")
            .row("4.13.0", "4.13.1", "f89f555827", "9b367b2b0b")
            .row("4.14.0", "4.14.0", "f89f555827", "864d5701ec")
            .of("xen-4.13.2")
            .row("4.13.2", "4.13.5", "9b367b2b0b", null)
            .row("4.14.1", "4.14.5", "864d5701ec", "99e9afaeb0")
            .of("xen-4.14.6")
            .row("4.14.6", "4.14.6", "99e9afaeb0", null)
            .of("xen-4.15.0")
            .row("4.15.0", "4.15.4", "81fd0d3ca4", "fc7dfd9443")
            .of("xen-4.15.5")
            .row("4.15.5", "4.15.7", "fc7dfd9443", null)
            .of("xen-4.16.0")
            .row("4.16.0", "4.16.3", "8af4b47f06", "564de020d2")
            .of("xen-4.16.4")
            .row("4.16.4", "4.16.7", "564de020d2", null)
            .of("xen-4.17.0")
            .row("4.17.0", "4.17.0", "c4e5cc2ccc", "a2a915b396")
            .of("xen-4.17.1")
            .row("4.17.1", "4.17.4", "a2a915b396", "dbcc4fba01")
            .row("4.18.0", "4.18.2", "ab2d47eb13", "3b777c2ce4")
            .of("xen-4.17.7")
            .row("4.17.5", "4.17.7", "dbcc4fba01", null)
            .row("4.18.3", "4.18.6", "3b777c2ce4", null)
            .row("4.19.0", "4.19.6", "4fdd8d7556", null)
            .row("4.20.0", "4.20.4", "4fdd8d7556", null)
            .of("xen-4.21")
            .row("4.21.0", "4.21.2", "d63b2c60f7", null)
            .row("4.22.0", "4.22.0", "d63b2c60f7", null)
            .all()
            .and(ArmP2m.RELEASES);

    private XenReleases() {}

    /** Up to 4.16: every hypercall on a list, and every memory_mapping, calls memory_type_changed(). */
    static class CallsAlways extends XenRelease {
        CallsAlways(String name, String says, EmtTable table, PinRule pins) {
            super(name, says, table, pins);
        }

        @Override
        public XenFunctions functions() {
            return XenFunctions.UP_TO_4_16;
        }

        @Override
        public void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
            change.memoryTypeChanged();
        }

        @Override
        public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
            change.memoryTypeChanged();
        }

        @Override
        public void memoryMapped(Hvm domain, TypeChange change) {
            change.memoryTypeChanged();
        }
    }

    /**
     * From 4.21 on: devices count for cache_flush_permitted() (8333e358e4), the guard no longer looks at the IOMMU (2d779cabdd), and pins go
     * through it (d63b2c60f7). The host is one where a flush is needed at all: its CPUs don't self-snoop, or its IOMMU can't force snooping.
     */
    static class Since421 extends XenRelease {
        Since421(String name, String says) {
            super(name, says, EmtTable.XEN_4_19, PinRule.FROM_2025);
        }

        @Override
        public boolean cacheFlushPermitted(Hvm domain) {
            return domain.ioResources() || domain.devices() > 0;
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return domain.cacheFlushPermitted();
        }

        @Override
        public boolean flushesCaches(Hvm domain) {
            return domain.started();
        }
    }
}
