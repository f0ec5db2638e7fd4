package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Npt;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.leaf.XenMtrrs;

/** What the thread proposes or fears, fixes for bugs of Xen as released, and mutants. */
final class XenProposals {
    private XenProposals() {}

    /** Without the patch of the thread, as up to 4.16. */
    static final class AlwaysCalls extends XenReleases.CallsAlways {
        AlwaysCalls() {
            super(
                    "always-calls",
                    "as xen-4.17.7 without the patch: every list hypercall and memory_mapping calls",
                    EmtTable.XEN_4_19,
                    PinRule.FROM_2023);
        }
    }

    /** A fix for 4.21: the guard asks for an IOMMU again, as it did up to 4.20. */
    static final class GuardWithIommu extends XenReleases.Since421 {
        GuardWithIommu() {
            super(
                    "xen-4.21-guard-with-iommu",
                    "as xen-4.21, but the guard of memory_type_changed() has its is_iommu_enabled(d) back");
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return domain.iommu() || domain.cacheFlushPermitted();
        }
    }

    /** Another fix: marks cost no cache flush, so the guard does not have to decide on them. */
    static final class MarksAlways extends XenReleases.Since421 {
        MarksAlways() {
            super(
                    "xen-4.21-marks-always",
                    "as xen-4.21, but memory_type_changed() marks every leaf, and its guard decides on the flush alone");
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return true;
        }

        @Override
        public boolean flushesCaches(Hvm domain) {
            return domain.cacheFlushPermitted() && super.flushesCaches(domain);
        }
    }

    /** A fix for claim X1: the guard lets a call through that is made because the last range has gone. */
    static final class RevocationReaches extends XenRelease {
        RevocationReaches() {
            super("revocation-reaches", "as xen-4.17.7, but revoking the last range marks every leaf");
        }

        @Override
        public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
            if (!domain.iommu() && flushPermittedBefore && !domain.cacheFlushPermitted()) {
                change.p2mMemoryTypeChanged();
            }
        }
    }

    /** A mutant of X3: the call is dropped where the answer does change. */
    static final class NoCallAtFirstRange extends XenRelease {
        NoCallAtFirstRange() {
            super("no-call-at-first-range", "as xen-4.17.7, but permitting the first range calls nothing");
        }

        @Override
        public void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {}
    }

    /** A mutant of X3: memory_mapping still permits what it maps. */
    static final class MappingPermits extends XenRelease {
        MappingPermits() {
            super(
                    "mapping-permits",
                    "as xen-4.17.7, but memory_mapping permits the frames that it maps, and calls nothing");
        }

        @Override
        public boolean mappingPermits() {
            return true;
        }
    }

    /** X4: a flag at creation says whether types other than WB are allowed, so that the lists don't matter. */
    static final class CreationFlag extends XenRelease {
        CreationFlag() {
            super(
                    "creation-flag",
                    "a flag at creation decides whether guest types count; nothing is called for the lists");
        }

        @Override
        public boolean honoursGuestTypes(Hvm domain) {
            return domain.createdForAnyType();
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return domain.createdForAnyType();
        }

        @Override
        public void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {}

        @Override
        public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {}
    }

    /** X5: guest types count once a device is assigned. */
    static final class DevicesDecide extends XenRelease {
        DevicesDecide() {
            super("devices-decide", "guest types count once a device is assigned, which calls nothing");
        }

        @Override
        public boolean honoursGuestTypes(Hvm domain) {
            return domain.devices() > 0;
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return domain.devices() > 0;
        }
    }

    /** X7: caches are not flushed for a domain that has not started. */
    static final class NoFlushBeforeStart extends XenRelease {
        NoFlushBeforeStart() {
            super("no-flush-before-start", "as xen-4.17.7, but caches are flushed only once the domain has started");
        }

        @Override
        public boolean flushesCaches(Hvm domain) {
            return domain.started();
        }
    }

    /** As Xen was before 8cb7f7d135 (2014), as far as caches go. */
    static final class NeverFlushes extends XenRelease {
        NeverFlushes() {
            super("never-flushes", "as xen-4.17.7, but memory_type_changed() never flushes caches");
        }

        @Override
        public boolean flushesCaches(Hvm domain) {
            return false;
        }
    }

    /** X9: a pin that is refused marks nothing. */
    static final class PinsThatAreDone extends XenRelease {
        PinsThatAreDone() {
            super("pins-that-are-done", "as xen-4.17.7, but a pin that is refused as busy marks nothing");
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
            if (answer != Answer.BUSY) {
                super.pinned(domain, answer, type, change);
            }
        }
    }

    /** A mutant of X9: pins mark nothing. */
    static final class PinsMarkNothing extends XenRelease {
        PinsMarkNothing() {
            super("pins-mark-nothing", "as xen-4.17.7, but pins and unpins mark nothing");
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {}
    }

    /** X8: a large page gets the type of its first frame. */
    static final class NeverSplit extends XenRelease {
        NeverSplit() {
            super("never-split", "as xen-4.17.7, but a large page gets the type of its first frame");
        }

        @Override
        public int guestType(MtrrRegisters mtrrs, long address, int order) {
            return XenMtrrs.type(mtrrs, address & (-0x1000L << order), 0);
        }
    }

    /** X8, R3: a large page keeps its size exactly where the SDM gives all of it one type. */
    static final class SplitExactly extends XenRelease {
        SplitExactly() {
            super("split-exactly", "as xen-4.17.7, but a large page is split unless the SDM gives all of it one type");
        }

        @Override
        public int guestType(MtrrRegisters mtrrs, long address, int order) {
            if (order == 0) {
                return XenMtrrs.type(mtrrs, address, 0);
            }
            LargePage page = Mtrrs.large(mtrrs, address, order);
            MemType type = page.type();
            return type == null ? XenMtrrs.SPLIT : type.code();
        }
    }

    /** A mutant of X12: an exit that finds nothing to do is an error. */
    static final class NoSpuriousExits extends XenRelease {
        NoSpuriousExits() {
            super("no-spurious-exits", "as xen-4.17.7, but an exit that finds nothing to do crashes the domain");
        }

        @Override
        public boolean expectsSpuriousExits() {
            return false;
        }
    }

    /** A fix for R4: each slot of a save record holds its own pair. */
    static final class SavesEveryPair extends XenRelease {
        SavesEveryPair() {
            super("saves-every-pair", "as xen-4.17.7, but a save record holds every pair of variable MTRRs");
        }

        @Override
        public int savedPair(int n) {
            return n;
        }
    }

    /** AMD's nested paging: a nested leaf's type follows from the p2m type, and the guest's PAT always counts. */
    static final class Amd extends XenRelease {
        Amd() {
            super(
                    "npt",
                    "AMD's nested paging: leaf types by p2m type alone, never recomputed, and no IPAT",
                    EmtTable.NPT);
        }

        @Override
        public XenFunctions functions() {
            return XenFunctions.NPT;
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return false;
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {}

        @Override
        public MemType effective(int leaf, MemType pat) {
            return Npt.effective(pat, EptLeaf.emt(leaf), MemType.WB).collapsed();
        }
    }
}
