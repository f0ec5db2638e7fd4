package dev.stalemate.systems.limited;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.CacheDraft.Checks;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.systems.limited.LimitedDesign.Caches;
import java.util.ArrayList;
import java.util.List;

/**
 * The page's line in caches and in RAM, and what happens to it.
 *
 * <pre>
 * xen-writes            the toolstack or Xen writes, by a mapping of type WB, on the CPU of the vCPU
 * make-uncached         an MTRR, or a range that is pinned: the guest's accesses are UC from here on
 * start, enter, exit    the guest runs first, is entered, and is left
 * guest-writes, move    it writes; its vCPU moves to another CPU while it is left
 * </pre>
 */
final class LimitedPage {
    static final String CURRENT = "reads-last-written";

    private static final int PAGE = 0;
    private static final String[] PLACES = {"being built", "left", "in the guest"};
    private static final int BUILT = 0;
    private static final int LEFT = 1;
    private static final int IN_GUEST = 2;

    private final LimitedDesign design;
    private final Scope scope;
    private final boolean device;
    private final Index cpu;
    private final Index data = Index.of("data", 2);
    private final Layout layout;
    private final Acts acts;
    private final CacheLines lines;
    private final IntField runsOn;
    private final IntField vcpu;
    private final IntField uncached;
    /** hypervisor_access_uc_hvm_memory. */
    private final IntField toFlush;

    private final IntField last;

    LimitedPage(LimitedDesign design, Scope scope) {
        this.design = design;
        this.scope = scope;
        device = scope.get(LimitedSettings.DEVICE);
        cpu = Index.of("cpu", scope.get(LimitedSettings.CPUS));
        Layout.Builder b = new Layout.Builder().interchangeable(cpu).lane(cpu);
        lines = CacheLines.of(cpu, Index.of("mfn", 1), data.size(), Integer::toString)
                .checking(scope.get(LimitedSettings.SELF_SNOOP) ? Checks.UC_AND_WC : Checks.NOTHING)
                .declare(b);
        runsOn = b.number("runs-on", cpu.size(), cpu::text);
        b.told(runsOn, Notation.of(cpu)).called(runsOn, "CPU of the vCPU").reference(runsOn, cpu, 0);
        vcpu = b.number("guest", PLACES.length, v -> PLACES[v]);
        uncached = b.flag("uncached");
        toFlush = b.part(design.entry != Caches.NONE).flag("to-flush");
        last = b.number("written-last", data.size(), Integer::toString);
        b.actor("Xen", "xen-writes", "start", "enter").actor("guest", "make-uncached", "guest-writes", "exit", "move");
        layout = b.build();
        acts = layout.acts();
    }

    long[] initial() {
        long[] s = layout.blank();
        vcpu.set(s, 0, scope.get(LimitedSettings.BUILDS) ? BUILT : LEFT);
        return s;
    }

    Layout layout() {
        return layout;
    }

    List<Action> actions() {
        List<Action> all = new ArrayList<>();
        if (scope.get(LimitedSettings.BUILDS) || scope.get(LimitedSettings.EMULATES)) {
            all.add(Action.named("xen-writes")
                    .over(data)
                    .when((s, a) -> mayWrite(s))
                    .then((s, a) -> xenWrites(s, (int) a[0])));
        }
        all.add(Action.named("make-uncached")
                .when((s, a) -> !isAt(s, IN_GUEST) && !uncached.is(s, 0))
                .then((s, a) -> makeUncached(s)));
        if (scope.get(LimitedSettings.BUILDS)) {
            all.add(Action.named("start").when((s, a) -> isAt(s, BUILT)).then((s, a) -> {
                flush(s, design.start, "domain_unpause()");
                vcpu.set(s, 0, LEFT);
            }));
        }
        all.add(Action.named("enter").when((s, a) -> isAt(s, LEFT)).then((s, a) -> {
            if (toFlush.is(s, 0)) {
                flush(s, design.entry, "vmx_vmenter_helper()");
                toFlush.set(s, 0, 0);
            }
            vcpu.set(s, 0, IN_GUEST);
        }));
        all.add(Action.named("exit").when((s, a) -> isAt(s, IN_GUEST)).then((s, a) -> vcpu.set(s, 0, LEFT)));
        all.add(Action.named("guest-writes")
                .over(data)
                .when((s, a) -> isAt(s, IN_GUEST))
                .then((s, a) -> write(s, uncached.is(s, 0) ? MemType.UC : MemType.WB, (int) a[0])));
        if (cpu.size() > 1) {
            all.add(Action.named("move")
                    .over("to", Domain.of(cpu))
                    .when((s, a) -> !isAt(s, IN_GUEST) && here(s) != a[0])
                    .then((s, a) -> runsOn.set(s, 0, (int) a[0])));
        }
        all.add(lines.actions().evictions());
        return all;
    }

    private boolean mayWrite(long[] s) {
        return isAt(s, BUILT) || (isAt(s, LEFT) && scope.get(LimitedSettings.EMULATES));
    }

    private void xenWrites(long[] s, int data) {
        write(s, MemType.WB, data);
        if (design.entry != Caches.NONE && isAt(s, LEFT) && uncached.is(s, 0)) {
            toFlush.set(s, 0, 1);
        }
    }

    private void write(long[] s, MemType type, int data) {
        lines.store(s, here(s), PAGE, type, data);
        last.set(s, 0, data);
    }

    private void makeUncached(long[] s) {
        boolean flushes = (design.building || !isAt(s, BUILT)) && isNeeded();
        flush(s, flushes ? design.change : Caches.NONE, "memory_type_changed()");
        uncached.set(s, 0, 1);
    }

    private boolean isNeeded() {
        boolean noSelfSnoop = !scope.get(LimitedSettings.SELF_SNOOP);
        return switch (design.needed) {
            case ANY_HARDWARE -> true;
            case NO_SELF_SNOOP -> noSelfSnoop;
            case NO_SNOOP -> noSelfSnoop || device;
        };
    }

    private void flush(long[] s, Caches whose, String function) {
        if (acts.on()) {
            acts.did(
                    function,
                    switch (whose) {
                        case NONE -> "flushes nothing";
                        case THIS_CPU -> "flushes the cache of CPU " + here(s);
                        case EVERY_CPU -> "flushes the caches of every CPU";
                    });
        }
        for (int c = 0; c < cpu.size(); c++) {
            if (whose == Caches.EVERY_CPU || (whose == Caches.THIS_CPU && c == here(s))) {
                lines.flushAll(s, c);
            } else if (acts.on()) {
                lines.left(acts, s, c, PAGE, whose == Caches.NONE ? "" : "the vCPU is not there now");
            }
        }
    }

    List<Law> laws() {
        return List.of(Law.always(
                        CURRENT,
                        Breaks.COHERENCE,
                        "a guest that has uncached memory reads there what was written last, and so does its device")
                .where(s -> isAt(s, IN_GUEST) && uncached.is(s, 0))
                .holds(s -> guestReads(s) == last.get(s, 0) && (!device || deviceReads(s) == last.get(s, 0)))
                .saying(s -> "written last: " + last.get(s, 0) + "; the guest reads: " + guestReads(s)
                        + (device ? "; the device reads: " + deviceReads(s) : "")));
    }

    private int guestReads(long[] s) {
        return lines.wouldLoad(s, here(s), PAGE, MemType.UC);
    }

    private int deviceReads(long[] s) {
        return lines.deviceReads(s, PAGE, false);
    }

    private boolean isAt(long[] s, int place) {
        return vcpu.get(s, 0) == place;
    }

    private int here(long[] s) {
        return runsOn.get(s, 0);
    }
}
