package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.List;

/** What the list promises: nothing is left unzapped, memory is freed once and not used after that, nothing races, no vCPU waits for ever. */
final class ZapListLaws {
    static final String ZAPPED = "leaves-zapped";
    static final String FLAG_CLEAR = "flag-clear-list-empty";
    static final String LISTED = "listed-not-freed";
    static final String NO_LEAK = "no-leaked-range";
    static final String NO_USE = "no-use-after-free";
    static final String FREED_ONCE = "no-double-free";
    static final String NO_RACE = "no-data-race";
    static final String NO_DEADLOCK = "deadlock-free";
    static final String WAITER_LEAVES = "waiter-leaves";

    private final ZapListFields f;
    private final ZapListAt at;

    ZapListLaws(ZapListFields fields, ZapListAt at) {
        this.f = fields;
        this.at = at;
    }

    List<Law> all() {
        return List.of(
                Law.always(
                                ZAPPED,
                                Breaks.COHERENCE,
                                "when a vCPU has returned, each range of its update has been zapped")
                        .where(f.vcpu.any(at::isIdle))
                        .none(
                                f.vcpu,
                                f.range,
                                this::isUnzapped,
                                (s, v, r) -> "vcpu " + v + " has returned, and range " + r
                                        + " was not zapped since its update"),
                Law.always(
                                FLAG_CLEAR,
                                Breaks.COHERENCE,
                                "while no vCPU holds the lock, the flag is clear only if the list is empty")
                        .where(s -> !f.lock.is(s, 0) && !f.zapping.is(s, 0))
                        .holds(s -> !f.first.is(s, 0)),
                Law.always(LISTED, Breaks.ISOLATION, "every entry in the list is allocated")
                        .where(s -> f.first.is(s, 0))
                        .holds(s -> !f.linksFreed(s)),
                Law.always(NO_LEAK, Breaks.SPEED, "every allocated entry is in the list or held by a vCPU")
                        .where(f.entry.any(f.allocated::is))
                        .none(
                                f.entry,
                                this::isLeaked,
                                (s, e) -> "entry " + e + " is not in the list, and no vCPU holds it"),
                Law.always(NO_USE, Breaks.ISOLATION, "no vCPU is about to read or write a range that was freed")
                        .where(f.vcpu.any(at::uses))
                        .none(f.vcpu, at::usesFreed, (s, v) -> "vcpu " + v + " is about to use a range that was freed"),
                Law.always(FREED_ONCE, Breaks.ISOLATION, "no vCPU is about to free a range that is free")
                        .where(f.vcpu.any(at::frees))
                        .none(f.vcpu, at::freesFreed, (s, v) -> "vcpu " + v + " is about to free a range that is free"),
                at.races(NO_RACE),
                Law.deadlockFree(NO_DEADLOCK, "some vCPU can go on, unless no update is under way")
                        .holds(f.vcpu.every(at::isIdle)),
                // Of the first vCPU: all are alike.
                Law.eventually(
                                WAITER_LEAVES,
                                "a vCPU that waits for the flag leaves eventually, whatever other vCPUs queue")
                        .where(s -> at.waits(s, 0))
                        .holds(s -> at.isIdle(s, 0)));
    }

    private boolean isUnzapped(long[] s, int v, int r) {
        return at.isIdle(s, v) && f.pending.is(s, v * f.ranges + r);
    }

    private boolean isLeaked(long[] s, int e) {
        return f.allocated.is(s, e) && !isHeld(s, e) && !f.isLinked(s, e);
    }

    private boolean isHeld(long[] s, int e) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            if (at.holds(s, v, e)) {
                return true;
            }
        }
        return false;
    }
}
