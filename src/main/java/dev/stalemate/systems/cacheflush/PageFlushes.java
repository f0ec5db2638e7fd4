package dev.stalemate.systems.cacheflush;

import static dev.stalemate.systems.cacheflush.CacheFlushFields.OLD;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.PAGE;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.ZEROES;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.cacheflush.CacheFlushDesign.Caches;
import dev.stalemate.systems.cacheflush.CacheFlushDesign.ToRam;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where the hypervisor flushes caches or does not, and what it tells of that. */
final class PageFlushes {
    private final CacheFlushFields f;
    private final CacheFlushDesign design;
    private final Acts acts;
    private final boolean top;
    private final boolean late;

    PageFlushes(CacheFlushFields fields, CacheFlushDesign design) {
        f = fields;
        this.design = design;
        acts = fields.layout.acts();
        top = fields.scope.get(CacheFlushSettings.TOP);
        late = fields.scope.get(CacheFlushSettings.LATE_CLFLUSH);
    }

    /** The guest asks for a flush of caches, by MMUEXT_FLUSH_CACHE or by WBINVD, which is emulated. */
    void forGuest(long[] s, boolean instruction) {
        Caches whose = instruction ? design.instruction : design.hypercall;
        if (acts.on()) {
            acts.did(instruction ? design.wbinvd() : "do_mmuext_op()", flushed(s, whose));
            for (int c = 0; c < f.cpu.size(); c++) {
                if (!isFlushed(s, c, whose)) {
                    f.lines.left(acts, s, c, PAGE, whyNot(whose));
                }
            }
        }
        for (int c = 0; c < f.cpu.size(); c++) {
            if (isFlushed(s, c, whose)) {
                f.lines.flushAll(s, c);
            }
        }
        if (f.forgetting.bound() > 1) {
            f.forgetting.set(s, 0, 1 + f.here(s));
        } else {
            forgetAllBut(s, f.here(s));
        }
    }

    /** The rest of a flush, after which the guest goes on. */
    void forgetCpus(long[] s) {
        int flushedOn = f.forgetting.get(s, 0) - 1;
        forgetAllBut(s, flushedOn);
        f.forgetting.set(s, 0, 0);
        if (acts.on()) {
            acts.did(design.wbinvd(), "forgets all CPUs" + (design.staysNoted ? " but CPU " + flushedOn : ""));
        }
    }

    private void forgetAllBut(long[] s, int flushedOn) {
        for (int c = 0; c < f.cpu.size(); c++) {
            f.note(s, c, design.staysNoted && c == flushedOn);
        }
    }

    private static String whyNot(Caches whose) {
        return switch (whose) {
            case THIS_CPU -> "the vCPU is not there now";
            case NOTED_CPUS -> "that CPU is not noted";
            case NONE, EVERY_CPU -> "";
        };
    }

    private boolean isFlushed(long[] s, int c, Caches whose) {
        return switch (whose) {
            case NONE -> false;
            case THIS_CPU -> c == f.here(s);
            case NOTED_CPUS -> c == f.here(s) || f.noted.is(s, c);
            case EVERY_CPU -> true;
        };
    }

    private String flushed(long[] s, Caches whose) {
        return switch (whose) {
            case NONE -> "flushes nothing";
            case THIS_CPU -> "flushes the cache of CPU " + f.here(s);
            case NOTED_CPUS -> "flushes the caches of the CPUs that are noted: " + noted(s);
            case EVERY_CPU -> "flushes the caches of every CPU";
        };
    }

    private String noted(long[] s) {
        return IntStream.range(0, f.cpu.size())
                .filter(c -> isFlushed(s, c, Caches.NOTED_CPUS))
                .mapToObj(c -> "CPU " + f.cpu.text(c))
                .collect(Collectors.joining(", "));
    }

    /** The vCPU comes to another CPU. */
    void atMove(long[] s, int to) {
        if (design.atMove) {
            f.lines.flushAll(s, f.here(s));
        }
        f.note(s, to, true);
        if (acts.on() && (design.atMove || design.notes())) {
            acts.did(
                    "kvm_arch_vcpu_load()",
                    design.atMove ? "flushes the cache of CPU " + f.here(s) : "notes CPU " + to);
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

    /** On Arm the page is scrubbed as it is allocated, and flushed to RAM; by KVM as it is mapped for a guest with its caches off. */
    void scrub(long[] s) {
        if (design.toRam == ToRam.BEFORE_SCRUB) {
            toRam(s);
        }
        f.lines.store(s, f.here(s), PAGE, MemType.WB, ZEROES);
        if (acts.on()) {
            acts.did(design.scrub(), "writes zeroes");
        }
        if (design.toRam == ToRam.AFTER_SCRUB) {
            toRam(s);
        } else if (acts.on()) {
            acts.did(design.allocate(), "does not flush the page once it is scrubbed");
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
                    design.flushToRam(),
                    skips
                            ? "finds nothing to do: the end of the page is address 0"
                            : "writes the page back" + (design.invalidates ? ", and invalidates its lines" : ""));
            f.lines.could(acts, s, PAGE);
        }
    }

    /** On Arm the host takes the page from a guest, and is about to read it. */
    void forHost(long[] s) {
        flushOrNot(s, design.flushesTaken, "unmap_ptes()");
    }

    /** On Arm a guest turns its caches on. */
    void atCachesOn(long[] s) {
        if (design.flushesAtOn) {
            flushOrNot(s, true, "access_sctlr()");
        } else if (acts.on() && f.scope.get(CacheFlushSettings.FILLS)) {
            acts.did("the write of SCTLR", "is not trapped, and nothing is flushed");
            f.lines.could(acts, s, PAGE);
        }
    }

    private void flushOrNot(long[] s, boolean flushes, String function) {
        if (acts.on()) {
            acts.did(function, flushes ? "flushes the page" : "flushes nothing");
            f.lines.could(acts, s, PAGE);
        }
        if (flushes) {
            f.lines.flush(s, PAGE);
        }
    }
}
