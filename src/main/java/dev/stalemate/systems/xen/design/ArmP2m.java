package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Designs;
import dev.stalemate.model.Releases;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.Pins.Answer;

/**
 * Xen's p2m on Arm, as xen/arch/arm/p2m.c has it from 4.12 on (arch/arm/mmu/p2m.c from 4.19 on). It is another code than EPT's, and the mark
 * is another bit: an entry is invalid for the CPU and valid for Xen, so that a guest's accesses since it last cleaned its caches are known
 * (2148a125b73b). Types follow from the p2m type alone.
 */
public final class ArmP2m {
    public static final Designs<XenDesign> ALL = new Designs<>(XenDesign.class);

    public static final XenDesign XEN_4_12 = ALL.add(new Arm(
            "xen-4.12.0-arm",
            "Arm's p2m from 2148a125b7 (2018) to a428b913a0 (2022, XSA-393): a removal clears what the CPU takes",
            false,
            Lookup.UNLOCKED));
    public static final XenDesign XEN_4_17 = ALL.add(new Arm(
            "xen-4.17.0-arm",
            "Arm's p2m from a428b913a0 (2022) to 2275bf83a1 (2025, XSA-473): a removal clears its entry, and pages are "
                    + "referenced after the p2m lock is dropped",
            true,
            Lookup.UNLOCKED));
    public static final XenDesign OWNER_CHECKED = ALL.add(new Arm(
            "arm-owner-checked",
            "Arm's p2m from c5a6dd6850 to 2275bf83a1 (2025): as xen-4.17.0-arm, but a foreign page without an owner is refused",
            true,
            Lookup.OWNER_CHECKED));
    public static final XenDesign XEN_4_21 = ALL.add(new Arm(
            "xen-4.21-arm",
            "Arm's p2m from 2275bf83a1 (2025) on: as xen-4.17.0-arm, but pages are referenced under the p2m lock",
            true,
            Lookup.LOCKED));

    private static final String PART =
            "how entries of Arm's p2m are set and made valid again, and how pages are looked up";

    /** Which releases these are, in what {@link XenDesign} asks of entries and look-ups. */
    static final Releases RELEASES = new Releases.Table("xen")
            .part("xen-4.12.0-arm", PART)
            .row("4.12.0", "4.12.4", "2148a125b7", null)
            .row("4.13.0", "4.13.4", "2148a125b7", "2d601a5ca1")
            .row("4.14.0", "4.14.3", "2148a125b7", "861e27398c")
            .row("4.15.0", "4.15.1", "2148a125b7", "53220c4f9d")
            .row("4.16.0", "4.16.0", "2148a125b7", "acdb674446")
            .part("xen-4.17.0-arm", PART)
            .row("4.13.5", "4.13.5", "2d601a5ca1", null)
            .row("4.14.4", "4.14.6", "861e27398c", null)
            .row("4.15.2", "4.15.7", "53220c4f9d", null)
            .row("4.16.1", "4.16.7", "acdb674446", null)
            .row("4.17.0", "4.17.5", "a428b913a0", "267fdd429f")
            .row("4.18.0", "4.18.5", "a428b913a0", "c90cec6dfd")
            .row("4.19.0", "4.19.3", "a428b913a0", "e9e054a161")
            .row("4.20.0", "4.20.1", "a428b913a0", "d7e55a4139")
            .part("xen-4.21-arm", PART)
            .row("4.17.6", "4.17.7", "267fdd429f", null)
            .row("4.18.6", "4.18.6", "c90cec6dfd", null)
            .row("4.19.4", "4.19.6", "e9e054a161", null)
            .row("4.20.2", "4.20.4", "d7e55a4139", null)
            .row("4.21.0", "4.21.2", "2275bf83a1", null)
            .row("4.22.0", "4.22.0", "2275bf83a1", null)
            .all();

    private ArmP2m() {}

    /** How p2m_get_page_from_gfn() gets a reference to a page. */
    private enum Lookup {
        UNLOCKED,
        OWNER_CHECKED,
        LOCKED
    }

    private static final class Arm extends XenRelease {
        private final boolean clearsMarked;
        private final Lookup lookup;

        Arm(String name, String says, boolean clearsMarked, Lookup lookup) {
            super(name, says, EmtTable.NPT);
            this.clearsMarked = clearsMarked;
            this.lookup = lookup;
        }

        @Override
        public XenFunctions functions() {
            return XenFunctions.ARM;
        }

        @Override
        public boolean typeChangeReaches(Hvm domain) {
            return false;
        }

        @Override
        public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {}

        /** p2m_next_level() and __p2m_set_entry() ask p2m_is_valid(), which does not look at the valid bit. */
        @Override
        public boolean resolvesBeforeSetting() {
            return false;
        }

        @Override
        public boolean clearsMarked() {
            return clearsMarked;
        }

        @Override
        public boolean resolvesOneEntry() {
            return true;
        }

        /** p2m_flush_vm(), which ends with p2m_invalidate_root(). */
        @Override
        public void cachesCleaned(Hvm domain, TypeChange change) {
            change.flushCaches();
            change.p2mMemoryTypeChanged();
        }

        @Override
        public void domainStarted(Hvm domain, TypeChange change) {
            change.p2mMemoryTypeChanged();
        }

        /** Xenmem_add_to_physmap_one() leaves the page with the guest. */
        @Override
        public boolean freesReplaced() {
            return false;
        }

        @Override
        public boolean looksUpLocked() {
            return lookup == Lookup.LOCKED;
        }

        @Override
        public boolean refusesFreePage() {
            return lookup != Lookup.UNLOCKED;
        }
    }
}
