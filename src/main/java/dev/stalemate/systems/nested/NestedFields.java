package dev.stalemate.systems.nested;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.nested.NestedSettings.Kind;

/** What a state of nested EPT holds: three levels of addresses, shadows, what CPUs cache, and the next steps of vCPUs and L0. */
final class NestedFields {
    final Scope scope;
    final NestedDesign design;
    final Layout layout;
    final Index vcpu;
    final Index cpu;
    final Index eptp;
    final Index slot;
    final Index l2Frame;
    final Index frame;
    final MachineFrames frames;

    /** Where each vCPU stands. */
    final Program vcpus;
    /** Where L0 stands in a change of its p2m. */
    final Program l0;

    final int out;
    final int in;
    final int filling;
    final int hypercall;
    final int refused;
    final int idle;

    /** 1 + the CPU that a vCPU runs on, or last ran on, or 0. */
    final IntField place;
    /** 1 + the EPTP that L1 has loaded on a vCPU, or 0. */
    final IntField loaded;
    /** 1 + the slot of the shadow that a vCPU runs L2 with, or 0. */
    final IntField active;
    /** 1 + the L1 frame that an EPT of L1's maps a frame of L2 to, or 0. */
    final IntField ept12;
    /** 1 + the machine frame of an L1 frame, or 0. */
    final IntField p2m;

    final ShadowTables tables;

    /** Whether an EPT of L1's has changed in a way that a vCPU may still use the old translation until its next INVEPT. */
    final IntField owed;
    /** CPUs that drop all translations before a vCPU runs there. */
    final IntField pending;
    /** A mask of CPUs for each vCPU; {@link NestedDesign#INVEPT} says what it means. */
    final IntField mask;
    /** vCPUs whose shadow was emptied while they were off their CPUs. */
    final IntField behind;
    /** 1 + the L2 frame of a vCPU's access or violation, or 0. */
    final IntField wanted;
    /** What a look-up found: 1 + a machine frame. */
    final IntField found;

    final IntField cause;
    final IntField given;
    final IntField pages;
    final IntField leaving;
    final IntField caller;
    final IntField toFlush;
    final IntField l1Left;
    final IntField p2mLeft;
    final IntField movesLeft;

    final Tally interrupts;
    final Tally flushes;
    final Tally fills;

    final boolean race;
    final int span;
    final int pool;

    NestedFields(Scope scope, NestedDesign design) {
        this.scope = scope;
        this.design = design;
        if (scope.get(NestedSettings.HOLES) > scope.get(NestedSettings.FRAMES)) {
            throw new IllegalArgumentException(
                    "scope setting holes: there are only " + scope.get(NestedSettings.FRAMES) + " frames");
        }
        vcpu = Index.of("vcpu", scope.get(NestedSettings.VCPUS));
        cpu = Index.of("cpu", scope.get(NestedSettings.CPUS));
        eptp = Index.of("eptp", scope.get(NestedSettings.EPTPS));
        slot = Index.of("slot", scope.get(NestedSettings.SLOTS));
        l2Frame = Index.of("l2-frame", scope.get(NestedSettings.L2_FRAMES));
        frame = Index.of("frame", scope.get(NestedSettings.FRAMES));
        race = scope.get(NestedSettings.RACE);
        span = scope.get(NestedSettings.SPAN);
        pool = scope.get(NestedSettings.POOL);
        int l1Changes = scope.get(NestedSettings.L1_CHANGES);
        int p2mChanges = scope.get(NestedSettings.P2M_CHANGES);
        boolean outcomes = scope.get(NestedSettings.OUTCOMES);
        boolean balloons = p2mChanges > 0 && scope.get(NestedSettings.KINDS).contains(Kind.BALLOON);
        Layout.Builder b = new Layout.Builder().place(l2Frame).place(frame);
        b.actor("L1 guest", "l1-maps")
                .actor("toolstack", "foreign-remove")
                .actor("L0", "copy-on-write", "empty-active", "empty-all", "flush", "free");
        vcpus = new Program(b, vcpu, "out", "in", "fill", "hypercall", "refused", "start");
        out = vcpus.place("out");
        in = vcpus.place("in");
        filling = vcpus.place("fill");
        hypercall = vcpus.place("hypercall");
        refused = vcpus.place("refused");
        Index one = Index.single("l0");
        l0 = new Program(b, one, "idle", "empty-all", "empty-active", "flush", "free");
        idle = l0.place("idle");
        place = b.number("vcpu.cpu", 1 + cpu.size(), NestedFields::orNone, vcpu);
        loaded = b.number("vcpu.eptp", 1 + eptp.size(), NestedFields::orNone, vcpu);
        active = b.number("vcpu.slot", 1 + slot.size(), NestedFields::orNone, vcpu);
        ept12 = b.number("ept12", 1 + frame.size(), NestedFields::orNone, eptp, l2Frame);
        p2m = b.number("p2m", 1 + frame.size() + scope.get(NestedSettings.SPARE), NestedFields::orNone, frame);
        frames = new MachineFrames(b, true, frame.size() + scope.get(NestedSettings.SPARE));
        tables = new ShadowTables(b, this);
        owed = b.number("owed", l1Changes > 0 ? 2 : 1, Integer::toString, vcpu, eptp, l2Frame);
        pending = b.number("cpu.flush-at-entry", design.flushesAtEntry() ? 2 : 1, Integer::toString, cpu);
        mask = b.number(
                "vcpu.mask", design.marksArrivals() || design.tracksWhereItRan() ? 2 : 1, Integer::toString, vcpu, cpu);
        behind = b.number("vcpu.behind", design.shared ? 2 : 1, Integer::toString, vcpu);
        wanted = b.number("vcpu.wants", race || span > 0 ? 1 + l2Frame.size() : 1, NestedFields::orNone, vcpu);
        found = b.number("vcpu.found", race ? 1 + frames.index().size() : 1, NestedFields::orNone, vcpu);
        int levels = outcomes ? 1 + NestedDesign.Level.values().length : 1;
        cause = b.number("violation.cause", levels, NestedFields::level, vcpu);
        given = b.number("violation.given-to", levels, NestedFields::level, vcpu);
        pages = b.number("vcpu.pages", 1 + pool, Integer::toString, vcpu);
        leaving = b.number("l0.leaving", p2mChanges > 0 ? 1 + frames.index().size() : 1, NestedFields::orNone);
        caller = b.number("l0.caller", balloons ? 1 + vcpu.size() : 1, NestedFields::orNone);
        toFlush = b.number("l0.to-flush", p2mChanges > 0 ? 2 : 1, Integer::toString, cpu);
        l1Left = budget(b, "l1.changes-left", l1Changes);
        p2mLeft = budget(b, "l0.changes-left", p2mChanges);
        movesLeft = budget(b, "moves-left", scope.get(NestedSettings.MOVES));
        b.unseen(l1Left, p2mLeft, movesLeft);
        tell(b);
        boolean costs = scope.get(NestedSettings.COSTS);
        interrupts = new Tally(b, "interprocessor interrupts", costs);
        flushes = new Tally(b, "flushes", costs);
        fills = new Tally(b, "fills", costs);
        declareAlike(b);
        layout = b.build();
    }

    private void tell(Layout.Builder b) {
        Notation mfn = Notation.of("none", frames.index());
        b.told(place, Notation.of("none", cpu))
                .told(loaded, Notation.of("none", eptp))
                .told(active, Notation.of("none", slot))
                .told(ept12, Notation.of("none", frame))
                .told(p2m, mfn)
                .told(found, mfn)
                .told(leaving, mfn)
                .told(wanted, Notation.of("none", l2Frame))
                .told(caller, Notation.of("none", vcpu));
    }

    private static IntField budget(Layout.Builder b, String name, int most) {
        return b.number(name, most == NestedSettings.ANY ? 1 : 1 + most, Integer::toString);
    }

    /** Whether a budget allows one more. */
    static boolean allows(IntField budget, long[] s) {
        return budget.width() == 0 || budget.is(s, 0);
    }

    /** Takes one from a budget. */
    static void spend(IntField budget, long[] s) {
        if (budget.width() > 0) {
            budget.set(s, 0, budget.get(s, 0) - 1);
        }
    }

    /** Frames, EPTs and slots are alike too, but not in the initial state: each EPT maps other frames, and slots are taken in order. */
    private void declareAlike(Layout.Builder b) {
        b.interchangeable(vcpu).interchangeable(cpu);
        b.reference(place, cpu, 1).reference(caller, vcpu, 1);
    }

    static String orNone(int value) {
        return value == 0 ? "none" : Integer.toString(value - 1);
    }

    private static String level(int value) {
        return value == 0 ? "none" : LEVELS[value - 1].name();
    }

    private static final NestedDesign.Level[] LEVELS = NestedDesign.Level.values();

    /** The number that states store for a level. */
    @SuppressWarnings("EnumOrdinal") // states are never kept longer than the code that wrote them
    static int number(NestedDesign.Level level) {
        return 1 + level.ordinal();
    }

    long[] initial() {
        long[] s = layout.blank();
        int holes = scope.get(NestedSettings.HOLES);
        for (int m = 0; m < frames.index().size(); m++) {
            boolean mapped = m < frame.size() - holes;
            if (mapped) {
                p2m.set(s, m, m + 1);
            }
            frames.own(s, m, mapped ? Owner.GUEST : Owner.FREE);
        }
        for (int e = 0; e < eptp.size(); e++) {
            for (int g = 0; g < l2Frame.size(); g++) {
                ept12.set(s, e * l2Frame.size() + g, 1 + (e + g) % frame.size());
            }
        }
        for (int v = 0; v < vcpu.size(); v++) {
            vcpus.goTo(s, v, pool > 0 ? vcpus.place("start") : out);
        }
        l1Left.set(s, 0, l1Left.bound() - 1);
        p2mLeft.set(s, 0, p2mLeft.bound() - 1);
        movesLeft.set(s, 0, movesLeft.bound() - 1);
        return s;
    }

    /** The CPU that a vCPU runs on, or last ran on, or -1. */
    int cpuOf(long[] s, int v) {
        return place.get(s, v) - 1;
    }

    boolean isIn(long[] s, int v) {
        return vcpus.isAt(s, v, in);
    }

    /** Whether a vCPU has a CPU, in L2, in L1, or in L0 on its behalf. */
    boolean isScheduled(long[] s, int v) {
        return vcpus.isAt(s, v, in) || vcpus.isAt(s, v, filling) || vcpus.isAt(s, v, hypercall);
    }

    /** Whether a vCPU is scheduled on a CPU. */
    boolean isBusy(long[] s, int c) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (cpuOf(s, v) == c && isScheduled(s, v)) {
                return true;
            }
        }
        return false;
    }

    /** 1 + the L1 frame behind an L2 frame, as L1 has it now, or 0. */
    int l1Frame(long[] s, int e, int g) {
        return ept12.get(s, e * l2Frame.size() + g);
    }

    /** 1 + the machine frame behind an L2 frame, as both levels have it now, or 0. */
    int composed(long[] s, int e, int g) {
        int f = l1Frame(s, e, g);
        return f == 0 ? 0 : p2m.get(s, f - 1);
    }

    /** What a vCPU may use for an L2 frame, in words; empty if it isn't in L2, or there is no translation. */
    String uses(long[] s, int v, int g) {
        return isIn(s, v) && active.is(s, v) ? tables.uses(s, cpuOf(s, v), v, active.get(s, v) - 1, g) : "";
    }

    int owedAt(int v, int e, int g) {
        return (v * eptp.size() + e) * l2Frame.size() + g;
    }
}
