package dev.stalemate.paging;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import java.util.function.IntPredicate;

/**
 * A guest's frames and the machine frames behind them, as a piece of a layout: the p2m, the mfn in each second-level leaf, owners, each
 * CPU's TLB, and flushes that are requested first and done later.
 *
 * <p>Whether a leaf is present is the system's to say, and its type; here is only which mfn it maps. In a scope without pages every gfn is
 * mapped, no TLB lacks anything, and no field takes a bit.
 */
public final class GuestPages {
    private final boolean present;
    private final Index cpu;
    private final Index frame;
    private final MachineFrames frames;
    /** 0 for a gfn that maps nothing, else 1 + its mfn. */
    private final IntField p2m;
    /** 1 + the mfn that a leaf maps, or 0 where there is no leaf. */
    private final IntField leafMfn;

    /** 0 for a gfn that a CPU's TLB knows nothing of, else 1 + the mfn it translates to. */
    private final IntField tlb;

    private final IntField flushPending;

    /** Declares the fields; with {@code present} false they hold nothing. */
    public GuestPages(Layout.Builder b, boolean present, Index cpu, Index frame) {
        this.present = present;
        this.cpu = cpu;
        this.frame = frame;
        int targets = frame.size() + 1;
        p2m = b.number("p2m", present ? targets : 1, GuestPages::mapped, frame);
        // No leaf has always printed as 0: saved counterexamples hash what is printed.
        leafMfn = b.number("ept.mfn", present ? targets : 1, value -> Integer.toString(Math.max(0, value - 1)), frame);
        frames = new MachineFrames(b, present, frame.size());
        tlb = b.number("tlb", present ? targets : 1, GuestPages::mapped, cpu, frame);
        b.place(frame).kept(Instead.DROPPED, tlb);
        flushPending = b.number("flush-pending", present ? 2 : 1, Integer::toString, cpu);
        Index mfn = frames.index();
        b.told(leafMfn, Notation.of("none", mfn))
                .reference(p2m, mfn, 1)
                .reference(leafMfn, mfn, 1)
                .reference(tlb, mfn, 1);
    }

    /**
     * Says that machine frames are alike. They are where nothing asks which mfn a gfn maps: not where large pages do
     * ({@link #inPlace}).
     */
    public void interchangeMachineFrames(Layout.Builder b) {
        if (present) {
            b.interchangeable(frames.index());
        }
    }

    private static String mapped(int value) {
        return value == 0 ? "none" : "mfn " + (value - 1);
    }

    /** Every gfn maps the mfn of its number. */
    public void start(long[] state) {
        for (int f = 0; present && f < frame.size(); f++) {
            p2m.set(state, f, f + 1);
        }
    }

    /** Whether the scope has pages at all. */
    public boolean present() {
        return present;
    }

    /** The machine frames behind the guest's. */
    public MachineFrames machineFrames() {
        return frames;
    }

    /** Whether a gfn maps a page, so that a fault installs a leaf. */
    public boolean mapped(long[] state, int gfn) {
        return !present || p2m.get(state, gfn) != 0;
    }

    /** Whether a gfn maps what it did at the start, so that it may be part of a large page of the host. */
    public boolean inPlace(long[] state, int gfn) {
        return !present || p2m.get(state, gfn) == gfn + 1;
    }

    /** Whether some gfn maps a machine frame. */
    public boolean inUse(long[] state, int m) {
        for (int f = 0; f < frame.size(); f++) {
            if (p2m.get(state, f) == m + 1) {
                return true;
            }
        }
        return false;
    }

    /** Makes a gfn map a machine frame. */
    public void map(long[] state, int gfn, int m) {
        p2m.set(state, gfn, m + 1);
    }

    /** Makes a gfn map nothing; its leaf and what TLBs have of it are the caller's to remove. */
    public void unmap(long[] state, int gfn) {
        p2m.set(state, gfn, 0);
    }

    /** Whether a CPU's TLB lacks a gfn; without TLBs in the scope it lacks nothing. */
    public boolean misses(long[] state, int c, int gfn) {
        return present && tlb.get(state, c * frame.size() + gfn) == 0;
    }

    /** A leaf was installed: it maps what the gfn does. */
    public void install(long[] state, int gfn) {
        if (present) {
            leafMfn.set(state, gfn, p2m.get(state, gfn));
        }
    }

    /** A CPU walked to a present leaf, and keeps what it maps. */
    public void fill(long[] state, int c, int gfn) {
        if (present) {
            tlb.set(state, c * frame.size() + gfn, leafMfn.get(state, gfn));
        }
    }

    /** A leaf was removed; TLBs keep what they have. */
    public void dropped(long[] state, int gfn) {
        if (present) {
            leafMfn.set(state, gfn, 0);
        }
    }

    /** A leaf was removed, and all TLBs flushed of it, in one step under a lock. */
    public void zapped(long[] state, int gfn) {
        for (int c = 0; present && c < cpu.size(); c++) {
            tlb.set(state, c * frame.size() + gfn, 0);
        }
        dropped(state, gfn);
    }

    /** Asks a CPU to flush its TLB. */
    public void requestFlush(long[] state, int c) {
        flushPending.set(state, c, 1);
    }

    /** Whether a CPU was asked to flush, and has not yet. */
    public boolean flushPending(long[] state, int c) {
        return flushPending.is(state, c);
    }

    /** A CPU flushes its TLB, as it was asked to. */
    public void flush(long[] state, int c) {
        for (int f = 0; f < frame.size(); f++) {
            tlb.set(state, c * frame.size() + f, 0);
        }
        flushPending.set(state, c, 0);
    }

    /** Tells of what some CPUs' TLBs have that the function which was told of last could have made them flush. */
    public void couldFlush(Acts acts, long[] state, IntPredicate cpus) {
        for (int e = 0; present && e < tlb.size(); e++) {
            if (tlb.get(state, e) != 0 && cpus.test(e / frame.size())) {
                acts.could(tlb, e);
            }
        }
    }

    /** Whether every flush that was asked for is done. */
    public boolean flushed(long[] state) {
        for (int c = 0; c < cpu.size(); c++) {
            if (flushPending.is(state, c)) {
                return false;
            }
        }
        return true;
    }

    /** The law that no leaf and no TLB maps a machine frame that another guest has written to; the field says which leaves there are. */
    public Law noRetainedMapping(String name, IntField leaf) {
        Index holder = Index.of("holder", 1 + cpu.size());
        return Law.always(name, Breaks.ISOLATION, "no EPT leaf and no TLB maps a page that a new owner has written to")
                .where(frames::someoneWrote)
                .none(
                        frame,
                        holder,
                        (s, f, h) -> retains(s, leaf, f, h),
                        (s, f, h) -> h == 0
                                ? "the EPT leaf of gpa " + frame.text(f) + " maps " + mapped(held(s, f, h))
                                : "vCPU " + (h - 1) + "'s TLB maps gpa " + frame.text(f) + " to "
                                        + mapped(held(s, f, h)) + ", which another guest has written to");
    }

    private boolean retains(long[] s, IntField leaf, int f, int holder) {
        // A leaf that is there maps a frame: one without would be an error of the model, and fails here.
        boolean holds = holder == 0 ? leaf.get(s, f) != EptLeaf.NONE : held(s, f, holder) != 0;
        return holds && frames.owner(s, held(s, f, holder) - 1) == Owner.OTHER_WROTE;
    }

    /** 1 + the mfn that the leaf (holder 0) or a CPU's TLB (1 + its number) has for a frame, or 0. */
    private int held(long[] s, int f, int holder) {
        return holder == 0 ? leafMfn.get(s, f) : tlb.get(s, (holder - 1) * frame.size() + f);
    }
}
