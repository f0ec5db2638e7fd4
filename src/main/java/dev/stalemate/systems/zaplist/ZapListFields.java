package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.zaplist.ZapListDesign.Check;

/**
 * The state as a layout: the lock, the flag, the list and what was allocated for it, the locals of each vCPU, and for each of them the ranges
 * that were not zapped since its MTRRs changed.
 *
 * <p>A pointer is 0 or 1 + the number of what it points to. The allocator gives out the lowest number that is free; if none is
 * leaked, there are always enough.
 */
final class ZapListFields {
    final int ranges;
    final Index vcpu;
    final Index range;
    final Index entry;
    final Layout layout;
    final Program program;

    /** {@code mtrr_zap_lock}: 1 + the vCPU that holds it, or 0. */
    final IntField lock;
    /** {@code mtrr_zapping}. */
    final IntField zapping;
    /** {@code mtrr_zap_list}: the first that is queued, and the next of each. */
    final IntField first;

    final IntField next;
    /** Whether an entry is allocated, and the range in it. */
    final IntField allocated;

    final IntField start;

    /** The local pointer: what is allocated and not queued yet; later what the zapper zaps. */
    final IntField held;
    /** Where a search outside the lock is. */
    final IntField cursor;
    /** The range that the loop is at, and the ranges that it goes over, one bit for each. */
    final IntField loop;

    final IntField wanted;
    /** {@code do_zap}. */
    final IntField zaps;
    /** Whether a range was not zapped since the vCPU's update began. */
    final IntField pending;
    /** Whether the vCPU has made its only update. */
    final IntField done;

    ZapListFields(Scope scope, ZapListDesign design) {
        int vcpus = scope.get(ZapListSystem.VCPUS);
        ranges = scope.get(ZapListSystem.RANGES);
        vcpu = Index.of("vcpu", vcpus);
        range = Index.of("range", ranges);
        // At most one entry of each range is queued, and each vCPU has at most one that others know nothing of. After a
        // search outside the lock each vCPU can queue an entry of the same range.
        boolean searchesUnlocked = design.check == Check.UNLOCKED;
        int most = searchesUnlocked ? vcpus * ranges + vcpus : vcpus + ranges;
        entry = Index.of("entry", most);
        Layout.Builder b = new Layout.Builder().interchangeable(vcpu);
        program = new Program(b, vcpu, ZapListProgram.LABELS.toArray(String[]::new));
        lock = b.number("lock", vcpus + 1, v -> v == 0 ? "free" : "vcpu " + (v - 1));
        b.reference(lock, vcpu, 1);
        zapping = b.flag("zapping");
        first = b.number("list", most + 1, ZapListFields::pointer);
        next = b.number("next", most + 1, ZapListFields::pointer, entry);
        allocated = b.flag("allocated", entry);
        start = b.number("range", ranges, Integer::toString, entry);
        held = b.number("holds", most + 1, ZapListFields::pointer, vcpu);
        cursor = b.number("cursor", searchesUnlocked ? most + 1 : 1, ZapListFields::pointer, vcpu);
        loop = b.number("loop", ranges + 1, r -> r == ranges ? "end" : "range " + r, vcpu);
        wanted = b.number("updates", scope.get(ZapListSystem.SUBSETS) ? 1 << ranges : 1, this::set, vcpu);
        zaps = b.flag("do-zap", vcpu);
        pending = b.flag("pending", vcpu, range);
        b.place(range).kept(pending);
        done = b.number("done", scope.get(ZapListSystem.ONCE) ? 2 : 1, Integer::toString, vcpu);
        layout = b.build();
    }

    /** The first range from a number on that a vCPU's update is about, or the number of ranges. */
    int wantedFrom(long[] s, int v, int from) {
        int set = wanted.bound() == 1 ? -1 : wanted.get(s, v);
        int r = from;
        while (r < ranges && (set >>> r & 1) == 0) {
            r++;
        }
        return r;
    }

    /** Whether a range is in the list. */
    boolean isListed(long[] s, int r) {
        for (int e = first.get(s, 0), n = 0; e != 0 && n < entry.size(); e = next.get(s, e - 1), n++) {
            if (start.get(s, e - 1) == r) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry is in the list. */
    boolean isLinked(long[] s, int which) {
        for (int e = first.get(s, 0), n = 0; e != 0 && n < entry.size(); e = next.get(s, e - 1), n++) {
            if (e == which + 1) {
                return true;
            }
        }
        return false;
    }

    /** {@code list_add_tail()}. */
    void append(long[] s, int pointer) {
        int last = first.get(s, 0);
        if (last == 0) {
            first.set(s, 0, pointer);
            return;
        }
        for (int n = 0; next.get(s, last - 1) != 0 && n < entry.size(); n++) {
            last = next.get(s, last - 1);
        }
        next.set(s, last - 1, pointer);
    }

    /** {@code list_del()}. */
    void unlink(long[] s, int pointer) {
        int after = next.get(s, pointer - 1);
        next.set(s, pointer - 1, 0);
        if (first.get(s, 0) == pointer) {
            first.set(s, 0, after);
            return;
        }
        for (int e = first.get(s, 0), n = 0; e != 0 && n < entry.size(); e = next.get(s, e - 1), n++) {
            if (next.get(s, e - 1) == pointer) {
                next.set(s, e - 1, after);
                return;
            }
        }
    }

    /** An update begins: its ranges have to be zapped from now on. */
    void begin(long[] s, int v, int set) {
        if (wanted.bound() > 1) {
            wanted.set(s, v, set + 1);
        }
        loop.set(s, v, wantedFrom(s, v, 0));
        for (int r = loop.get(s, v); r < ranges; r = wantedFrom(s, v, r + 1)) {
            pending.set(s, v * ranges + r, 1);
        }
        done.set(s, v, done.bound() - 1);
    }

    /** Whether a vCPU's loop is at a range. */
    boolean hasRange(long[] s, int v) {
        return loop.get(s, v) < ranges;
    }

    /** The loop goes on to the next range, or ends. */
    void goOn(long[] s, int v) {
        loop.set(s, v, wantedFrom(s, v, loop.get(s, v) + 1));
    }

    /** The locals of an update are gone. */
    void end(long[] s, int v) {
        held.set(s, v, 0);
        zaps.set(s, v, 0);
        wanted.set(s, v, 0);
        loop.set(s, v, 0);
    }

    /** Allocates an entry unless the vCPU has one, and writes the range into it. */
    void allocate(long[] s, int v) {
        if (held.get(s, v) == 0) {
            int e = spare(s);
            allocated.set(s, e, 1);
            held.set(s, v, e + 1);
        }
        start.set(s, held.get(s, v) - 1, loop.get(s, v));
    }

    /** A range is zapped: no leaf of it is older than an update that has begun. */
    void zap(long[] s, int r) {
        for (int v = 0; v < vcpu.size(); v++) {
            pending.set(s, v * ranges + r, 0);
        }
    }

    /** The lowest entry that is not allocated, or -1. */
    int spare(long[] s) {
        for (int e = 0; e < entry.size(); e++) {
            if (!allocated.is(s, e)) {
                return e;
            }
        }
        return -1;
    }

    /** {@code kfree()}; the list keeps what points to it. */
    void free(long[] s, int pointer) {
        allocated.set(s, pointer - 1, 0);
        start.set(s, pointer - 1, 0);
    }

    private String set(int bits) {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < ranges; r++) {
            if ((bits >>> r & 1) != 0) {
                text.append(text.isEmpty() ? "" : "+").append(r);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    /** The ranges of a set as an update's argument prints them. */
    Index sets() {
        int all = (1 << ranges) - 1;
        return wanted.bound() == 1 ? new Index("ranges", 1, i -> set(all)) : new Index("ranges", all, i -> set(i + 1));
    }

    private static String pointer(int value) {
        return value == 0 ? "null" : "entry " + (value - 1);
    }
}
