package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.eptflush.FlushDesign.Marks;
import dev.stalemate.systems.eptflush.FlushDesign.TableFree;
import dev.stalemate.systems.eptflush.FlushSystem.Change;
import dev.stalemate.systems.eptflush.FlushSystem.Second;
import java.util.ArrayList;
import java.util.List;

/**
 * CPUs that run the guest, and Xen's change of a table, step by step.
 *
 * <pre>
 * change, under the p2m lock:
 *     ask-for-flush    CPUs are marked in masks (ept_sync_domain_prepare()); the flush itself is put off
 *     flush-early      the one that was put off, where a table page is to be freed
 *     free-table       to the pool
 *     unlock           and the flush, if it is still owed: every CPU is made to leave the guest
 *     free-table-late
 *     free-frame       by the code that asked for the removal
 * </pre>
 *
 * A CPU that enters the guest does what its marks say (vmx_vmenter_helper()).
 */
final class FlushActions {
    private final FlushFields f;
    private final FlushDesign design;
    private final Acts acts;

    FlushActions(FlushFields fields, FlushDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        List<Action> all = new ArrayList<>(guest());
        change();
        all.addAll(f.xen.actions());
        if (f.change == Change.HOST) {
            all.add(f.frames.givenAway());
            all.add(f.frames.writtenByOther(s -> true));
        } else if (f.change == Change.TABLE) {
            all.add(f.pages.reused());
        }
        return all;
    }

    private List<Action> guest() {
        return List.of(
                Action.named("enter")
                        .over(f.cpu)
                        .over(f.table)
                        .when((s, a) -> f.in.get(s, (int) a[0]) == 0)
                        .then((s, a) -> enter(s, (int) a[0], (int) a[1])),
                Action.named("exit")
                        .over(f.cpu)
                        .when((s, a) -> f.in.is(s, (int) a[0]))
                        .then((s, a) -> f.in.set(s, (int) a[0], 0)),
                Action.named("touch")
                        .over(f.cpu)
                        .when((s, a) -> {
                            int t = f.tableOf(s, (int) a[0]);
                            return t >= 0 && f.mapped.is(s, t) && !f.tlb(t).has(s, (int) a[0], 0);
                        })
                        .then((s, a) -> {
                            int t = f.tableOf(s, (int) a[0]);
                            f.tlb(t).keep(s, (int) a[0], 0, 0);
                            if (t == FlushFields.HOST) {
                                f.pointers.keep(s, (int) a[0], 0);
                            }
                        }));
    }

    private void enter(long[] s, int c, int t) {
        f.in.set(s, c, t + 1);
        boolean host = f.marks(FlushFields.HOST).is(s, c);
        if (host) {
            f.marks(FlushFields.HOST).set(s, c, 0);
            f.invept(s, c, FlushFields.HOST);
        }
        boolean nested = f.second == Second.NESTED && host && design.flushesAll;
        boolean view = f.second == Second.VIEW
                && design.views
                && f.marks(FlushFields.SECOND).is(s, c);
        if (view) {
            f.marks(FlushFields.SECOND).set(s, c, 0);
        }
        if (nested || view) {
            f.invept(s, c, FlushFields.SECOND);
        }
        if (acts.on()) {
            tellEntry(s, host, nested || view);
        }
    }

    /** Tells what a CPU flushes as it enters the guest. Without a mark of the host table, what it does for a nested one was decided before. */
    private void tellEntry(long[] s, boolean host, boolean second) {
        List<String> flushed = new ArrayList<>();
        if (host) {
            flushed.add(f.table.text(FlushFields.HOST));
        }
        if (second) {
            flushed.add(f.table.text(FlushFields.SECOND));
        }
        boolean looks = f.second == Second.VIEW && design.views;
        acts.did(
                "vmx_vmenter_helper()",
                flushed.isEmpty()
                        ? "flushes nothing: no mark in the mask of the host table" + (looks ? " or of the view" : "")
                        : "flushes the " + String.join(" and the ", flushed) + " table"
                                + (flushed.size() > 1 ? "s" : " alone"));
        if (f.table.size() > 1 && (host || f.second == Second.VIEW)) {
            f.couldFlush(acts, s, FlushFields.SECOND);
        }
    }

    private void change() {
        f.xen.step("idle")
                .called(
                        switch (f.change) {
                            case HOST -> "remove-frame";
                            case SECOND -> "change-second-table";
                            case TABLE -> "replace-table";
                        })
                .atWill()
                .when((s, x) -> f.mapped.is(s, f.change == Change.SECOND ? FlushFields.SECOND : FlushFields.HOST))
                .then(this::unmap, "ask-for-flush");
        boolean table = f.change == Change.TABLE;
        boolean early = table && design.tableFree == TableFree.FLUSHED_FIRST;
        boolean late = table && design.tableFree == TableFree.UNLOCKED;
        f.xen.step("ask-for-flush").then(this::ask, early ? "flush-early" : table && !late ? "free-table" : "unlock");
        if (early) {
            f.xen.step("flush-early").then((s, x) -> flush(s, "p2m_tlb_flush_sync()"), "free-table");
        }
        if (table && !late) {
            f.xen.step("free-table").then((s, x) -> freeTable(s), "unlock");
        }
        f.xen.step("unlock")
                .then(
                        (s, x) -> flush(s, "p2m_unlock_and_tlb_flush()"),
                        late ? "free-table-late" : f.change == Change.HOST ? "free-frame" : "idle");
        if (late) {
            f.xen.step("free-table-late").then((s, x) -> freeTable(s), "idle");
        }
        if (f.change == Change.HOST) {
            f.xen.step("free-frame").then(this::freeFrame, "idle");
        }
    }

    /** A nested table is emptied with the host table (p2m_flush_nestedp2m()), and a view follows it (p2m_altp2m_propagate_change()). */
    private void unmap(long[] s, int x) {
        for (int t = 0; t < f.table.size(); t++) {
            if (t == FlushFields.SECOND || f.change != Change.SECOND) {
                f.mapped.set(s, t, 0);
            }
        }
        if (acts.on()) {
            String what = f.change == Change.TABLE ? "takes a table out of " : "clears the entry in ";
            acts.routine("ept_set_entry()", what + "the " + (f.change == Change.SECOND ? "second" : "host") + " table");
        }
    }

    private void freeFrame(long[] s, int x) {
        f.frames.own(s, 0, Owner.FREE);
        if (acts.on()) {
            acts.routine("put_page()", "frees mfn 0");
        }
    }

    private void ask(long[] s, int x) {
        boolean second = f.change == Change.SECOND;
        if (!second) {
            mark(s, f.marks(FlushFields.HOST));
        }
        if (f.second == Second.VIEW) {
            mark(s, f.marks(FlushFields.SECOND));
        } else if (f.second == Second.NESTED && second) {
            mark(s, f.marks(design.nestedMarks == Marks.HOST ? FlushFields.HOST : FlushFields.SECOND));
        }
        f.owed.set(s, 0, 1);
        if (acts.on()) {
            tellMarks(s, second);
        }
        if (design.tableFree == TableFree.NOT_DEFERRED) {
            flush(s, "ept_sync_domain()");
        }
    }

    private void tellMarks(long[] s, boolean second) {
        List<String> masks = new ArrayList<>();
        for (int t = 0; t < f.table.size(); t++) {
            if (f.marks(t).is(s, 0)) {
                masks.add("the " + f.table.text(t) + " table's");
            }
        }
        acts.did("ept_sync_domain_prepare()", "marks every CPU in " + String.join(" and ", masks) + " mask");
        if (f.second == Second.NESTED && second && design.nestedMarks == Marks.OWN) {
            f.couldFlush(acts, s, FlushFields.SECOND);
        }
    }

    private void freeTable(long[] s) {
        f.pages.free(s, 0);
        if (acts.on()) {
            boolean owed = f.owed.is(s, 0);
            acts.did("ept_free_entry()", "frees the table page" + (owed ? ", with a flush still owed" : ""));
            f.couldFlush(acts, s, FlushFields.HOST);
        }
    }

    private void mark(long[] s, IntField mask) {
        for (int c = 0; c < f.cpu.size(); c++) {
            mask.set(s, c, 1);
        }
    }

    /** The flush that is owed: an interrupt, which every CPU takes in Xen, so that it must enter the guest again. */
    private void flush(long[] s, String function) {
        boolean owed = f.owed.is(s, 0);
        if (acts.on()) {
            acts.did(function, owed ? "makes every CPU leave the guest" : "flushes nothing: none is owed");
        }
        if (owed) {
            f.owed.set(s, 0, 0);
            for (int c = 0; c < f.cpu.size(); c++) {
                f.in.set(s, c, 0);
            }
        }
    }
}
