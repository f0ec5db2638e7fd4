package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Races;
import java.util.List;

/** What the list promises: nothing is left unzapped, memory is freed once and not used after that, nothing races, no vCPU waits for ever. */
final class ZapListLaws {
    static final String ZAPPED = "leaves-zapped";
    static final String FLAG_CLEAR = "flag-clear-list-empty";
    static final String LISTED = "listed-not-freed";
    static final String NO_LEAK = "no-leaked-range";
    static final String NO_USE = "no-use-after-free";
    static final String FREED_ONCE = "no-double-free";
    static final String NO_RACE = "no-data-race";
    static final String NO_DEADLOCK = "deadlock-free";
    static final String WAITER_LEAVES = "waiter-leaves";

    private final ZapListFields f;
    private final List<Action> actions;
    private final int idle;
    private final int compare;
    private final int check;
    private final int add;
    private final int rest;
    private final int take;
    private final int zap;
    private final int free;
    private final int unlink;
    private final int waits;

    ZapListLaws(ZapListFields fields, List<Action> actions) {
        this.f = fields;
        this.actions = actions;
        this.idle = fields.program.place("idle");
        this.compare = fields.program.place("compare");
        this.check = fields.program.place("check");
        this.add = fields.program.place("add");
        this.rest = fields.program.place("next-range");
        this.take = fields.program.place("take");
        this.zap = fields.program.place("zap");
        this.free = fields.program.place("free");
        this.unlink = fields.program.place("unlink");
        this.waits = fields.program.place("wait");
    }

    List<Law> all() {
        return List.of(
                Law.always(
                                ZAPPED,
                                Breaks.COHERENCE,
                                "when a vCPU has returned, each range of its update has been zapped")
                        .where(anyAt(idle))
                        .none(
                                f.vcpu,
                                f.range,
                                this::isUnzapped,
                                (s, v, r) -> "vcpu " + v + " has returned, and range " + r
                                        + " was not zapped since its update"),
                Law.always(
                                FLAG_CLEAR,
                                Breaks.COHERENCE,
                                "while no vCPU holds the lock, the flag is clear only if the list is empty")
                        .where(s -> !f.lock.is(s, 0) && !f.zapping.is(s, 0))
                        .holds(s -> !f.first.is(s, 0)),
                Law.always(LISTED, Breaks.ISOLATION, "every entry in the list is allocated")
                        .where(s -> f.first.is(s, 0))
                        .holds(s -> !linksFreed(s)),
                Law.always(NO_LEAK, Breaks.SPEED, "every allocated entry is in the list or held by a vCPU")
                        .where(f.entry.any(f.allocated::is))
                        .none(
                                f.entry,
                                this::isLeaked,
                                (s, e) -> "entry " + e + " is not in the list, and no vCPU holds it"),
                Law.always(NO_USE, Breaks.ISOLATION, "no vCPU is about to read or write a range that was freed")
                        .where(anyAt(compare, check, add, take, zap, unlink))
                        .none(
                                f.vcpu,
                                this::usesFreed,
                                (s, v) -> "vcpu " + v + " is about to use a range that was freed"),
                Law.always(FREED_ONCE, Breaks.ISOLATION, "no vCPU is about to free a range that is free")
                        .where(anyAt(free, rest))
                        .none(
                                f.vcpu,
                                this::freesFreed,
                                (s, v) -> "vcpu " + v + " is about to free a range that is free"),
                // The wait is a READ_ONCE().
                Races.never(
                        NO_RACE,
                        f.layout,
                        actions.stream().filter(a -> !a.name().equals("wait")).toList(),
                        List.of(f.zapping, f.first, f.next)),
                Law.deadlockFree(NO_DEADLOCK, "some vCPU can go on, unless no update is under way")
                        .holds(f.vcpu.every((s, v) -> f.program.isAt(s, v, idle))),
                // Of the first vCPU: all are alike.
                Law.eventually(
                                WAITER_LEAVES,
                                "a vCPU that waits for the flag leaves eventually, whatever other vCPUs queue")
                        .where(s -> f.program.isAt(s, 0, waits))
                        .holds(s -> f.program.isAt(s, 0, idle)));
    }

    /** Whether a vCPU stands at one of some labels. */
    private Law.Condition anyAt(int... places) {
        int set = 0;
        for (int place : places) {
            set |= 1 << place;
        }
        int some = set;
        return f.vcpu.any((s, v) -> (some >>> f.program.at().get(s, v) & 1) != 0);
    }

    private boolean isUnzapped(long[] s, int v, int r) {
        return f.program.isAt(s, v, idle) && f.pending.is(s, v * f.ranges + r);
    }

    private boolean isLeaked(long[] s, int e) {
        return f.allocated.is(s, e) && !isHeld(s, e) && !f.isLinked(s, e);
    }

    private boolean usesFreed(long[] s, int v) {
        int at = f.program.at().get(s, v);
        if (at == check || at == add || at == take) {
            return linksFreed(s);
        }
        if (at == compare) {
            return isFreed(s, f.cursor.get(s, v));
        }
        return (at == zap || at == unlink) && isFreed(s, f.held.get(s, v));
    }

    private boolean freesFreed(long[] s, int v) {
        boolean frees = f.program.isAt(s, v, free) || (f.program.isAt(s, v, rest) && !f.hasRange(s, v));
        return frees && isFreed(s, f.held.get(s, v));
    }

    private boolean linksFreed(long[] s) {
        for (int e = f.first.get(s, 0), n = 0; e != 0 && n < f.entry.size(); e = f.next.get(s, e - 1), n++) {
            if (isFreed(s, e)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFreed(long[] s, int pointer) {
        return pointer != 0 && !f.allocated.is(s, pointer - 1);
    }

    private boolean isHeld(long[] s, int e) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            if (f.held.get(s, v) == e + 1) {
                return true;
            }
        }
        return false;
    }
}
