package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Acts;
import dev.stalemate.systems.secondarytlb.SharedDesign.Frees;
import dev.stalemate.systems.secondarytlb.SharedDesign.Upgrades;

/** What a design does about IOMMUs' TLBs, and tells. */
final class ToldChanges {
    private static final String FAULT = "handle_pte_fault()";
    private static final String UPGRADE = "ptep_set_access_flags()";
    private static final String CLEAR = "ptep_get_and_clear()";

    private final SharedFields f;
    private final SharedDesign design;
    private final Acts acts;

    ToldChanges(SharedFields fields, SharedDesign design) {
        f = fields;
        this.design = design;
        acts = fields.layout.acts();
    }

    /** A change begins. */
    void begun(long[] s, int p) {
        if (acts.on()) {
            acts.did(
                    "mmu_notifier_invalidate_range_start()",
                    switch (design.atStart) {
                        case NOTHING -> "does nothing";
                        case INVALIDATES -> "invalidates page " + p + " in the IOMMU's TLB";
                        case EMPTY_TABLE -> "gives the IOMMU an empty table, and flushes its TLB";
                    });
            could(s, p);
        }
    }

    /** A fault has mapped a page. */
    void mapped(long[] s, int p) {
        if (acts.on()) {
            acts.did(FAULT, "maps page " + p + ": " + f.pte.text(s, p));
        }
    }

    /** A fault finds its access permitted. */
    void settled(long[] s, int p) {
        if (acts.on()) {
            acts.did(
                    FAULT,
                    "finds the access permitted" + (design.settles == Upgrades.NONE ? ", and does nothing" : ""));
            if (design.settles == Upgrades.NONE) {
                could(s, p);
            }
        }
    }

    /** A fault begins to copy a page. */
    void copies(int p) {
        if (acts.on()) {
            acts.routine(FAULT, "copies page " + p + ", which another process has, too");
        }
    }

    /** A fault has made a page writable. */
    void upgraded(long[] s, int p) {
        if (acts.on()) {
            acts.did(UPGRADE, "makes page " + p + " writable");
            could(s, p);
        }
    }

    /** A change finds nothing to do. */
    void unchanged(int p) {
        if (acts.on()) {
            acts.routine(CLEAR, "finds that page " + p + " has changed meanwhile");
        }
    }

    /** An entry was cleared or made read-only. */
    void changed(long[] s, int p) {
        if (acts.on()) {
            acts.did(CLEAR, "leaves " + f.pte.text(s, p) + " for page " + p);
            could(s, p);
        }
    }

    /** CPUs' TLBs were flushed, and IOMMUs perhaps told. */
    void flushed(long[] s, int p, Upgrades whose, boolean tells) {
        if (acts.on()) {
            String cpus = whose == Upgrades.EVERY_CPU ? "all CPUs" : "one CPU";
            acts.did(
                    "flush_tlb_page()",
                    "flushes page " + p + " on " + cpus + (tells ? ", and" : ", and not") + " in the IOMMU");
            could(s, p);
        }
    }

    /** A page that is moved or copied has its new entry. */
    void set(long[] s, int p) {
        if (acts.on()) {
            acts.routine("set_pte_at()", "maps page " + p + ": " + f.pte.text(s, p));
        }
    }

    /** A frame was given up. */
    void freed(long[] s, int p, int frame) {
        if (acts.on()) {
            acts.did("put_page()", "frees pfn " + frame);
            if (design.frees == Frees.WITH_CHANGE) {
                could(s, p);
            }
        }
    }

    /** A change ends. */
    void ended(long[] s, int p) {
        if (acts.on()) {
            acts.did(
                    "mmu_notifier_invalidate_range_end()",
                    design.atEnd ? "invalidates page " + p + " in the IOMMU's TLB" : "invalidates nothing");
            could(s, p);
        }
    }

    private void could(long[] s, int p) {
        f.devices.could(acts, s, p);
        f.cpus.could(acts, s, p);
    }
}
