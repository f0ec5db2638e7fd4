package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.unsnooped.WalkSettings.Change;
import java.util.List;

/**
 * The state as a layout: an entry that maps a superpage or points to a table, the entries of that table, each in a cache line of its own, what
 * the IOTLB has of the pages, and where the hypervisor is in its change. Page i of the guest is in frame i.
 */
final class WalkFields {
    /** The line of the upper entry; entry i of the table is in line 1 + i. */
    static final int UPPER = 0;

    /** What a line has. */
    static final int ABSENT = 0;

    static final int OLD = 1;
    static final int LEAF = 2;
    static final int POINTER = 3;
    private static final String[] DATA = {"absent", "old contents", "mapping", "the table's address"};

    /** What a walk can find besides frames, as numbers that follow those. */
    private final int stray;

    final int fault;

    final Layout layout;
    final Change change;
    final Index page;
    final CacheLines lines;
    final TaggedTlb iotlb;
    final MachineFrames frames;
    final Program hypervisor;
    private final boolean snoops;

    WalkFields(Scope scope, List<String> labels) {
        int pages = scope.get(WalkSettings.PAGES);
        change = scope.get(WalkSettings.CHANGE);
        snoops = scope.get(WalkSettings.SNOOPS);
        stray = pages;
        fault = pages + 1;
        Layout.Builder b = new Layout.Builder();
        hypervisor = new Program(b, Index.single("hypervisor"), labels.toArray(String[]::new));
        page = Index.of("dfn", pages);
        Index line = new Index("entry", 1 + pages, e -> e == UPPER ? "upper" : "lower-" + (e - 1));
        lines = CacheLines.of(Index.single("cache"), line, DATA.length, d -> DATA[d])
                .declare(b);
        iotlb = new TaggedTlb(
                b, "iotlb", fault, t -> t == stray ? "a stray page" : "mfn " + t, Index.single("iommu"), page);
        frames = new MachineFrames(b, change != Change.MAP, pages);
        b.actor("device", "dma");
        layout = b.build();
    }

    /** The upper entry and the table as they are before the change; a page that becomes a table has old contents. */
    long[] initial() {
        long[] s = layout.blank();
        lines.setRam(s, UPPER, upperAtFirst());
        for (int p = 0; p < page.size(); p++) {
            lines.setRam(s, lineOf(p), change == Change.ENTRY ? LEAF : OLD);
        }
        return s;
    }

    private int upperAtFirst() {
        return switch (change) {
            case MAP -> ABSENT;
            case ENTRY -> POINTER;
            case SPLIT, SUPERPAGE -> LEAF;
        };
    }

    static int lineOf(int p) {
        return 1 + p;
    }

    /** What the IOMMU finds of a page in the tables: its frame, a stray page, or a fault. */
    int walk(long[] s, int p) {
        int upper = lines.deviceReads(s, UPPER, snoops);
        int entry = upper == POINTER ? lines.deviceReads(s, lineOf(p), snoops) : upper;
        return entry == LEAF ? p : entry == OLD ? stray : fault;
    }

    /** Where DMA to a page gets: by the IOTLB if it has the page, or else by a walk. */
    int reached(long[] s, int p) {
        return iotlb.has(s, 0, p) ? iotlb.target(s, 0, p) : walk(s, p);
    }

    /** Whether DMA to a page gets to memory that no entry was ever stored for. */
    boolean isStray(long[] s, int p) {
        return reached(s, p) == stray;
    }
}
