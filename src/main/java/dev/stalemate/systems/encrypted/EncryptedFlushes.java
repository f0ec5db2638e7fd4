package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Acts;
import dev.stalemate.systems.encrypted.EncryptedDesign.AtMove;
import dev.stalemate.systems.encrypted.EncryptedDesign.Whose;

/** Flushes of caches for a VM, and what a design tells of them. */
final class EncryptedFlushes {
    private static final String FLUSH = "sev_writeback_caches()";

    private final EncryptedFields f;
    private final EncryptedDesign design;
    private final EncryptedVcpus vcpus;
    private final Acts acts;

    EncryptedFlushes(EncryptedFields fields, EncryptedVcpus vcpus) {
        f = fields;
        design = fields.design;
        this.vcpus = vcpus;
        acts = fields.layout.acts();
    }

    /** A thread reads the mask of a VM, for the CPUs to interrupt. */
    void pick(long[] s, int h, int v) {
        for (int c = 0; c < f.cpu.size(); c++) {
            boolean picked = f.isEncrypted(s, v) && f.haveRun.is(s, f.maskAt(v, c));
            f.toFlush.set(s, h * f.cpu.size() + c, picked ? 1 : 0);
            if (picked && design.clears) {
                f.haveRun.set(s, f.maskAt(v, c), 0);
            }
        }
        if (acts.on()) {
            acts.routine(FLUSH, "reads the mask of VM " + v + (design.clears ? ", and clears it" : ""));
        }
    }

    private boolean isFlushed(long[] s, int h, int v, int c) {
        return f.isEncrypted(s, v)
                && switch (design.whose) {
                    case ALL -> true;
                    case HAVE_RUN -> f.toFlush.is(s, h * f.cpu.size() + c);
                    case THIS -> c == 0;
                };
    }

    /** The CPUs are interrupted, and write their caches back. */
    void flush(long[] s, int h, int v) {
        if (acts.on()) {
            acts.did(
                    FLUSH, f.isEncrypted(s, v) ? flushed(s, h, v) : "does nothing: VM " + v + " is no encrypted guest");
            leave(s, h, v);
        }
        for (int c = 0; c < f.cpu.size(); c++) {
            if (isFlushed(s, h, v, c)) {
                vcpus.kick(s, c);
                flush(s, c);
            }
            f.toFlush.set(s, h * f.cpu.size() + c, 0);
        }
    }

    private void flush(long[] s, int c) {
        if (design.invalidates) {
            f.lines.flushAll(s, c);
        } else {
            f.lines.writeBackAll(s, c);
        }
    }

    private String flushed(long[] s, int h, int v) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < f.cpu.size(); c++) {
            if (isFlushed(s, h, v, c)) {
                text.append(text.isEmpty() ? "flushes CPU " : ", CPU ").append(c);
            }
        }
        return text.isEmpty() ? "flushes no CPU" : text.toString();
    }

    private void leave(long[] s, int h, int v) {
        String why =
                switch (design.whose) {
                    case ALL -> "";
                    case HAVE_RUN -> f.isEncrypted(s, v) ? "its CPU is not in the mask of VM " + v : "";
                    case THIS -> "it is another CPU's";
                };
        for (int c = 0; c < f.cpu.size(); c++) {
            for (int p = 0; p < f.page.size(); p++) {
                if (!isFlushed(s, h, v, c)) {
                    f.lines.left(acts, s, c, f.lines.line(1, p), why);
                }
            }
        }
    }

    /** Tells of each line of the guest's that could have been flushed. */
    void could(long[] s) {
        for (int p = 0; p < f.page.size(); p++) {
            f.lines.could(acts, s, f.lines.line(1, p));
        }
    }

    /** One page is flushed in all caches, or all are (-1): by the address with the C-bit, or by any if aliases are coherent. */
    void flushPages(long[] s, int only) {
        if (acts.on()) {
            acts.did(
                    f.coherent ? "clflush_cache_range()" : "MSR_AMD64_VM_PAGE_FLUSH", "flushes the page in all caches");
            could(s);
        }
        for (int p = 0; p < f.page.size(); p++) {
            if (only < 0 || only == p) {
                f.lines.flush(s, f.lines.line(f.coherent ? 0 : 1, p));
            }
        }
    }

    /** The guest moves from VM 0 to VM 1 (sev_vm_move_enc_context_from()). */
    void move(long[] s) {
        boolean first = design.atMove == AtMove.FLUSHES_FIRST;
        if (acts.on()) {
            acts.did(
                    "sev_vm_move_enc_context_from()",
                    switch (design.atMove) {
                        case NOTHING -> "flushes nothing";
                        case COPIES -> "copies the mask, and flushes nothing";
                        case FLUSHES_LATE -> "flushes nothing: VM 0 is no encrypted guest any more";
                        case FLUSHES_FIRST -> "flushes the CPUs on which VM 0 has run";
                    });
            could(s);
        }
        for (int c = 0; c < f.cpu.size(); c++) {
            boolean ran = design.whose != Whose.HAVE_RUN || f.haveRun.is(s, f.maskAt(0, c));
            if (first && ran) {
                flush(s, c);
            }
            if (design.atMove == AtMove.COPIES && ran && f.haveRun.bound() > 1) {
                f.haveRun.set(s, f.maskAt(1, c), 1);
            }
        }
        f.moved.set(s, 0, 1);
    }
}
