package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.StructureCache;
import dev.stalemate.paging.TablePages;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.eptflush.FlushSystem.Change;
import dev.stalemate.systems.eptflush.FlushSystem.Second;

/** The state as a layout: a gfn's entry in each table, what CPUs cache of it, marks, where each CPU is, and where Xen stands in a change. */
final class FlushFields {
    /** The tables. */
    static final int HOST = 0;

    static final int SECOND = 1;

    final Layout layout;
    final Second second;
    final Change change;
    final Index cpu;
    final Index table;
    /** The one that changes tables, with the p2m lock held. */
    final Program xen;

    /** 1 + the table that a CPU runs the guest with, or 0 in Xen. */
    final IntField in;
    /** Whether a table maps the gfn. */
    final IntField mapped;
    /** Whether a flush was put off (need_flush). */
    final IntField owed;

    final MachineFrames frames;
    final TablePages pages;
    final StructureCache pointers;
    private final IntField[] marks;
    private final TaggedTlb[] tlbs;

    FlushFields(Scope scope) {
        second = scope.get(FlushSystem.SECOND);
        change = scope.get(FlushSystem.CHANGE);
        if (change == Change.SECOND && second == Second.NONE) {
            throw new IllegalArgumentException("scope setting change: there is no second table");
        }
        int tables = second == Second.NONE ? 1 : 2;
        cpu = Index.of("cpu", scope.get(FlushSystem.CPUS));
        table = new Index("table", tables, this::name);
        Index gfn = Index.of("gfn", 1);
        Layout.Builder b = new Layout.Builder().lane(cpu).actor("host", "reuse-table-page");
        xen = new Program(
                b,
                Index.single("xen"),
                "idle",
                "ask-for-flush",
                "flush-early",
                "free-table",
                "unlock",
                "free-table-late",
                "free-frame");
        in = b.number("in", tables + 1, v -> v == 0 ? "Xen" : "guest, with the " + name(v - 1) + " table", cpu);
        b.called(in, "mode");
        mapped = b.number("maps", 2, v -> v == 0 ? "nothing" : "mfn 0", table);
        owed = b.number("flush-owed", 2, Integer::toString);
        frames = new MachineFrames(b, change == Change.HOST, 1);
        pages = new TablePages(b, change == Change.TABLE, 1);
        pointers = new StructureCache(b, "pointer", change == Change.TABLE, cpu, pages.index());
        marks = new IntField[tables];
        tlbs = new TaggedTlb[tables];
        for (int t = 0; t < tables; t++) {
            marks[t] = b.number("marked." + name(t), 2, Integer::toString, cpu);
            tlbs[t] = new TaggedTlb(b, "tlb." + name(t), 1, m -> "mfn " + m, cpu, gfn);
        }
        b.interchangeable(cpu);
        layout = b.build();
    }

    private String name(int t) {
        return t == HOST ? "host" : second == Second.NESTED ? "nested" : "view";
    }

    /** Every table maps the gfn, and every CPU is in Xen. */
    long[] initial() {
        long[] s = layout.blank();
        for (int t = 0; t < table.size(); t++) {
            mapped.set(s, t, 1);
        }
        return s;
    }

    /** What CPUs cache of a table. */
    TaggedTlb tlb(int t) {
        return tlbs[t];
    }

    /** The mask of CPUs that have to flush, as a table has it. */
    IntField marks(int t) {
        return marks[t];
    }

    /** The table that a CPU runs the guest with, or -1. */
    int tableOf(long[] s, int c) {
        return in.get(s, c) - 1;
    }

    /** Tells of all that CPUs have of a table, and that the function which was told of last could have flushed. */
    void couldFlush(Acts acts, long[] s, int t) {
        for (int c = 0; c < cpu.size(); c++) {
            tlbs[t].could(acts, s, c);
            if (t == HOST) {
                pointers.could(acts, s, c);
            }
        }
    }

    /** What is cached of one table goes, on one CPU. */
    void invept(long[] s, int c, int t) {
        tlbs[t].flush(s, c);
        if (t == HOST) {
            pointers.flush(s, c);
        }
    }
}
