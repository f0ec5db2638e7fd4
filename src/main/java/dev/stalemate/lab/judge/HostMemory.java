package dev.stalemate.lab.judge;

import java.util.HashMap;
import java.util.Map;

/**
 * What the host has behind the memory of the lab's guest: anonymous memory, of which pages of 4 KiB or 2 MiB come at the first access. It
 * matters because KVM's notifier zaps what the host changes, and because a large leaf needs a large page of the host.
 */
final class HostMemory {
    static final long PAGE = 1L << 12;
    static final long LARGE = 1L << 21;

    /** What is behind 2 MiB. */
    private enum Region {
        /** Nothing yet, where a large page can come. */
        EMPTY,
        /** The large page of zeros, which was only read. */
        ZEROS,
        /** A large page. */
        LARGE,
        /** Pages of 4 KiB, or none. */
        SMALL
    }

    /** What is behind 4 KiB of a region of small pages. */
    private enum Page {
        NONE,
        /** The page of zeros, which was only read. */
        ZEROS,
        OWN
    }

    /** Is told what the notifier zaps: so many bytes of a slot's memory. */
    interface Notifier {
        void zap(int slot, long offset, long bytes);
    }

    private record Place(int slot, long number) {}

    private final boolean huge;
    private final Notifier notifier;
    private final Map<Place, Region> regions = new HashMap<>();
    private final Map<Place, Page> pages = new HashMap<>();

    /**
     * Memory that nobody has accessed.
     *
     * @param huge whether it may get large pages
     */
    HostMemory(boolean huge, Notifier notifier) {
        this.huge = huge;
        this.notifier = notifier;
    }

    private Region region(int slot, long offset) {
        return regions.getOrDefault(new Place(slot, offset / LARGE), huge ? Region.EMPTY : Region.SMALL);
    }

    private void set(int slot, long offset, Region region) {
        regions.put(new Place(slot, offset / LARGE), region);
    }

    private void set(int slot, long offset, Page page) {
        pages.put(new Place(slot, offset / PAGE), page);
    }

    /** A large page from hugetlbfs: it is there and stays. */
    void reserve(int slot, long offset) {
        set(slot, offset, Region.LARGE);
    }

    /** Whether the 2 MiB around an offset are one page of the host. */
    boolean isLarge(int slot, long offset) {
        Region region = region(slot, offset);
        return region == Region.LARGE || region == Region.ZEROS;
    }

    /** A read gets zeros where nothing was written (do_anonymous_page(), do_huge_pmd_anonymous_page()). */
    void read(int slot, long offset) {
        switch (region(slot, offset)) {
            case EMPTY -> set(slot, offset, Region.ZEROS);
            case SMALL -> pages.putIfAbsent(new Place(slot, offset / PAGE), Page.ZEROS);
            default -> {}
        }
        if (pages.get(new Place(slot, offset / PAGE)) == Page.NONE) {
            set(slot, offset, Page.ZEROS);
        }
    }

    /**
     * A write gets a page of its own. In the place of zeros it is another page, so the old one is zapped (wp_page_copy()); the large page of
     * zeros is split for it (do_huge_pmd_wp_page() up to Linux 6.12).
     */
    void write(int slot, long offset) {
        switch (region(slot, offset)) {
            case EMPTY -> set(slot, offset, Region.LARGE);
            case ZEROS -> {
                split(slot, offset, Page.ZEROS);
                set(slot, offset, Page.OWN);
            }
            case SMALL -> {
                if (pages.get(new Place(slot, offset / PAGE)) == Page.ZEROS) {
                    notifier.zap(slot, offset & -PAGE, PAGE);
                }
                set(slot, offset, Page.OWN);
            }
            case LARGE -> {}
        }
    }

    /** All of a large page is zapped as it is split (__split_huge_pmd()). */
    private void split(int slot, long offset, Page each) {
        long first = offset & -LARGE;
        notifier.zap(slot, first, LARGE);
        set(slot, offset, Region.SMALL);
        for (long page = first; page < first + LARGE; page += PAGE) {
            set(slot, page, each);
        }
    }

    /** Pages are given back (MADV_DONTNEED): what is given back is zapped, and a large page of which only a part is, is split. */
    void discard(int slot, long offset, long bytes) {
        long end = offset + bytes;
        for (long at = offset; at < end; at = (at & -LARGE) + LARGE) {
            long next = Math.min(end, (at & -LARGE) + LARGE);
            Region region = region(slot, at);
            if (next - at == LARGE && region != Region.SMALL) {
                set(slot, at, Region.EMPTY);
            } else if (region == Region.LARGE) {
                split(slot, at, Page.OWN);
            } else if (region == Region.ZEROS) {
                split(slot, at, Page.ZEROS);
            }
            for (long page = at & -PAGE; page < next && region(slot, at) == Region.SMALL; page += PAGE) {
                set(slot, page, Page.NONE);
            }
            notifier.zap(slot, at, next - at);
        }
    }

    /** Whether there is something to make a large page of, or one already. */
    boolean canCollapse(int slot, long offset) {
        return region(slot, offset) != Region.EMPTY;
    }

    /** The host makes a large page of small ones (MADV_COLLAPSE), and zaps them. */
    void collapse(int slot, long offset) {
        if (region(slot, offset) == Region.SMALL) {
            long first = offset & -LARGE;
            notifier.zap(slot, first, LARGE);
            set(slot, offset, Region.LARGE);
        }
    }
}
