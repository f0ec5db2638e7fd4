package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.secondarytlb.SharedDesign.Frees;
import dev.stalemate.systems.secondarytlb.SharedDesign.Looks;
import dev.stalemate.systems.secondarytlb.SharedSettings.Protects;

/** The state as a layout: the page table, page frames, TLBs, and where host threads, CPUs and devices stand. */
final class SharedFields {
    /** What a host thread does: changes that have a beginning and an end, and what a fault does with its entry alone. */
    static final int UNMAP = 1;

    static final int MIGRATE = 2;
    static final int PROTECT = 3;
    /** Copy on write, for a fault. */
    static final int COPY = 4;
    /** A fault has made an entry writable. */
    static final int UPGRADE = 5;
    /** A fault has found its access permitted. */
    static final int SETTLE = 6;

    private static final String[] KINDS = {"nothing", "unmap", "migrate", "protect", "copy", "upgrade", "settle"};

    final Scope scope;
    final Layout layout;
    final Index page;
    final Program hosts;
    final MachineFrames frames;
    final IntField pte;
    /** Whether a CPU has made a page's entry writable by itself, and no fault has noted that. */
    final IntField dirtied;
    /** Whether a change of one page has broken up the block that a fault looks at. */
    final IntField unfolded;
    /** Whether a frame is another process's, too, until one of them writes. */
    final IntField shared;
    /** How many changes the host has made that no fault has asked for. */
    final IntField changes;

    /** Of each host thread: what it does, for which page, and the entry from before. */
    final IntField kind;

    final IntField changed;
    final IntField old;
    /** 1 + the device or the CPU whose fault it handles, or 0. */
    final IntField servesDevice;

    final IntField servesCpu;

    final SharedUsers devices;
    final SharedUsers cpus;
    /** What the host does in the scope. */
    final boolean unmaps;

    final boolean migrates;
    final Protects protects;
    private final SharedDesign design;
    private final int free;

    SharedFields(Scope scope, SharedDesign design) {
        this.scope = scope;
        this.design = design;
        int pages = scope.get(SharedSettings.PAGES);
        int count = pages + scope.get(SharedSettings.CHANGES);
        page = Index.of("page", pages);
        boolean some = scope.get(SharedSettings.CHANGES) > 0;
        unmaps = some && scope.get(SharedSettings.UNMAPS);
        migrates = some && scope.get(SharedSettings.MIGRATES);
        protects = some ? scope.get(SharedSettings.PROTECTS) : Protects.NO;
        checkSettings();
        Index host = Index.of("host", scope.get(SharedSettings.HOSTS));

        Layout.Builder b = new Layout.Builder().actor("other process", "unshare");
        hosts = new Program(b, host, "idle", "change", "flush", "set", "free", "end");
        free = hosts.place("free");
        pte = b.number("pte", Entry.count(count), Entry::text, page);
        dirtied = b.number("dirtied", scope.get(SharedSettings.HARDWARE_DIRTY) ? 2 : 1, Integer::toString, page);
        unfolded = b.number("unfolded", design.looks == Looks.BLOCK ? 2 : 1, Integer::toString);
        frames = new MachineFrames(b, freesFrames(), Index.of("pfn", count), "process");
        shared = b.number("shared", protects == Protects.FORK ? 2 : 1, Integer::toString, frames.index());
        changes = b.number("changes", scope.get(SharedSettings.CHANGES) + 1, Integer::toString);
        b.unseen(changes);
        devices = new SharedUsers(b, "device", scope.get(SharedSettings.DEVICES), page, count, "iotlb");
        cpus = new SharedUsers(b, "cpu", scope.get(SharedSettings.CPUS), page, count, "tlb");
        kind = b.number("doing", KINDS.length, k -> KINDS[k], host);
        changed = b.number("doing.page", pages, Integer::toString, host);
        old = b.number("doing.old", Entry.count(count), Entry::text, host);
        servesDevice = served(b, host, devices);
        servesCpu = served(b, host, cpus);
        b.interchangeable(host);
        layout = b.build();
    }

    private void checkSettings() {
        if (scope.get(SharedSettings.CHANGES) == 0 && scope.get(SharedSettings.MIGRATES)) {
            throw new IllegalArgumentException("scope setting migrates: with changes=0 the host moves no page");
        }
        if (scope.get(SharedSettings.PROTECTS) != protects) {
            throw new IllegalArgumentException("scope setting protects: with changes=0 no page is made read-only");
        }
        if (scope.get(SharedSettings.HARDWARE_DIRTY) && scope.get(SharedSettings.CPUS) == 0) {
            throw new IllegalArgumentException(
                    "scope setting hardware-dirty: with cpus=0 no CPU makes an entry writable");
        }
    }

    private static IntField served(Layout.Builder builder, Index host, SharedUsers by) {
        Layout.Builder b = builder.part(by.count() > 0);
        String name = "serves-" + by.index.name();
        IntField field = b.number(name, 1 + by.index.size(), v -> v == 0 ? "none" : Integer.toString(v - 1), host);
        b.reference(field, by.index, 1);
        return field;
    }

    /** Every page is mapped, read-only. The other frames are set aside for the process. */
    long[] initial() {
        long[] s = layout.blank();
        for (int p = 0; p < page.size(); p++) {
            pte.set(s, p, Entry.of(p, false));
        }
        return s;
    }

    /** A CPU writes to a page, and sets its entry's dirty bit if it does that: the entry is writable then. */
    void writtenByCpu(long[] s, int p) {
        int entry = pte.get(s, p);
        if (dirtied.bound() > 1 && entry != Entry.NONE && !Entry.isWritable(entry) && !isShared(s, entry)) {
            pte.set(s, p, Entry.of(Entry.frame(entry), true));
            dirtied.set(s, p, 1);
        }
    }

    /** Whether a fault looks at all pages together. */
    boolean isBlock(long[] s) {
        return design.looks == Looks.BLOCK && !unfolded.is(s, 0);
    }

    /** The host writes a page's entry. */
    void set(long[] s, int p, int entry) {
        pte.set(s, p, entry);
        dirtied.set(s, p, 0);
    }

    /** Whether a page ever gets another frame. */
    boolean setsFrames() {
        return migrates || protects == Protects.FORK;
    }

    /** Whether a frame is ever freed. */
    boolean freesFrames() {
        return unmaps || setsFrames();
    }

    /** Whether a frame is another process's, too. */
    boolean isShared(long[] s, int entry) {
        return shared.is(s, Entry.frame(entry));
    }

    /** Whether a page's old frame is freed before its change ends. */
    boolean freesBeforeEnd(long[] s, int h) {
        return kind.get(s, h) == UNMAP && design.frees == Frees.AFTER_FLUSH;
    }

    /** Whether a host thread has begun a change and not ended it. */
    boolean isChanging(long[] s, int h) {
        return kind.get(s, h) > 0 && kind.get(s, h) < UPGRADE && (!hosts.isAt(s, h, free) || freesBeforeEnd(s, h));
    }

    /** Whether some change has begun and not ended. */
    boolean isChanging(long[] s) {
        for (int h = 0; h < hosts.index().size(); h++) {
            if (isChanging(s, h)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a change of a page has begun and not ended. */
    boolean isChangingPage(long[] s, int p) {
        for (int h = 0; h < hosts.index().size(); h++) {
            if (changed.get(s, h) == p && isChanging(s, h)) {
                return true;
            }
        }
        return false;
    }

    /** The lowest frame that the process has and does not use. */
    int unusedFrame(long[] s) {
        for (int m = 0; m < frames.index().size(); m++) {
            if (frames.owner(s, m) == Owner.GUEST && !isUsed(s, m)) {
                return m;
            }
        }
        throw new IllegalStateException("no frame is left");
    }

    private boolean isUsed(long[] s, int m) {
        for (int p = 0; p < page.size(); p++) {
            if (uses(pte.get(s, p), m)) {
                return true;
            }
        }
        for (int h = 0; h < hosts.index().size(); h++) {
            if (uses(old.get(s, h), m)) {
                return true;
            }
        }
        return false;
    }

    private static boolean uses(int entry, int m) {
        return entry != Entry.NONE && Entry.frame(entry) == m;
    }
}
