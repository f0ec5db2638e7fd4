package dev.stalemate.systems.xen.domain;

import dev.stalemate.systems.xen.leaf.Cover;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.P2mType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a domain has mapped at each gfn, at full width: populate_physmap, add_to_physmap, map_mmio_regions() and what they share (mm/p2m.c).
 * All of it ends in {@link EptTables#map} and {@link EptTables#unmap}.
 */
public final class GuestMemory {
    /** The gfn of the APIC access page. */
    public static final long APIC_GFN = 0xFEE00;

    private static final int ORDER_2M = 9;
    /** INVALID_MFN, and the place of a page that is nowhere. */
    private static final long GONE = -1;

    private final EptTables ept;
    private final Machine machine;
    private final long sharedInfo;
    private final long apicAccessPage;
    private final List<Long> grantFrames = new ArrayList<>();
    /** Where Xen's own pages are mapped: the M2P, as far as it is asked. */
    private final Map<Long, Long> specialPages = new HashMap<>();

    GuestMemory(EptTables ept, Machine machine) {
        this.ept = ept;
        this.machine = machine;
        this.sharedInfo = machine.allocateSpecial();
        this.apicAccessPage = machine.allocateApicAccessPage();
    }

    /** XENMEM_populate_physmap of one extent; false if something else is mapped there. */
    public boolean populate(long gfn, int order) {
        return add(gfn, machine.allocate(order), order, P2mType.RAM);
    }

    /** Puts the shared info page at a gfn, from where it was; false if the gfn is no place for it. */
    public boolean mapSharedInfo(long gfn) {
        return moveSpecial(sharedInfo, gfn);
    }

    /** Puts a frame of the grant table at a gfn, from where it was; false if the gfn is no place for it. */
    public boolean mapGrantTable(int frame, long gfn) {
        while (grantFrames.size() <= frame) {
            grantFrames.add(machine.allocateSpecial());
        }
        return moveSpecial(grantFrames.get(frame), gfn);
    }

    /** Which frame of the grant table is mapped at a gfn, or -1. */
    public int grantFrameAt(long gfn) {
        return mapped(gfn) ? grantFrames.indexOf(mfn(gfn)) : -1;
    }

    /** XENMAPSPACE_gmfn: what is mapped at a gfn moves to another; false if it can't. */
    public boolean moveFrom(long from, long to) {
        return mapped(from) && !EptWord.type(ept.leaf(from)).isSpecial() && move(mfn(from), from, to);
    }

    /** set_foreign_p2m_entry(); false if the gfn is no place for it. */
    public boolean mapForeign(long gfn, long mfn) {
        return setTyped(gfn, mfn, 0, P2mType.FOREIGN) == 0;
    }

    /** The mfn behind a gfn that is mapped. */
    public long mfn(long gfn) {
        long offset = gfn & ((1L << ept.order(ept.leafLevel(gfn))) - 1);
        return EptWord.mfn(ept.leaf(gfn)) + offset;
    }

    /** Whether anything is mapped at a gfn. */
    public boolean mapped(long gfn) {
        return EptWord.isPresent(ept.leaf(gfn));
    }

    /** guest_remove_page(): takes away a page that is the domain's own; false if there is none. */
    public boolean remove(long gfn) {
        if (!mapped(gfn) || EptWord.type(ept.leaf(gfn)).isSpecial()) {
            return false;
        }
        specialPages.values().remove(gfn);
        set(gfn, GONE, 0, P2mType.RAM);
        return true;
    }

    private boolean moveSpecial(long mfn, long gfn) {
        boolean moved = move(mfn, specialPages.getOrDefault(mfn, GONE), gfn);
        if (moved) {
            specialPages.put(mfn, gfn);
        }
        return moved;
    }

    /** xenmem_add_to_physmap_one(): what was at the new place goes away, and the page leaves its old one. */
    private boolean move(long mfn, long from, long to) {
        if (mapped(to) && mfn(to) != mfn && !remove(to)) {
            return false;
        }
        if (from != GONE && from != to) {
            set(from, GONE, 0, P2mType.RAM);
        }
        return add(to, mfn, 0, P2mType.RAM);
    }

    /** p2m_add_page(): anything may be replaced that is not special to Xen. */
    boolean add(long gfn, long mfn, int order, P2mType type) {
        for (long g = gfn; g < gfn + (1L << order); g = ept.next(g)) {
            if (mapped(g) && EptWord.type(ept.leaf(g)).isSpecial()) {
                return false;
            }
        }
        set(gfn, mfn, order, type);
        return true;
    }

    /** domain_creation_finished(). */
    void mapApicAccessPage() {
        setTyped(APIC_GFN, apicAccessPage, 0, P2mType.MMIO_DIRECT);
    }

    /** The workaround for CVE-2018-12207: a 4 KiB leaf of what is there, which splits the large leaf. */
    void shatter(long gfn) {
        set(gfn, mfn(gfn), 0, EptWord.type(ept.leaf(gfn)));
    }

    /** map_mmio_regions(); false if it got stuck. */
    boolean mapMmio(long gfn, long mfn, long frames) {
        long done = 0;
        while (done < frames) {
            int order = mmioOrder((gfn + done) | (mfn + done), frames - done);
            int answer = setMmio(gfn + done, mfn + done, order);
            while (answer > 0) {
                order = answer - 1;
                answer = setMmio(gfn + done, mfn + done, order);
            }
            if (answer < 0) {
                return false;
            }
            done += 1L << order;
        }
        return true;
    }

    /** unmap_mmio_regions(); false if it got stuck. */
    boolean unmapMmio(long gfn, long mfn, long frames) {
        long done = 0;
        while (done < frames) {
            long at = gfn + done;
            if (!mapped(at) || EptWord.type(ept.leaf(at)) != P2mType.MMIO_DIRECT) {
                return false;
            }
            int order = Math.min(mmioOrder(at | (mfn + done), frames - done), ept.order(ept.leafLevel(at)));
            set(at, GONE, order, P2mType.RAM);
            done += 1L << order;
        }
        return true;
    }

    /** mmio_order(): 2 MiB at most. */
    private static int mmioOrder(long startFrame, long frames) {
        boolean large = (startFrame & ((1L << ORDER_2M) - 1)) == 0 && frames >> ORDER_2M != 0;
        return large ? ORDER_2M : 0;
    }

    /** set_mmio_p2m_entry(): 0, or 1 + a smaller order to try, or less than 0 for never. */
    private int setMmio(long gfn, long mfn, int order) {
        if (order > 0 && machine.readOnlyMmio(mfn, order) != Cover.NONE) {
            return 1;
        }
        return setTyped(gfn, mfn, order, P2mType.MMIO_DIRECT);
    }

    /** set_typed_p2m_entry(): the same answers. */
    private int setTyped(long gfn, long mfn, int order, P2mType type) {
        int now = ept.order(ept.leafLevel(gfn));
        if (now < order) {
            return now + 1;
        }
        if (mapped(gfn) && EptWord.type(ept.leaf(gfn)).isSpecial()) {
            return EptWord.type(ept.leaf(gfn)) == type && mfn(gfn) == mfn ? 0 : -1;
        }
        set(gfn, mfn, order, type);
        return 0;
    }

    /** p2m_set_entry(): in entries as large as gfn, mfn and what is left to do allow. */
    private void set(long gfn, long mfn, int order, P2mType type) {
        long todo = 1L << order;
        long g = gfn;
        long m = mfn;
        while (todo > 0) {
            long aligned = g | (m == GONE ? 0 : m) | todo;
            int level = Math.min(2, Long.numberOfTrailingZeros(aligned) / ORDER_2M);
            if (m == GONE) {
                ept.unmap(g, level);
            } else {
                ept.map(g, level, m, type);
                m += 1L << ept.order(level);
            }
            g += 1L << ept.order(level);
            todo -= 1L << ept.order(level);
        }
    }
}
