package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;

/**
 * The buffers in which CPUs log the gfns that they write to first (PML), as a piece of a layout: until a hypervisor reads its buffer, only the
 * CPU knows of a write. The order of entries, and that a buffer can be full, is left out.
 */
public final class PageModificationLog {
    private final Index cpu;
    private final Index gfn;
    private final IntField logged;

    /** Declares the buffers, empty; with {@code present} false they stay so, and the layout has none of them. */
    public PageModificationLog(Layout.Builder layout, boolean present, Index cpu, Index gfn) {
        this.cpu = cpu;
        this.gfn = gfn;
        Layout.Builder b = layout.part(present);
        logged = b.flag("logged", cpu, gfn);
        b.called(logged, "entry in the log");
    }

    /** A CPU logs a gfn. */
    public void log(long[] s, int c, int g) {
        logged.set(s, c * gfn.size() + g, 1);
    }

    /** Whether a CPU has logged a gfn. */
    public boolean has(long[] s, int c, int g) {
        return logged.is(s, c * gfn.size() + g);
    }

    /** Whether a CPU has logged nothing. */
    public boolean isEmpty(long[] s, int c) {
        for (int g = 0; g < gfn.size(); g++) {
            if (has(s, c, g)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no CPU has logged anything. */
    public boolean isEmpty(long[] s) {
        for (int c = 0; c < cpu.size(); c++) {
            if (!isEmpty(s, c)) {
                return false;
            }
        }
        return true;
    }

    /** Empties a CPU's buffer. */
    public void empty(long[] s, int c) {
        for (int g = 0; g < gfn.size(); g++) {
            logged.set(s, c * gfn.size() + g, 0);
        }
    }
}
