package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.Designs;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.leaf.XenMtrrs;

/**
 * Designs that fixes of 2013 to 2016 replaced, each named after what is missing or too much in it, and mutants of those fixes. They
 * describe the commits that they name; no release is exactly one of them (docs/explanation/systems/xen-ept.md says why).
 */
public final class XenPast {
    public static final Designs<XenDesign> ALL = new Designs<>(XenDesign.class);

    public static final XenDesign REWRITES_FOR_CD = ALL.add(new RewritesForCd());
    public static final XenDesign NEVER_RECOMPUTED = ALL.add(new NeverRecomputed(
            "never-recomputed",
            "62652c00ef to aa9114edd9 (2013, 2014): a leaf gets its type when it is written, and CR0.CD=1 makes the "
                    + "guest's PAT all UC"));
    public static final XenDesign ONE_FRAMES_TYPE = ALL.add(new OneFramesType());
    public static final XenDesign PINS_FORGOTTEN = ALL.add(new PinsForgotten(
            "pins-forgotten", "aa9114edd9 to 35d1c20b85 (2014): leaves are recomputed, but not when pins change"));
    public static final XenDesign PINS_ASK_GUARD = ALL.add(new PinsAskGuard());
    public static final XenDesign PINS_LOOKED_UP_UNALIGNED = ALL.add(new PinsLookedUpUnaligned());
    public static final XenDesign GUARD_ASKS_IOMMU = ALL.add(new GuardAsksIommu(
            "guard-asks-iommu",
            "3272230848 to c61a6f74f8 (2016): memory_type_changed() asks for an IOMMU alone",
            EmtTable.XEN_4_5));
    public static final XenDesign NO_PAGE_STRUCT_2016 = ALL.add(new GuardAsksIommu(
            "no-page-struct-2016",
            "c61a6f74f8 to 0acc7010ac (2016, XSA-154): as guard-asks-iommu, and an mfn without a page struct is UC+IPAT",
            EmtTable.XEN_4_6_3));

    private XenPast() {}

    /** Pins mark everything, and lists and MTRRs do if the domain has an IOMMU, though the leaf's type asks for ranges too. */
    private static class GuardAsksIommu extends XenReleases.CallsAlways {
        GuardAsksIommu(String name, String says, EmtTable table) {
            super(name, says, table, PinRule.FROM_2014);
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return domain.iommu();
        }

        /** 343eb57023 (2018) forgot the number (R4). */
        @Override
        public int savedPair(int n) {
            return n;
        }
    }

    private static class PinsForgotten extends GuardAsksIommu {
        PinsForgotten(String name, String says) {
            super(name, says, EmtTable.XEN_4_5);
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {}
    }

    /** What 35d1c20b85 says it must not do. */
    private static final class PinsAskGuard extends GuardAsksIommu {
        PinsAskGuard() {
            super(
                    "pins-ask-guard",
                    "as guard-asks-iommu, but pins call memory_type_changed(), and so do nothing without an IOMMU",
                    EmtTable.XEN_4_5);
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
            change.memoryTypeChanged();
        }
    }

    private static final class OneFramesType extends PinsForgotten {
        OneFramesType() {
            super(
                    "one-frames-type",
                    "aa9114edd9 to 3d90d6e69f (2014): a large page gets the type of one frame, the first or the one touched");
        }

        @Override
        public int guestType(MtrrRegisters mtrrs, long address, int order) {
            return XenMtrrs.type(mtrrs, address, 0);
        }
    }

    private static final class PinsLookedUpUnaligned extends XenRelease {
        PinsLookedUpUnaligned() {
            super(
                    "pins-looked-up-unaligned",
                    "as xen-4.17.7, but the look-up of a large page's pins starts at the frame that was touched, as from "
                            + "4d66f069d6 to aaef67041b (2014)");
        }

        @Override
        public long firstToLookUp(long gfn, int order) {
            return gfn;
        }
    }

    /** Nothing is ever marked. */
    private static class NeverRecomputed extends XenRelease {
        NeverRecomputed(String name, String says) {
            this(name, says, EmtTable.XEN_4_5);
        }

        NeverRecomputed(String name, String says, EmtTable table) {
            super(name, says, table);
        }

        @Override
        public XenFunctions functions() {
            return XenFunctions.WITHOUT_MARKS;
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return false;
        }

        @Override
        public int guestType(MtrrRegisters mtrrs, long address, int order) {
            return XenMtrrs.type(mtrrs, address, 0);
        }

        @Override
        public int savedPair(int n) {
            return n;
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {}
    }

    private static final class RewritesForCd extends NeverRecomputed {
        RewritesForCd() {
            super(
                    "rewrites-for-cd",
                    "up to 1c84d04673 (2013, XSA-60): a change of CR0.CD rewrites every entry; after that, only what a vCPU "
                            + "of the domain itself asks for gets UC",
                    EmtTable.XEN_4_3);
        }

        @Override
        public XenFunctions functions() {
            return XenFunctions.UP_TO_4_3;
        }

        @Override
        public void cacheDisableChanged(Hvm domain, int vcpu, TypeChange change) {
            change.recomputeAll();
        }

        @Override
        public boolean cacheDisableForcesPat() {
            return false;
        }
    }
}
