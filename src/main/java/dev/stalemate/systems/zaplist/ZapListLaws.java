package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Races;
import java.util.ArrayList;
import java.util.List;

/** What the list promises: nothing is left unzapped, memory is freed once and not used after that, nothing races, nobody waits for ever. */
final class ZapListLaws {
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
    private final int[] idles;
    private final int[] users;
    private final int[] frees;

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
        this.idles = new int[] {idle};
        this.users = new int[] {compare, check, add, take, zap, unlink};
        this.frees = new int[] {free, rest};
    }

    List<Law> all() {
        return List.of(
                leavesZapped(),
                flagClear(),
                listedNotFreed(),
                noLeak(),
                noUseAfterFree(),
                noDoubleFree(),
                // The wait is a READ_ONCE().
                Races.never(
                        "no-data-race",
                        f.layout,
                        actions.stream().filter(a -> !a.name().equals("wait")).toList(),
                        List.of(f.zapping, f.first, f.next)),
                deadlockFree(),
                waiterLeaves());
    }

    private Law leavesZapped() {
        return Law.always(
                        "leaves-zapped",
                        Breaks.COHERENCE,
                        "a vCPU that has returned has had each range of its update zapped",
                        s -> any(s, idles),
                        s -> {
                            for (int v = 0; v < f.vcpu.size(); v++) {
                                if (f.program.isAt(s, v, idle) && pending(s, v)) {
                                    return false;
                                }
                            }
                            return true;
                        })
                .explainedBy(this::unzapped);
    }

    private Diagnosis unzapped(long[] s) {
        List<String> details = new ArrayList<>();
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int r = 0; r < f.ranges; r++) {
                if (f.program.isAt(s, v, idle) && f.pending.is(s, v * f.ranges + r)) {
                    details.add("vcpu " + v + " has returned, and range " + r + " was not zapped since its update");
                }
            }
        }
        return new Diagnosis(Breaks.COHERENCE, details);
    }

    private Law flagClear() {
        return Law.always(
                "flag-clear-list-empty",
                Breaks.COHERENCE,
                "while nobody holds the lock, the flag is clear only if the list is empty",
                s -> f.lock.get(s, 0) == 0 && !f.zapping.is(s, 0),
                s -> f.first.get(s, 0) == 0);
    }

    private Law listedNotFreed() {
        return Law.always(
                "listed-not-freed",
                Breaks.ISOLATION,
                "what is in the list is allocated",
                s -> f.first.get(s, 0) != 0,
                s -> !linksFreed(s));
    }

    private Law noLeak() {
        return Law.always(
                "no-leaked-range",
                Breaks.SPEED,
                "what is allocated is in the list or in a vCPU's hands",
                this::anyAllocated,
                s -> {
                    for (int e = 0; e < f.entry.size(); e++) {
                        if (f.allocated.is(s, e) && !isHeld(s, e) && !f.isLinked(s, e)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private Law noUseAfterFree() {
        return Law.always(
                "no-use-after-free",
                Breaks.ISOLATION,
                "nobody is about to read or write a range that was freed",
                s -> any(s, users),
                s -> {
                    for (int v = 0; v < f.vcpu.size(); v++) {
                        if (usesFreed(s, v)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private Law noDoubleFree() {
        return Law.always(
                "no-double-free",
                Breaks.ISOLATION,
                "nobody is about to free a range that is free",
                s -> any(s, frees),
                s -> {
                    for (int v = 0; v < f.vcpu.size(); v++) {
                        boolean frees = f.program.isAt(s, v, free) || (f.program.isAt(s, v, rest) && !f.hasRange(s, v));
                        if (frees && isFreed(s, f.held.get(s, v))) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private Law deadlockFree() {
        return Law.deadlockFree("deadlock-free", "some vCPU can go on, unless none has begun anything", s -> {
            for (int v = 0; v < f.vcpu.size(); v++) {
                if (!f.program.isAt(s, v, idle)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Of the first vCPU: all are alike. */
    private Law waiterLeaves() {
        return Law.eventually(
                "waiter-leaves",
                "a vCPU that waits for the flag leaves in the end, whatever others go on to queue",
                s -> f.program.isAt(s, 0, waits),
                s -> f.program.isAt(s, 0, idle));
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

    private boolean pending(long[] s, int v) {
        for (int r = 0; r < f.ranges; r++) {
            if (f.pending.is(s, v * f.ranges + r)) {
                return true;
            }
        }
        return false;
    }

    private boolean any(long[] s, int[] places) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int place : places) {
                if (f.program.isAt(s, v, place)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean anyAllocated(long[] s) {
        for (int e = 0; e < f.entry.size(); e++) {
            if (f.allocated.is(s, e)) {
                return true;
            }
        }
        return false;
    }
}
