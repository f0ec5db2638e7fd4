package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.zaplist.ZapListDesign.Check;
import java.util.List;

/**
 * The state as a layout: the lock, the flag, the list and what was allocated for it, the locals of each vCPU, and for each of them the ranges
 * that were not zapped since its MTRRs changed.
 *
 * <p>A pointer is 0 or 1 + the number of what it points to. The allocator gives out the lowest number that is free; if none is
 * leaked, there are always enough.
 */
final class ZapListFields {
    final int ranges;
    /** The sets of ranges that an update can be about. */
    final Index sets;

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
    /** The local pointers of a design that is code; the sketch has only the one. */
    final IntField pointers;

    /** The value of an entry's range that stands for range 0: of code, 0 is a range that no update changes. */
    final int rangeZero;

    /**
     * How a kind of designs differs from others.
     *
     * @param labels where a vCPU can be; the first is {@code idle}
     * @param entries how many can be allocated
     * @param searchesUnlocked whether there is a search outside the lock
     * @param pointers how many local pointers code has; -1 for the sketch, whose other locals are fields, too
     */
    private record Kind(List<String> labels, int entries, boolean searchesUnlocked, int pointers) {}

    /** Of the sketch, or a mutant of it. */
    ZapListFields(Scope scope, ZapListDesign design) {
        // At most one entry of each range is queued, and each vCPU has at most one that others know nothing of. After a
        // search outside the lock each vCPU can queue an entry of the same range.
        this(
                scope,
                design.check == Check.UNLOCKED
                        ? new Kind(ZapListProgram.LABELS, mostEntries(scope), true, -1)
                        : new Kind(
                                ZapListProgram.LABELS,
                                scope.get(ZapListSystem.VCPUS) + scope.get(ZapListSystem.RANGES),
                                false,
                                -1));
    }

    /** Of a design that is code. */
    ZapListFields(Scope scope, List<String> labels, int pointers) {
        this(scope, new Kind(labels, mostEntries(scope), false, pointers));
    }

    private static int mostEntries(Scope scope) {
        return scope.get(ZapListSystem.VCPUS) * (scope.get(ZapListSystem.RANGES) + 1);
    }

    private ZapListFields(Scope scope, Kind kind) {
        int vcpus = scope.get(ZapListSystem.VCPUS);
        ranges = scope.get(ZapListSystem.RANGES);
        vcpu = Index.of("vcpu", vcpus);
        range = Index.of("range", ranges);
        int most = kind.entries;
        boolean sketch = kind.pointers < 0;
        entry = Index.of("entry", most);
        Layout.Builder b = new Layout.Builder().interchangeable(vcpu);
        program = new Program(b, vcpu, kind.labels.toArray(String[]::new));
        lock = b.number("lock", vcpus + 1, v -> v == 0 ? "free" : "vcpu " + (v - 1));
        b.reference(lock, vcpu, 1).told(lock, Notation.of("free", vcpu));
        zapping = b.flag("zapping");
        first = b.number("list", most + 1, ZapListFields::pointer);
        next = b.number("next", most + 1, ZapListFields::pointer, entry);
        b.reference(first, entry, 1).reference(next, entry, 1);
        allocated = b.flag("allocated", entry);
        rangeZero = sketch ? 0 : 1;
        start = b.number("range", ranges + rangeZero, r -> r < rangeZero ? "none" : "" + (r - rangeZero), entry);
        held = b.number("holds", sketch ? most + 1 : 1, ZapListFields::pointer, vcpu);
        cursor = b.number("cursor", kind.searchesUnlocked ? most + 1 : 1, ZapListFields::pointer, vcpu);
        loop = b.number("loop", sketch ? ranges + 1 : 1, r -> r == ranges ? "end" : "range " + r, vcpu);
        boolean subsets = scope.get(ZapListSystem.SUBSETS);
        wanted = b.number("updates", subsets && sketch ? 1 << ranges : 1, this::set, vcpu);
        zaps = b.number("do-zap", sketch ? 2 : 1, Integer::toString, vcpu);
        pending = b.flag("pending", vcpu, range);
        b.place(range).kept(pending);
        done = b.number("done", scope.get(ZapListSystem.ONCE) ? 2 : 1, Integer::toString, vcpu);
        pointers = sketch
                ? held
                : b.number(
                        "pointer",
                        kind.pointers > 0 ? most + 1 : 1,
                        ZapListFields::pointer,
                        vcpu,
                        Index.of("local", Math.max(1, kind.pointers)));
        sets = subsets
                ? new Index("ranges", (1 << ranges) - 1, i -> set(i + 1))
                : new Index("ranges", 1, i -> set((1 << ranges) - 1));
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
            if (start.get(s, e - 1) == r + rangeZero) {
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

    /** {@code list_add()}. */
    void prepend(long[] s, int pointer) {
        next.set(s, pointer - 1, first.get(s, 0));
        first.set(s, 0, pointer);
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

    /** An update of the sketch begins: its ranges have to be zapped from now on. */
    void begin(long[] s, int v, int set) {
        if (wanted.bound() > 1) {
            wanted.set(s, v, set + 1);
        }
        loop.set(s, v, wantedFrom(s, v, 0));
        owe(s, v, set);
    }

    /** The ranges of a set, by its number among all sets, have to be zapped from now on. */
    void owe(long[] s, int v, int set) {
        for (int r = 0; r < ranges; r++) {
            if ((changed(set) >>> r & 1) != 0) {
                pending.set(s, v * ranges + r, 1);
            }
        }
        done.set(s, v, done.bound() - 1);
    }

    /** The ranges of a set, a bit for each. */
    int changed(int set) {
        return sets.size() == 1 ? (1 << ranges) - 1 : set + 1;
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

    /** Whether a pointer is to an entry that is free. */
    boolean isFreed(long[] s, int pointer) {
        return pointer != 0 && !allocated.is(s, pointer - 1);
    }

    /** Whether an entry in the list is free. */
    boolean linksFreed(long[] s) {
        for (int e = first.get(s, 0), n = 0; e != 0 && n < entry.size(); e = next.get(s, e - 1), n++) {
            if (isFreed(s, e)) {
                return true;
            }
        }
        return false;
    }

    /** The action that begins an update, which an idle vCPU can do at any time. */
    Action update(Action.Effect begin) {
        int idle = program.place(ZapListProgram.LABELS.get(0));
        return Action.named("update")
                .over(vcpu)
                .over(sets)
                .when((s, a) -> program.isAt(s, (int) a[0], idle) && !done.is(s, (int) a[0]))
                .touching((a, t) -> {
                    int v = (int) a[0];
                    t.needs(program.at(), v, idle)
                            .writes(program.at(), v)
                            .reads(done, v)
                            .writes(done, v)
                            .writes(loop, v)
                            .writes(wanted, v);
                    for (int r = 0; r < ranges; r++) {
                        t.writes(pending, v * ranges + r);
                    }
                })
                .then(begin);
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

    private static String pointer(int value) {
        return value == 0 ? "null" : "entry " + (value - 1);
    }
}
