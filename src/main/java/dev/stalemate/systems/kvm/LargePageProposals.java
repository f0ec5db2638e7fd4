package dev.stalemate.systems.kvm;

import dev.stalemate.paging.EptLeaf;
import java.util.List;

/** Designs of page faults in steps and of dirty logging: what fixes Linux, and mutants of that. */
final class LargePageProposals {
    /** What differs from Linux. */
    enum Change {
        /** A fault reads the count of invalidations before it looks at the types of a large page. */
        COUNT_FIRST,
        /** Zaps are not counted, as up to Linux 5.14. */
        UNCOUNTED_ZAPS,
        /** A device is counted after the zap for it. */
        ZAP_FIRST,
        /** Large pages are checked whether there is a device or not, as up to Linux 5.19. */
        ALWAYS_CHECKED,
        /** Large leaves that are split for dirty logging get the types of now. */
        SPLIT_BY_RULE,
        /** The same with the type of the first 4 KiB for all of them. */
        SPLIT_BY_FIRST,
        /** Large leaves are dropped instead of split. */
        DROPPED,
        /** Large leaves are made of small ones when logging stops, as since Linux 6.13. */
        RECOVERED
    }

    private LargePageProposals() {}

    /** Linux 6.2 to 6.10 with these changes. */
    static final class Changed extends LinuxGuestMtrrs {
        private final List<Change> changes;

        Changed(String name, String says, CdLeaf cd, List<Change> changes, ZapsAll... zapsAll) {
            super(name, says, cd, zapsAll);
            this.changes = changes;
        }

        @Override
        public boolean readsCountFirst() {
            return changes.contains(Change.COUNT_FIRST);
        }

        @Override
        public boolean zapsMakeFaultsRetry() {
            return !changes.contains(Change.UNCOUNTED_ZAPS);
        }

        @Override
        public boolean zapsBeforeCountingDevice() {
            return changes.contains(Change.ZAP_FIRST);
        }

        @Override
        public boolean installsLarge(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
            return changes.contains(Change.ALWAYS_CHECKED)
                    ? lookUp.isUniform(vm, vcpu, gpa)
                    : super.installsLarge(vm, vcpu, gpa, lookUp);
        }

        @Override
        public int splitLeaf(Vm vm, long gpa, int large) {
            if (changes.contains(Change.DROPPED)) {
                return EptLeaf.NONE;
            }
            if (changes.contains(Change.SPLIT_BY_FIRST)) {
                return leaf(vm, 0, gpa & -(1L << 21));
            }
            return changes.contains(Change.SPLIT_BY_RULE) ? leaf(vm, 0, gpa) : super.splitLeaf(vm, gpa, large);
        }

        @Override
        public boolean recoversLarge() {
            return changes.contains(Change.RECOVERED);
        }
    }

    /** Linux 6.11 with a device counted after the zap for it. */
    static final class ZapFirst extends LinuxHostTypes {
        ZapFirst() {
            super("linux-6.11-zap-first", "mutant of linux-6.11: a device is counted after the zap for it");
        }

        @Override
        public boolean zapsBeforeCountingDevice() {
            return true;
        }
    }
}
