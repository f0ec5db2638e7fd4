package dev.stalemate.real.kvm;

import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;

/** What KVM's entries of the EPT hold beside what the processor reads (arch/x86/kvm/mmu/spte.h). */
final class Spte {
    private static final long RWX = 7;

    /** Write and execute without read: an EPT misconfiguration, by which KVM remembers that a page is emulated MMIO. */
    private static final long MMIO = 6;

    /** SPTE_MMU_PRESENT_MASK: an entry that is tracked for accesses has no permission, but is still there. */
    private static final long MMU_PRESENT = 1L << 11;

    private static final long TYPE_BITS = 0x78;

    private Spte() {}

    /** Whether it maps a page or points at a table: neither empty, nor being removed, nor emulated MMIO. */
    static boolean present(long spte) {
        long rwx = spte & RWX;
        return rwx == 0 ? (spte & MMU_PRESENT) != 0 : rwx != MMIO;
    }

    /** Whether a present entry of a level maps a page. */
    static boolean leaf(long spte, int level) {
        return EptEntry.leaf(spte, level);
    }

    /** The frame that a leaf maps. */
    static long frame(long spte, int level) {
        return EptEntry.address(spte, level) >>> 12;
    }

    /** The type of a leaf as {@link EptLeaf} packs it, or {@link EptLeaf#NONE} for one that no EPT can hold. */
    static int type(long spte) {
        MemType emt = EptEntry.emt(spte);
        return emt == null ? EptLeaf.NONE : EptLeaf.of(emt, EptEntry.ipat(spte));
    }

    /** Whether a present entry can't be one of an EPT: pointers to tables have no type there, but accessed bits in NPTs have that place. */
    static boolean isNotEpt(long spte, int level) {
        return present(spte) && (leaf(spte, level) ? type(spte) == EptLeaf.NONE : (spte & TYPE_BITS) != 0);
    }
}
