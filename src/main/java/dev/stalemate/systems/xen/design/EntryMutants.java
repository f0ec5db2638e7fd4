package dev.stalemate.systems.xen.design;

import dev.stalemate.model.Designs;
import dev.stalemate.systems.xen.leaf.EmtTable;

/** Designs that treat entries and pages of the p2m otherwise than Xen's EPT code: what that replaced, and what it must not do. */
public final class EntryMutants {
    public static final Designs<XenDesign> ALL = new Designs<>(XenDesign.class);

    public static final XenDesign SWEEPS_UNREMOVED = ALL.add(new SweepsUnremoved(
            "sweeps-unremoved",
            "as xen-4.13.0, but the cache for populate on demand gets a page whose entry could not be removed, as up to 92790672de (2017,"
                    + " XSA-247)"));
    public static final XenDesign FREES_UNREMOVED = ALL.add(new FreesUnremoved());
    public static final XenDesign CLEARS_UNMARKED = ALL.add(new Entries(
            "clears-unmarked",
            "as xen-4.17.7, but a removal resolves no marks and clears no marked entry: Arm's rule of 2018 for EPT",
            false,
            false));
    public static final XenDesign RESOLVES_THEN_CLEARS_UNMARKED = ALL.add(new Entries(
            "resolves-then-clears-unmarked",
            "as xen-4.17.7, but a removal clears no marked entry; marks are resolved first, as in Xen",
            true,
            false));
    public static final XenDesign CLEARS_UNRESOLVED = ALL.add(new Entries(
            "clears-unresolved",
            "as xen-4.17.7, but marks are not resolved before an entry is set or removed",
            false,
            true));
    public static final XenDesign PUTS_FIRST = ALL.add(new PutsFirst());
    public static final XenDesign LOOKS_UP_UNLOCKED = ALL.add(new LooksUpUnlocked());

    private EntryMutants() {}

    private static final class Entries extends XenRelease {
        private final boolean resolves;
        private final boolean clears;

        Entries(String name, String says, boolean resolves, boolean clears) {
            super(name, says);
            this.resolves = resolves;
            this.clears = clears;
        }

        @Override
        public boolean resolvesBeforeSetting() {
            return resolves;
        }

        @Override
        public boolean clearsMarked() {
            return clears;
        }
    }

    private static class SweepsUnremoved extends XenReleases.CallsAlways {
        SweepsUnremoved(String name, String says) {
            super(name, says, EmtTable.XEN_4_13_0, PinRule.FROM_2014);
        }

        @Override
        public boolean sweepsOnlyRemoved() {
            return false;
        }
    }

    private static final class FreesUnremoved extends SweepsUnremoved {
        FreesUnremoved() {
            super(
                    "frees-unremoved",
                    "as sweeps-unremoved, and guest_remove_page() frees a page whose entry could not be removed, as up to a0cce6048d"
                            + " (2017, XSA-222)");
        }

        @Override
        public boolean keepsPageIfNotRemoved() {
            return false;
        }
    }

    private static final class PutsFirst extends XenRelease {
        PutsFirst() {
            super(
                    "puts-first",
                    "as xen-4.17.7, but nobody holds a foreign page while p2m_entry_modify() drops its reference and the entry is there");
        }

        @Override
        public boolean freesBeforeCleared() {
            return true;
        }
    }

    private static final class LooksUpUnlocked extends XenRelease {
        LooksUpUnlocked() {
            super(
                    "looks-up-unlocked",
                    "as xen-4.17.7, but a page is referenced after the p2m lock is dropped, as on Arm up to 2275bf83a1 (2025)");
        }

        @Override
        public boolean looksUpLocked() {
            return false;
        }
    }
}
