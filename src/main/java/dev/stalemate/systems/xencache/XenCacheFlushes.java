package dev.stalemate.systems.xencache;

import static dev.stalemate.systems.xencache.XenCacheFields.OLD;
import static dev.stalemate.systems.xencache.XenCacheFields.PAGE;
import static dev.stalemate.systems.xencache.XenCacheFields.ZEROES;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.xencache.XenCacheDesign.Caches;
import dev.stalemate.systems.xencache.XenCacheDesign.ToRam;

/** Where Xen flushes caches or does not, and what it tells of that. */
final class XenCacheFlushes {
    private static final String TO_RAM = "flush_page_to_ram()";

    private final XenCacheFields f;
    private final XenCacheDesign design;
    private final Acts acts;
    private final boolean top;
    private final boolean late;

    XenCacheFlushes(XenCacheFields fields, XenCacheDesign design) {
        f = fields;
        this.design = design;
        acts = fields.layout.acts();
        top = fields.scope.get(XenCacheSettings.TOP);
        late = fields.scope.get(XenCacheSettings.LATE_CLFLUSH);
    }

    /** The guest asks for a flush of caches, by MMUEXT_FLUSH_CACHE or by an instruction that Xen emulates. */
    void forGuest(long[] s, boolean instruction) {
        boolean every = (instruction ? design.instruction : design.hypercall) == Caches.EVERY_CPU;
        for (int c = 0; c < f.cpu.size(); c++) {
            if (every || c == f.here(s)) {
                f.lines.flushAll(s, c);
            }
        }
        if (acts.on()) {
            acts.did(
                    instruction ? "cache_op()" : "do_mmuext_op()",
                    "flushes the caches of " + (every ? "every CPU" : "CPU " + f.here(s)));
            for (int c = 0; c < f.cpu.size(); c++) {
                f.lines.left(acts, s, c, PAGE, "the vCPU is not there now");
            }
        }
    }

    /** The guest has mapped the page with another type than WB. */
    void mark(long[] s) {
        boolean marks = f.marked.bound() > 1;
        if (marks) {
            f.marked.set(s, 0, 1);
        }
        if (acts.on()) {
            acts.did(
                    "get_page_from_l1e()",
                    marks ? "marks the page non-coherent" : "does not mark that the page is mapped " + f.alias);
        }
    }

    /** The type of Xen's own mapping may be another one now. */
    void tellDirectmap(long[] s) {
        if (acts.on()) {
            acts.did("update_xen_mappings()", "makes Xen's own mapping " + f.directmap(s));
        }
    }

    /** The page is about to be validated as a page table. */
    void beforeValidation(long[] s) {
        flushMarked(s, design.flushesTables, "_get_page_type()");
    }

    /** The page is about to be freed. */
    void beforeFree(long[] s) {
        flushMarked(s, design.flushesFreed, "cleanup_page_mappings()");
        if (f.marked.bound() > 1) {
            f.marked.set(s, 0, 0);
        }
    }

    /** What follows reads the page, after an MFENCE if the design has one. */
    void beforeRead(long[] s) {
        if (late && design.fences) {
            f.lines.fence(s, f.here(s));
        }
    }

    private void flushMarked(long[] s, boolean flushes, String function) {
        if (f.arm) {
            return;
        }
        boolean does = flushes && f.marked.is(s, 0);
        if (does) {
            flushPage(s);
            f.marked.set(s, 0, 0);
        }
        if (acts.on()) {
            acts.did(
                    function,
                    does
                            ? flushed()
                            : "flushes nothing: " + (design.tracks() ? "the page is not marked" : "no page is marked"));
            f.lines.could(acts, s, PAGE);
        }
    }

    private String flushed() {
        return late && !design.fences ? "begins to flush the page, and does not wait" : "flushes the page";
    }

    /** CLFLUSH of the page's line (cache_flush()). */
    private void flushPage(long[] s) {
        if (late) {
            f.lines.beginFlush(s, f.here(s), PAGE);
        } else {
            f.lines.flush(s, PAGE);
        }
    }

    /** The page was read for validation. */
    void tellValidated(int data) {
        if (acts.on()) {
            acts.did(
                    "alloc_l1_table()",
                    "reads an entry that is " + f.dataText(data)
                            + (data == OLD ? ", and accepts it" : ", and refuses it"));
        }
    }

    /** On Arm the page is scrubbed as it is allocated, and flushed to RAM (alloc_heap_pages()). */
    void scrub(long[] s) {
        if (design.toRam == ToRam.BEFORE_SCRUB) {
            toRam(s);
        }
        f.lines.store(s, f.here(s), PAGE, MemType.WB, ZEROES);
        if (acts.on()) {
            acts.did("scrub_one_page()", "writes zeroes");
        }
        if (design.toRam == ToRam.AFTER_SCRUB) {
            toRam(s);
        } else if (acts.on()) {
            acts.did("alloc_heap_pages()", "does not flush the page once it is scrubbed");
            f.lines.could(acts, s, PAGE);
        }
    }

    private void toRam(long[] s) {
        boolean skips = top && !design.flushesTop;
        if (!skips) {
            f.lines.clean(s, PAGE);
            if (design.invalidates) {
                f.lines.invalidate(s, PAGE);
            }
        }
        if (acts.on()) {
            acts.did(
                    TO_RAM,
                    skips
                            ? "finds nothing to do: the end of the page is address 0"
                            : "writes the page back" + (design.invalidates ? ", and invalidates its lines" : ""));
            f.lines.could(acts, s, PAGE);
        }
    }
}
