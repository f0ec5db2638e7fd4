package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Footprint;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.zaplist.ZapListDesign.Check;
import dev.stalemate.systems.zaplist.ZapListDesign.Clear;
import dev.stalemate.systems.zaplist.ZapListDesign.Unlink;
import java.util.ArrayList;
import java.util.List;

/**
 * What a vCPU runs when its MTRRs change, as the thread sketches it; designs have the steps in another order, or leave some out.
 *
 * <pre>
 * for each range:                                            label next-range
 *     allocate     if (!range) range = kmalloc()
 *     lock         spin_lock()
 *     check        if (range not in list)
 *     add              list_add_tail(); range = NULL
 *     claim            if (!zapping) do_zap = zapping = true
 *     unlock       spin_unlock()
 * free-rest        kfree(range)
 * if (do_zap):
 *     lock-list    spin_lock()
 *     take         while (!list_empty()): range = list_first_entry(); list_del()
 *     unlock-list      spin_unlock()
 *     zap              kvm_zap_gfn_range()
 *     free             kfree(range)
 *     lock-again       spin_lock()
 *     clear        zapping = false
 *     last-unlock  spin_unlock()
 * wait             while (READ_ONCE(zapping)) cpu_relax()
 * </pre>
 */
final class ZapListProgram {
    static final List<String> LABELS = List.of(
            "idle",
            "compare",
            "allocate",
            "lock",
            "check",
            "add",
            "claim",
            "unlock",
            "next-range",
            "lock-list",
            "take",
            "unlock-list",
            "zap",
            "free",
            "lock-again",
            "unlink",
            "clear",
            "last-unlock",
            "wait");

    private static final int REST = LABELS.indexOf("next-range");

    private final ZapListFields f;
    private final ZapListDesign design;
    private final boolean spins;
    private final Program program;
    private final ZapListTold told;
    private final List<Action> all = new ArrayList<>();

    ZapListProgram(ZapListFields fields, ZapListDesign design, Scope scope) {
        this.f = fields;
        this.design = design;
        this.spins = scope.get(ZapListSystem.SPIN);
        this.program = fields.program;
        this.told = new ZapListTold(fields);
        make();
    }

    /** The actions that the design leaves. */
    List<Action> actions() {
        return all;
    }

    /** What the laws ask of it. */
    ZapListAt at() {
        return new ZapListSketchAt(f, all);
    }

    private void make() {
        if (design.check == Check.UNLOCKED) {
            look();
            compare();
        }
        allocate();
        freeRest();
        chain(design.adds(), "next-range");
        lock("lock-list", "take");
        take();
        chain(design.zaps(), design.zapsAll ? "take" : "clear");
        chain(design.ends(), "wait");
        leave();
        all.add(update());
        all.addAll(program.actions());
    }

    /** Steps one after the other; the last leads to a label. */
    private void chain(List<String> labels, String end) {
        for (int i = 0; i < labels.size(); i++) {
            String next = i + 1 < labels.size() ? labels.get(i + 1) : end;
            String label = labels.get(i);
            switch (label) {
                case "check" -> check(next);
                case "add" -> add(next);
                case "claim" -> claim(next);
                case "zap" -> zap(next);
                case "free" -> free(next);
                case "unlink" -> unlink(next);
                case "clear" -> clear(next);
                case "lock", "lock-again" -> lock(label, next);
                default -> unlock(label, next);
            }
        }
    }

    private Action update() {
        return f.update((s, a) -> {
            f.begin(s, (int) a[0], (int) a[1]);
            program.goTo(s, (int) a[0], REST);
        });
    }

    private void lock(String label, String next) {
        program.step(label)
                .when((s, v) -> f.lock.get(s, 0) == 0)
                .touching((v, t) -> t.needs(f.lock, 0, 0).writes(f.lock, 0))
                .then(told::lock, next);
    }

    private void unlock(String label, String next) {
        program.step(label).touching((v, t) -> t.writes(f.lock, 0)).then(told::unlock, next);
    }

    /** The search outside the lock begins; each entry is compared in a step of its own. */
    private void look() {
        program.step("next-range")
                .called("look")
                .when((s, v) -> f.hasRange(s, v))
                .touching((v, t) -> t.reads(f.loop, v).reads(f.first).writes(f.cursor, v))
                .then(
                        (s, v) -> {
                            f.cursor.set(s, v, f.first.get(s, 0));
                            told.did("begins to search the list, without the lock");
                        },
                        "compare");
    }

    private void compare() {
        program.step("compare")
                .touching((v, t) -> walk(goesOn(t, v).reads(f.cursor, v)).writes(f.cursor, v))
                .choose(
                        (s, v) -> {
                            int e = f.cursor.get(s, v);
                            if (e == 0) {
                                told.did("finds the end of the list");
                                return 0;
                            }
                            int r = f.loop.get(s, v);
                            boolean found = f.start.get(s, e - 1) == r;
                            told.searched(s, v, r, found);
                            f.cursor.set(s, v, found ? 0 : f.next.get(s, e - 1));
                            if (found) {
                                f.goOn(s, v);
                            }
                            return found ? 1 : 2;
                        },
                        "allocate",
                        "next-range",
                        "compare");
    }

    private void allocate() {
        boolean searched = design.check == Check.UNLOCKED;
        program.step(searched ? "allocate" : "next-range")
                .called("allocate")
                .when((s, v) -> f.hasRange(s, v) && (f.held.get(s, v) != 0 || f.spare(s) >= 0))
                .touching((v, t) -> t.reads(f.loop, v)
                        .reads(f.held, v)
                        .reads(f.allocated)
                        .writes(f.held, v)
                        .writes(f.allocated)
                        .writes(f.start))
                .then(
                        (s, v) -> {
                            f.allocate(s, v);
                            told.did("allocates ", f.held.get(s, v), "");
                        },
                        "lock");
    }

    private void check(String next) {
        program.step("check")
                .touching((v, t) -> walk(goesOn(t, v)))
                .choose(
                        (s, v) -> {
                            int r = f.loop.get(s, v);
                            boolean there = design.check == Check.EMPTY ? f.first.get(s, 0) != 0 : f.isListed(s, r);
                            if (design.check == Check.EMPTY) {
                                told.emptiness(s, v, r, there);
                            } else {
                                told.searched(s, v, r, there);
                            }
                            if (there) {
                                f.goOn(s, v);
                            }
                            return there ? 1 : 0;
                        },
                        next,
                        design.unlocksIfListed ? "unlock" : "next-range");
    }

    private void add(String next) {
        program.step("add")
                .touching((v, t) -> links(goesOn(t, v).reads(f.held, v)).writes(f.held, v))
                .then(
                        (s, v) -> {
                            f.append(s, f.held.get(s, v));
                            told.did(
                                    "queues ",
                                    f.held.get(s, v),
                                    design.clearsPointer ? "" : ", keeps its pointer to it");
                            f.goOn(s, v);
                            if (design.clearsPointer) {
                                f.held.set(s, v, 0);
                            }
                        },
                        next);
    }

    /** Only a vCPU that has queued a range tests the flag; its local pointer is null then. */
    private void claim(String next) {
        program.step("claim")
                .touching((v, t) ->
                        t.reads(f.zapping).reads(f.held, v).writes(f.zapping).writes(f.zaps, v))
                .then(
                        (s, v) -> {
                            boolean queued = design.claimsLocked || f.held.get(s, v) == 0;
                            boolean zapping = f.zapping.is(s, 0);
                            boolean claims = queued && (!design.oneZapper || !zapping);
                            if (claims) {
                                f.zapping.set(s, 0, 1);
                                f.zaps.set(s, v, 1);
                            }
                            told.claimed(s, v, queued, zapping, claims);
                        },
                        next);
    }

    private void freeRest() {
        program.step("next-range")
                .called("free-rest")
                .when((s, v) -> !f.hasRange(s, v))
                .touching((v, t) -> t.reads(f.loop, v)
                        .reads(f.held, v)
                        .reads(f.zaps, v)
                        .writes(f.loop, v)
                        .writes(f.held, v)
                        .writes(f.allocated)
                        .writes(f.start))
                .choose(
                        (s, v) -> {
                            int rest = f.held.get(s, v);
                            if (rest != 0 && design.freesRest) {
                                f.free(s, rest);
                            }
                            told.did(
                                    design.freesRest ? "frees " : "does not free ",
                                    rest,
                                    f.zaps.is(s, v) ? "" : afterRest());
                            f.held.set(s, v, 0);
                            if (f.zaps.is(s, v)) {
                                return 1;
                            }
                            if (!design.waits) {
                                told.could(s, v);
                            }
                            f.loop.set(s, v, 0);
                            return 0;
                        },
                        design.waits ? "wait" : "idle",
                        "lock-list");
    }

    private String afterRest() {
        return design.waits ? ", waits" : ", returns without a wait";
    }

    private void take() {
        program.step("take")
                .touching((v, t) -> {
                    links(t).writes(f.held, v);
                    if (design.clear == Clear.EMPTY) {
                        t.writes(f.zapping);
                    }
                })
                .choose(
                        (s, v) -> {
                            int e = f.first.get(s, 0);
                            f.held.set(s, v, e);
                            if (e != 0 && design.unlink == Unlink.TAKEN) {
                                f.unlink(s, e);
                            }
                            boolean clears = design.clear == Clear.EMPTY && f.first.get(s, 0) == 0;
                            told.did("takes ", e, clears ? ", clears the flag" : "");
                            if (clears) {
                                f.zapping.set(s, 0, 0);
                                told.could(s);
                            }
                            return e == 0 ? 0 : 1;
                        },
                        design.ends().get(0),
                        design.zaps().get(0));
    }

    private void unlink(String next) {
        program.step("unlink")
                .touching((v, t) -> links(t.reads(f.held, v)))
                .then((s, v) -> told.unlink(s, f.held.get(s, v)), next);
    }

    private void zap(String next) {
        program.step("zap")
                .touching((v, t) -> t.reads(f.held, v).reads(f.start).writes(f.pending))
                .then((s, v) -> told.zap(s, f.start.get(s, f.held.get(s, v) - 1)), next);
    }

    private void free(String next) {
        program.step("free")
                .touching((v, t) -> t.reads(f.held, v).writes(f.allocated).writes(f.start))
                .then((s, v) -> told.free(s, f.held.get(s, v)), next);
    }

    private void clear(String next) {
        program.step("clear").touching((v, t) -> t.writes(f.zapping)).then((s, v) -> told.flag(s, 0), next);
    }

    /** The wait is one step that is possible once the flag is clear; or one that reads the flag, and may have to be taken again. */
    private void leave() {
        Program.Step step = program.step("wait");
        if (spins) {
            step.touching((v, t) -> ends(t.reads(f.zapping), v))
                    .choose(
                            (s, v) -> {
                                if (f.zapping.is(s, 0)) {
                                    told.did("finds the flag set, waits");
                                    return 1;
                                }
                                leave(s, v);
                                return 0;
                            },
                            "idle",
                            "wait");
        } else {
            step.when((s, v) -> !f.zapping.is(s, 0))
                    .touching((v, t) -> ends(t.needs(f.zapping, 0, 0), v))
                    .then(this::leave, "idle");
        }
    }

    private void leave(long[] s, int v) {
        f.end(s, v);
        told.did("finds the flag clear, returns");
    }

    private Footprint ends(Footprint t, int v) {
        return t.writes(f.held, v).writes(f.zaps, v).writes(f.wanted, v).writes(f.loop, v);
    }

    private Footprint goesOn(Footprint t, int v) {
        return t.reads(f.loop, v).reads(f.wanted, v).writes(f.loop, v);
    }

    private Footprint walk(Footprint t) {
        return t.reads(f.first).reads(f.next).reads(f.start);
    }

    private Footprint links(Footprint t) {
        return t.reads(f.first).reads(f.next).writes(f.first).writes(f.next);
    }
}
