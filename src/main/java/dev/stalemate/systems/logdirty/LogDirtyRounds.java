package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program.Step;
import dev.stalemate.systems.logdirty.LogDirtyDesign.Mapping;
import dev.stalemate.systems.logdirty.LogDirtyDesign.Protects;
import java.util.ArrayList;
import java.util.List;

/**
 * The migration: the toolstack's two hypercalls, and its copying.
 *
 * <pre>
 * start (hap_enable_log_dirty()):
 *     begin       the guest is paused, and marks are kept from here on
 *     enable      p2m lock; each p2m_ram_rw becomes p2m_ram_logdirty
 *     flush       all TLBs; the guest goes on
 * a round (paging_log_dirty_op(), hap_clean_dirty_bitmap()):
 *     read        the guest is paused, and CPUs' logs are emptied; the marks are read, and cleared
 *     protect     as enable
 *     flush       as above
 *     copy        each gfn that was marked, in any order
 * </pre>
 */
final class LogDirtyRounds {
    private static final String READS = "paging_log_dirty_op()";
    private static final String PROTECTS = "p2m_change_entry_type_global()";
    private static final String FLUSHES = "guest_flush_tlb_mask()";

    private final LogDirtyFields f;
    private final LogDirtyDesign design;
    private final Acts acts;
    private final int copying;

    LogDirtyRounds(LogDirtyFields fields, LogDirtyDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
        this.copying = fields.round.place("copy");
    }

    List<Action> all() {
        f.round
                .step("idle")
                .called("begin")
                .atWill()
                .when((s, r) -> mayPause(s))
                .then(this::begin, "enable");
        f.round
                .step("enable")
                .when((s, r) -> !f.isLocked(s))
                .then((s, r) -> protect(s, design.protects != Protects.IN_ROUNDS), "flush");
        Step protect = f.round.step(design.readsFirst ? "protect" : "copy").called("protect");
        Step read = f.round.step(design.readsFirst ? "copy" : "read").called("read");
        (design.readsFirst ? read : protect).atWill();
        protect.when((s, r) -> !f.isLocked(s) && (design.readsFirst || mayBeginRound(s)))
                .then((s, r) -> protect(s, design.protects != Protects.AT_START), "flush");
        String after = design.readsFirst ? "protect" : "copy";
        read.when((s, r) -> (!design.readsFirst || mayBeginRound(s)) && (!design.emptiesLog || f.pml.isEmpty(s)))
                .then(this::read, design.clearsAsRead ? after : "clear");
        if (!design.clearsAsRead) {
            f.round.step("clear").then((s, r) -> clear(s), after);
        }
        f.round.step("flush").then(this::flush, design.readsFirst ? "copy" : "read");

        List<Action> all = new ArrayList<>(f.round.actions());
        all.add(f.log.copy(f::isRam, (s, g) -> isCopying(s) && f.type.get(s, g) != LogDirtyFields.ON_DEMAND));
        all.add(f.log.stopGuest(s -> isCopying(s) && isQuiet(s)));
        all.add(f.log.end());
        return all;
    }

    private boolean isCopying(long[] s) {
        return f.round.isAt(s, 0, copying);
    }

    private boolean mayBeginRound(long[] s) {
        return f.log.mayRead(s) && mayPause(s);
    }

    /** A pause waits until no vCPU is in Xen. */
    private boolean mayPause(long[] s) {
        return !design.pauses || f.inGuest(s);
    }

    private boolean isQuiet(long[] s) {
        return f.inGuest(s) && f.call.isAt(s, 0, 0) && f.model.isAt(s, 0, 0);
    }

    private void begin(long[] s, int r) {
        f.log.begin(s);
        if (acts.on()) {
            acts.routine("hap_enable_log_dirty()", "sets PG_log_dirty");
        }
    }

    private void protect(long[] s, boolean protects) {
        if (acts.on()) {
            acts.did(
                    PROTECTS,
                    protects ? "turns p2m_ram_rw into p2m_ram_logdirty" : "is not called: pages stay writable");
        }
        for (int g = 0; protects && g < f.gfn.size(); g++) {
            if (f.type.get(s, g) == LogDirtyFields.RW) {
                f.type.set(s, g, LogDirtyFields.LOGDIRTY);
            }
        }
    }

    private void flush(long[] s, int r) {
        if (acts.on()) {
            acts.did(FLUSHES, design.flushes ? "flushes every TLB" : "is not called");
            for (int v = 0; v < f.vcpu.size(); v++) {
                f.tlb.could(acts, s, v);
            }
        }
        for (int v = 0; design.flushes && v < f.vcpu.size(); v++) {
            f.tlb.flush(s, v);
        }
    }

    private void read(long[] s, int r) {
        int mapped = f.mapped.get(s, 0);
        boolean last = !f.log.guestRuns(s) && mapped != 0;
        boolean marks = last && design.mapping == Mapping.AT_UNMAP_AND_END;
        if (marks) {
            f.log.mark(s, mapped - 1);
        }
        if (acts.on() && last) {
            acts.did(
                    "hvm_mapped_guest_frames_mark_dirty()",
                    marks ? "marks what Xen has mapped" : "is not called: what Xen has mapped is not marked");
            f.log.could(acts, mapped - 1);
        }
        if (acts.on()) {
            acts.did(READS, "reads " + marked(s) + (design.clearsAsRead ? ", and clears them" : ""));
            for (int g = 0; design.clearsAsRead && g < f.gfn.size(); g++) {
                f.log.could(acts, g);
            }
        }
        f.log.read(s);
        if (design.clearsAsRead) {
            f.log.clear(s);
        }
    }

    private void clear(long[] s) {
        if (acts.on()) {
            acts.did(READS, "clears " + marked(s));
            for (int g = 0; g < f.gfn.size(); g++) {
                f.log.could(acts, g);
            }
        }
        f.log.clear(s);
    }

    private String marked(long[] s) {
        StringBuilder all = new StringBuilder();
        for (int g = 0; g < f.gfn.size(); g++) {
            if (f.log.isMarked(s, g)) {
                all.append(all.isEmpty() ? "" : ", ").append(f.gfn.text(g));
            }
        }
        return all.isEmpty() ? "the marks: there are none" : "the marks of gfn " + all;
    }
}
