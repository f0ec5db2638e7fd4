package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem.Tracked;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogClear;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogFlush;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableBit;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableFlush;
import java.util.ArrayList;
import java.util.List;

/**
 * Who takes the permission to write away, under the MMU lock: a thread that begins to shadow a page table of the guest's, a thread that reads
 * the dirty bitmap, and the host, which ages pages.
 *
 * <pre>
 * shadow-table    the lock; from now on the page is a table with a shadow
 * protect-table   its leaves, in each root
 * unlock-table    the flush that is owed, and the lock; then the table is read
 *
 * start-log       the lock; marks are kept from now on
 * read-log        the lock; the marks are taken from the bitmap
 * protect-log     the leaves of the pages that are to be copied
 * unlock-log      the lock, with the flush or before it
 * flush-log       every TLB, before the pages are copied
 * clear-log       the marks are taken from the bitmap only now, with a design that does so
 * </pre>
 */
final class KvmMmuProtection {
    private final KvmMmuFields f;
    private final KvmMmuWrites w;
    private final KvmMmuDesign design;
    private final Acts acts;
    private final Parts parts;
    /** What the functions are called in releases of that design. */
    private final String protectTable;

    private final String readLog;

    /** The two threads, as a part of the layout. */
    static final class Parts {
        final Program shadower;
        final Program logger;
        final IntField table;
        final IntField tableFlush;
        final IntField logFlush;
        final Index shadowers = Index.single("shadower");
        final Index loggers = Index.single("logger");

        Parts(Layout.Builder b, KvmMmuFields f) {
            Layout.Builder part = b.part(f.scope.get(KvmMmuSystem.TRACKS) != Tracked.NO);
            shadower = new Program(part, shadowers, "idle", "protect-table", "unlock-table");
            table = part.number("table-gfn", f.gfn.size(), f.gfn::text);
            tableFlush = part.flag("flush-owed-for-table");
            part.called(table, "gfn of the table");
            part = b.part(f.scope.get(KvmMmuSystem.LOGS));
            logger = new Program(part, loggers, "idle", "protect-log", "unlock-log", "flush-log", "clear-log");
            logFlush = part.flag("flush-owed-for-log");
            b.actor("host", "age");
        }
    }

    KvmMmuProtection(KvmMmuFields fields, KvmMmuDesign design) {
        this.f = fields;
        this.w = fields.writes;
        this.design = design;
        this.acts = fields.layout.acts();
        this.parts = fields.protection;
        this.protectTable = design.called(KvmMmuFunction.PROTECT_TABLE);
        this.readLog = design.called(KvmMmuFunction.READ_LOG);
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (w.tracks != Tracked.NO) {
            all.add(shadow());
            shadowing();
            all.addAll(parts.shadower.actions());
        }
        if (w.logs) {
            all.add(startLog());
            all.add(readLog());
            logging();
            all.addAll(parts.logger.actions());
            all.add(w.log.copy((s, g) -> true, (s, g) -> isIdle(parts.logger, s)));
            all.add(w.log.stopGuest(this::isQuiet));
            all.add(w.log.end());
        }
        if (f.scope.get(KvmMmuSystem.AGES)) {
            all.add(age());
        }
        return all;
    }

    private static boolean isIdle(Program thread, long[] s) {
        return thread.isAt(s, 0, 0);
    }

    private boolean mayLock(long[] s) {
        return !f.lock.is(s, 0);
    }

    /** Whether no vCPU is in the middle of a fault, so that it can be stopped. */
    private boolean isQuiet(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            if (!f.vcpus.isAt(s, v, f.guest)) {
                return false;
            }
        }
        return isIdle(parts.shadower, s) && isIdle(parts.logger, s);
    }

    private void lock(long[] s, String function) {
        f.lock.set(s, 0, 1);
        if (acts.on()) {
            acts.routine(function, "takes the MMU lock");
        }
    }

    private Action shadow() {
        int next = parts.shadower.place("protect-table");
        return Action.named("shadow-table")
                .over(parts.shadowers)
                .over(f.gfn)
                .when((s, a) ->
                        isIdle(parts.shadower, s) && mayLock(s) && w.log.guestRuns(s) && !w.shadow.is(s, (int) a[1]))
                .then((s, a) -> {
                    lock(s, design.called(KvmMmuFunction.SHADOW));
                    parts.table.set(s, 0, (int) a[1]);
                    w.shadow.set(s, (int) a[1], KvmMmuWrites.EMPTY);
                    parts.shadower.goTo(s, 0, next);
                });
    }

    private void shadowing() {
        parts.shadower
                .step("protect-table")
                .then(
                        (s, t) -> parts.tableFlush.set(s, 0, protectTable(s, parts.table.get(s, 0)) ? 1 : 0),
                        "unlock-table");
        parts.shadower
                .step("unlock-table")
                .then(
                        (s, t) -> {
                            boolean owed = parts.tableFlush.is(s, 0);
                            if (owed) {
                                f.flushAll(s);
                            }
                            if (acts.on()) {
                                acts.did(
                                        "account_shadowed()",
                                        owed
                                                ? "flushes every TLB"
                                                : "flushes nothing: it was told that no flush is needed");
                                if (!owed) {
                                    f.couldFlush(acts, s);
                                }
                            }
                            w.shadow.set(s, parts.table.get(s, 0), KvmMmuWrites.CURRENT);
                            parts.tableFlush.set(s, 0, 0);
                            parts.table.set(s, 0, 0);
                            f.lock.set(s, 0, 0);
                        },
                        "idle");
    }

    /** Write-protects a page table, so that the guest can't write to it without an exit; answers whether a flush is needed. */
    boolean protectTable(long[] s, int g) {
        boolean flush = false;
        for (int r = 0; r < f.root.size(); r++) {
            int at = f.leafAt(r, g);
            int leaf = f.leaf.get(s, at);
            int access = leaf == 0 ? 0 : KvmMmuAccess.of(leaf);
            boolean writable = (access & KvmMmuAccess.HARDWARE) != 0;
            boolean protects = design.tableBit == TableBit.HARDWARE ? writable : access != 0;
            if (protects) {
                f.leaf.set(s, at, KvmMmuAccess.with(leaf, 0));
                flush |= design.tableFlush == TableFlush.IF_CHANGED
                        || (design.tableFlush == TableFlush.IF_WRITABLE && writable);
            }
            if (acts.on() && leaf != 0) {
                acts.did(
                        protectTable,
                        protects
                                ? "write-protects gfn " + g + ", which was " + KvmMmuAccess.text(access)
                                : "leaves gfn " + g + ": it is " + KvmMmuAccess.text(access));
                acts.could(f.leaf, at);
            }
        }
        return flush;
    }

    private Action startLog() {
        int next = parts.logger.place("protect-log");
        return Action.named("start-log")
                .over(parts.loggers)
                .when((s, a) -> isIdle(parts.logger, s) && mayLock(s) && w.log.mayBegin(s))
                .then((s, a) -> {
                    lock(s, "kvm_mmu_slot_remove_write_access()");
                    w.log.begin(s);
                    parts.logFlush.set(s, 0, design.startFlushes ? 1 : 0);
                    parts.logger.goTo(s, 0, next);
                });
    }

    private Action readLog() {
        Law.Condition anyMarked = f.gfn.any(w.log::isMarked);
        int next = parts.logger.place("protect-log");
        return Action.named("read-log")
                .over(parts.loggers)
                .when((s, a) -> isIdle(parts.logger, s) && mayLock(s) && w.log.mayRead(s))
                .then((s, a) -> {
                    lock(s, readLog);
                    parts.logFlush.set(s, 0, anyMarked.test(s) ? 1 : 0);
                    if (design.logClear == LogClear.FIRST || !anyMarked.test(s)) {
                        clearLog(s);
                    }
                    parts.logger.goTo(s, 0, next);
                });
    }

    private void logging() {
        parts.logger.step("protect-log").then((s, t) -> protectLog(s), "unlock-log");
        parts.logger
                .step("unlock-log")
                .choose(
                        (s, t) -> {
                            f.lock.set(s, 0, 0);
                            boolean clears = clearsLast(s) && parts.logFlush.is(s, 0);
                            boolean later = design.logFlush == LogFlush.AFTER_LOCK && parts.logFlush.is(s, 0);
                            if (design.logFlush == LogFlush.UNDER_LOCK) {
                                flushLog(s);
                            } else if (!later) {
                                parts.logFlush.set(s, 0, 0);
                            }
                            if (acts.on()) {
                                acts.routine(reader(s), "gives the MMU lock up");
                            }
                            return later ? 1 : clears ? 2 : 0;
                        },
                        "idle",
                        "flush-log",
                        "clear-log");
        if (design.logFlush == LogFlush.AFTER_LOCK) {
            parts.logger
                    .step("flush-log")
                    .choose(
                            (s, t) -> {
                                flushLog(s);
                                return clearsLast(s) ? 1 : 0;
                            },
                            "idle",
                            "clear-log");
        }
        if (design.logClear == LogClear.LAST) {
            parts.logger.step("clear-log").then((s, t) -> clearLog(s), "idle");
        }
    }

    /** The start of dirty logging is a round that copies every gfn. It has functions of its own, and a round like that may be one of both. */
    private String called(long[] s, KvmMmuFunction atStart, KvmMmuFunction inRound) {
        String start = design.called(atStart);
        String round = design.called(inRound);
        return start.equals(round) || !f.gfn.every(w.log::isToCopy).test(s) ? round : start + " or " + round;
    }

    private String reader(long[] s) {
        return called(s, KvmMmuFunction.FLUSH_AT_START, KvmMmuFunction.READ_LOG);
    }

    /** Whether marks are still to be taken; a migration that begins has none. */
    private boolean clearsLast(long[] s) {
        return design.logClear == LogClear.LAST && !w.log.anyToCopy(s);
    }

    private void clearLog(long[] s) {
        if (acts.on()) {
            acts.did(readLog, "takes the marks from the bitmap");
            for (int g = 0; g < f.gfn.size(); g++) {
                w.log.could(acts, g);
            }
        }
        w.log.read(s);
        w.log.clear(s);
    }

    private void flushLog(long[] s) {
        boolean owed = parts.logFlush.is(s, 0);
        if (owed) {
            f.flushAll(s);
        }
        if (acts.on()) {
            acts.did(reader(s), owed ? "flushes every TLB" : "flushes nothing: nothing was protected");
            if (!owed) {
                f.couldFlush(acts, s);
            }
        }
        parts.logFlush.set(s, 0, 0);
    }

    private void protectLog(long[] s) {
        for (int at = 0; at < f.root.size() * f.gfn.size(); at++) {
            int leaf = f.leaf.get(s, at);
            int g = at % f.gfn.size();
            boolean asked = w.log.isToCopy(s, g) || (design.logClear == LogClear.LAST && w.log.isMarked(s, g));
            if (leaf == 0 || !asked) {
                continue;
            }
            boolean writable = f.isWritable(s, at);
            if (writable) {
                f.leaf.set(s, at, KvmMmuAccess.with(leaf, KvmMmuAccess.of(leaf) & ~KvmMmuAccess.HARDWARE));
                parts.logFlush.set(s, 0, 1);
            }
            if (acts.on()) {
                acts.did(
                        called(s, KvmMmuFunction.PROTECT_AT_START, KvmMmuFunction.PROTECT_LOG),
                        (writable ? "write-protects gfn " : "leaves gfn ") + g + (writable ? "" : ": not writable"));
                acts.could(f.leaf, at);
            }
        }
    }

    /** clear_young() on a processor without accessed bits: the leaf can't be used as it is, and no TLB is flushed. */
    private Action age() {
        return Action.named("age")
                .over(f.gfn)
                .when((s, a) -> mayLock(s) && f.isWritable(s, f.leafAt(0, (int) a[0])))
                .then((s, a) -> {
                    int at = f.leafAt(0, (int) a[0]);
                    f.leaf.set(s, at, KvmMmuAccess.with(f.leaf.get(s, at), KvmMmuAccess.MMU));
                    if (acts.on()) {
                        acts.did(
                                "mark_spte_for_access_track()",
                                "takes gfn " + a[0] + "'s permissions, flushes nothing");
                    }
                });
    }
}
