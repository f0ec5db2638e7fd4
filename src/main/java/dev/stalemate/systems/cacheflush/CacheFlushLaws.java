package dev.stalemate.systems.cacheflush;

import static dev.stalemate.systems.cacheflush.CacheFlushFields.FLUSHED;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.NEW;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.OTHER;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.OTHERS;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.PAGE;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.TABLE;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.List;

/** What must be true of what CPUs and a device would read now. */
final class CacheFlushLaws {
    static final String CURRENT = "current-after-flush";
    static final String VALIDATED = "only-validated-entries";
    static final String LEFTOVER = "no-leftover";
    static final String HOST = "host-reads-guests-writes";
    static final String OWN = "reads-own-writes";

    private final CacheFlushFields f;

    CacheFlushLaws(CacheFlushFields fields) {
        f = fields;
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        if (f.device) {
            return List.of(current());
        }
        return f.tables ? List.of(validated()) : List.of(leftover(), f.takes ? host() : own());
    }

    private Law current() {
        return Law.always(
                        CURRENT,
                        Breaks.COHERENCE,
                        "after a guest's flush, the guest and a device read what either of them has written last")
                .where(s -> f.shared.get(s, 0) == FLUSHED)
                .holds(s -> cpusRead(s) == f.last.get(s, 0) && deviceReads(s) == f.last.get(s, 0))
                .saying(s -> "written last: " + f.dataText(f.last.get(s, 0)) + "; CPUs read: " + f.dataText(cpusRead(s))
                        + "; the device reads: " + f.dataText(deviceReads(s)));
    }

    private Law validated() {
        return Law.always(VALIDATED, Breaks.ISOLATION, "no CPU walks a page-table entry that Xen has not validated")
                .where(s -> f.isUsed(s, TABLE))
                .holds(s -> cpusRead(s) != NEW)
                .saying(s -> "the page is a page table, and a walk of it would find an entry that is unsafe");
    }

    private Law leftover() {
        return Law.always(LEFTOVER, Breaks.ISOLATION, "a guest reads nothing that the page's owner before it has left")
                .where(s -> f.isOwner(s, OTHER))
                .holds(s -> !f.isOwner(s, OTHER) || f.otherReads(s) > NEW)
                .saying(s -> "the other guest would read what the first one has left: " + f.dataText(f.otherReads(s)));
    }

    private Law own() {
        return Law.always(
                        OWN, Breaks.COHERENCE, "a guest that has turned its caches on reads what it has written before")
                .where(s -> f.isOwner(s, OTHER) && f.last.get(s, 0) == OTHERS)
                .holds(s -> f.otherReads(s) == OTHERS)
                .saying(s -> "the other guest would read " + f.dataText(f.otherReads(s))
                        + " where it has written something else");
    }

    private Law host() {
        return Law.always(
                        HOST,
                        Breaks.COHERENCE,
                        "the host reads what a guest has written to a page that it takes from it")
                .where(s -> f.isOwner(s, CacheFlushFields.HOST))
                .holds(s -> f.hostReads(s) == f.last.get(s, 0))
                .saying(s ->
                        "the host reads " + f.dataText(f.hostReads(s)) + " where the guest has written something else");
    }

    /** What a CPU would read, or walk: the caches of all are coherent, so that it doesn't matter which. */
    private int cpusRead(long[] s) {
        return f.lines.wouldLoad(s, f.here(s), PAGE, MemType.WB);
    }

    private int deviceReads(long[] s) {
        return f.lines.deviceReads(s, PAGE, false);
    }
}
