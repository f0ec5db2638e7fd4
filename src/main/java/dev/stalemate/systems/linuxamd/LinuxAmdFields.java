package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.SplitReader;
import dev.stalemate.paging.SplitWords;
import dev.stalemate.paging.SplitWords.Pieces;
import dev.stalemate.paging.SplitWords.Word;
import dev.stalemate.paging.SplitWriter;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.linuxamd.LinuxAmdDesign.DeviceTable;
import dev.stalemate.systems.linuxamd.LinuxAmdDesign.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The state as a layout: tables, the domain's two words, the device's entry, what the IOMMU has of both, pages, and where CPUs stand. */
final class LinuxAmdFields {
    /** The words of a domain. */
    static final int ROOT = 0;

    static final int MODE = 1;

    /** What a CPU does. */
    static final int MAP = 0;

    static final int UNMAP = 1;
    static final int LOOK_UP = 2;
    /** Of a CPU that has to write the device table at the end: it has added a level; and its map has failed since. */
    static final int ADDED = 1;

    static final int FAILED = 2;
    private static final String[] GREW = {"no", "yes", "yes, and the map fails"};
    private static final String[] CALLS = {"map", "unmap", "look-up"};

    private static final String ROOT_NAME = "root";
    private static final String MODE_NAME = "mode";

    final Scope scope;
    final Layout layout;
    final Program cpus;
    /** The pages of the device's address space: the low ones, then the high ones. Page p is at {@link #dfns}, and its buffer is frame p. */
    final Index page;

    final List<Long> dfns = new ArrayList<>();
    final IoPageTables tables;
    final MachineFrames frames;
    final SplitWords domain;
    final SplitReader reader;
    final SplitWriter writer;
    /** 1 + the CPU that has the domain's lock, or 0. */
    final IntField lock;

    /** The device table's entry: one word. */
    final IntField entryRoot;

    final IntField entryMode;
    /** The IOMMU's copy of it. */
    final IntField copyRoot;

    final IntField copyMode;
    final TaggedTlb iotlb;
    /** Whether a map of a page has returned, and no unmap has begun. */
    final IntField mapped;

    /** Of each CPU: what it does, with which page, and whether it has added a level for that. */
    final IntField call;

    final IntField called;
    final IntField grew;
    /** Whether some page needs more levels than there are at the start. */
    final boolean grows;

    private final int low;
    private final int levels;

    LinuxAmdFields(Scope scope, LinuxAmdDesign design) {
        this.scope = scope;
        low = scope.get(LinuxAmdSettings.LOW);
        levels = scope.get(LinuxAmdSettings.LEVELS);
        int high = scope.get(LinuxAmdSettings.HIGH);
        grows = high > 0;
        checkSettings();
        addPages(high);
        page = new Index("page", dfns.size(), p -> "0x" + Long.toHexString(dfns.get(p)));
        Index cpu = Index.of("cpu", scope.get(LinuxAmdSettings.CPUS));

        Layout.Builder b = new Layout.Builder().actor("device", "dma").actor("IOMMU", "fetch-entry");
        cpus = new Program(
                b,
                cpu,
                "idle",
                "read",
                "walk",
                "grow",
                "raise",
                "store",
                "raise-again",
                "write-entry",
                "flush-entry",
                "flush",
                "free");
        Index frame = Index.of("pfn", dfns.size());
        tables = new IoPageTables(b, dfns, frame, pool(high), 0, true);
        domain = new SplitWords(
                b,
                "domain",
                design.raises,
                Index.single("domain"),
                new Word(ROOT_NAME, tables.table.size(), tables::rootText),
                new Word(MODE_NAME, IoPageTables.MOST_LEVELS + 1, Integer::toString));
        reader = new SplitReader(b, "read", domain, design.checks, cpu, pieces(design.reads));
        writer = new SplitWriter(b, "new", domain, cpu, pieces(design.stores));
        lock = b.number("lock", design.locks ? cpu.size() + 1 : 1, c -> c == 0 ? "free" : "CPU " + (c - 1));
        b.reference(lock, cpu, 1);
        entryRoot = b.number("dte.root", tables.table.size(), tables::rootText);
        entryMode = b.number("dte.mode", IoPageTables.MOST_LEVELS + 1, Integer::toString);
        copyRoot = b.number("dte-copy.root", tables.table.size(), tables::rootText);
        copyMode = b.number("dte-copy.mode", IoPageTables.MOST_LEVELS + 1, Integer::toString);
        frames = new MachineFrames(b, scope.get(LinuxAmdSettings.UNMAPS), frame, "user");
        iotlb = new TaggedTlb(b, "iotlb", dfns.size(), m -> "pfn " + m, Index.single("device"), page);
        mapped = b.flag("mapped", page);
        call = b.number("call", CALLS.length, c -> CALLS[c], cpu);
        called = b.number("call.page", page.size(), page.label(), cpu);
        boolean writesLater = design.deviceTable == DeviceTable.AFTER_MAPPING;
        grew = b.number("grew", writesLater ? GREW.length : 1, g -> GREW[g], cpu);
        b.kept(Instead.DROPPED, tables.entries());
        b.kept(Instead.ALWAYS_THERE, copyRoot, copyMode);
        b.kept(Instead.ALWAYS_THERE, domain.field(ROOT), domain.field(MODE));
        b.kept(Instead.ALWAYS_THERE, reader.field(ROOT), reader.field(MODE));
        b.told(reader.field(ROOT), read(tables::rootText)).told(reader.field(MODE), read(Integer::toString));
        b.interchangeable(cpu);
        layout = b.build();
    }

    /** What is at its first value has not been read yet, or not since it was used. */
    private static Notation read(IntFunction<String> text) {
        return new Notation() {
            @Override
            public String words(long value) {
                return text.apply((int) value);
            }

            @Override
            public String change(long before, long after) {
                return (before == 0 ? "nothing" : words(before)) + " -> " + (after == 0 ? "nothing" : words(after));
            }
        };
    }

    private void checkSettings() {
        boolean unmaps = scope.get(LinuxAmdSettings.UNMAPS);
        if (!grows && !unmaps && !scope.get(LinuxAmdSettings.REMAPS) && !scope.get(LinuxAmdSettings.LOOK_UPS)) {
            throw new IllegalArgumentException(
                    "scope setting high: with remaps=off, unmaps=off and look-ups=off nothing happens");
        }
        if (!unmaps && scope.get(LinuxAmdSettings.CALLER) != LinuxAmdSettings.Caller.FREES) {
            throw new IllegalArgumentException("scope setting caller: with unmaps=off there is no such caller");
        }
    }

    /** The first page, if there are two low ones, a page behind the second entry of the first root, and pages out of the first root's reach. */
    private void addPages(int high) {
        long step = 1L << (IoPageTables.BITS * (levels - 1));
        if (low > 1) {
            dfns.add(0L);
        }
        dfns.add(step);
        long reach = step << IoPageTables.BITS;
        for (int h = 0; h < high; h++) {
            dfns.add(reach + h * step);
        }
    }

    /** The first tables, those of each level that can be added, and those that a page needs, wherever a map puts it. */
    private int pool(int high) {
        return 1 + (IoPageTables.MOST_LEVELS - levels) + (2 * low + high) * levels;
    }

    private Pieces pieces(Order order) {
        return switch (order) {
            case ROOT_FIRST -> domain.pieces(ROOT_NAME, MODE_NAME);
            case MODE_FIRST -> domain.pieces(MODE_NAME, ROOT_NAME);
            case TOGETHER -> domain.together();
        };
    }

    /** The low pages are mapped, unless they are to be mapped first. The device's entry is as the domain is. */
    long[] initial() {
        long[] s = layout.blank();
        int root = tables.allocate(s, levels);
        domain.set(s, 0, ROOT, root);
        domain.set(s, 0, MODE, levels);
        for (int p = 0; p < low && !scope.get(LinuxAmdSettings.REMAPS); p++) {
            tables.point(s, tables.make(s, root, levels, p), p);
            mapped.set(s, p, 1);
        }
        writeEntry(s, root, levels);
        fetchEntry(s);
        return s;
    }

    void writeEntry(long[] s, int root, int mode) {
        entryRoot.set(s, 0, root);
        entryMode.set(s, 0, mode);
    }

    void fetchEntry(long[] s) {
        copyRoot.set(s, 0, entryRoot.get(s, 0));
        copyMode.set(s, 0, entryMode.get(s, 0));
    }

    /** Whether the IOMMU's copy of the device's entry is another one than that in memory. */
    boolean isCopyOld(long[] s) {
        return copyRoot.get(s, 0) != entryRoot.get(s, 0) || copyMode.get(s, 0) != entryMode.get(s, 0);
    }

    /** Where a walk of the IOMMU ends. */
    int walk(long[] s, int p) {
        return tables.walk(s, copyRoot.get(s, 0), copyMode.get(s, 0), p);
    }

    /** Where the device's DMA to a page ends: in what the IOTLB has, or where a walk does. */
    int reached(long[] s, int p) {
        return iotlb.has(s, 0, p) ? iotlb.target(s, 0, p) : walk(s, p);
    }

    /** The leaf that a CPU finds with the words that it has read; {@link IoPageTables#FAULT} if none. */
    int found(long[] s, int c) {
        int mode = reader.get(s, c, MODE);
        int p = called.get(s, c);
        return covers(mode, p) ? tables.find(s, reader.get(s, c, ROOT), mode, p) : IoPageTables.FAULT;
    }

    /** The level of the domain's root. */
    int rootLevel(long[] s) {
        return tables.level.get(s, domain.get(s, 0, ROOT));
    }

    /** The leaf of a page as the IOMMU finds it; {@link IoPageTables#FAULT} if none. */
    int leaf(long[] s, int p) {
        return tables.find(s, copyRoot.get(s, 0), copyMode.get(s, 0), p);
    }

    /** A target as a person reads it. */
    String targetText(int target) {
        return target == IoPageTables.FAULT ? "nothing" : "pfn " + target;
    }

    /** Whether so many levels have a place for a page. */
    boolean covers(int mode, int p) {
        return IoPageTables.covers(mode, dfns.get(p));
    }

    /** Whether some CPU is in a call for a page. */
    boolean isBusy(long[] s, int p) {
        for (int c = 0; c < cpus.index().size(); c++) {
            if (!cpus.isAt(s, c, 0) && called.get(s, c) == p) {
                return true;
            }
        }
        return false;
    }
}
