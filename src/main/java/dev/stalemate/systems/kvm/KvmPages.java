package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Property;
import dev.stalemate.model.Property.Breaks;
import dev.stalemate.model.Property.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.kvm.KvmDesign.Flush;
import dev.stalemate.systems.kvm.KvmDesign.Reuse;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that leave the guest: the p2m, the owners of machine frames, the vCPUs' TLBs, and flushes that are requested and then done.
 *
 * <p>KVM unmaps under mmu_lock (kvm_unmap_gfn_range()), then requests a flush of every vCPU that may have the translation
 * (kvm_flush_remote_tlbs()); the page goes back to the host when the notifier returns. The steps are apart here so that a design can
 * get their order wrong.
 */
final class KvmPages {
    private final boolean present;
    private final Index vcpu;
    private final Index frame;
    private final Index mfn;
    /** 0 for a gfn that maps nothing, else 1 + its mfn. */
    private final IntField p2m;
    /** The mfn that an EPT leaf, if there is one, maps. */
    private final IntField leafMfn;

    private final IntField owner;
    /** 0 for a gfn that a vCPU's TLB knows nothing of, else 1 + the mfn it translates to. */
    private final IntField tlb;

    private final IntField flushPending;

    KvmPages(Layout.Builder b, boolean present, Index vcpu, Index frame) {
        this.present = present;
        this.vcpu = vcpu;
        this.frame = frame;
        int frames = frame.size();
        mfn = Index.of("mfn", frames);
        p2m = b.number("p2m", present ? frames + 1 : 1, KvmPages::mapped, frame);
        leafMfn = b.number("ept.mfn", present ? frames : 1, Integer::toString, frame);
        owner = b.number("owner", present ? Owner.COUNT : 1, Owner::text, mfn);
        tlb = b.number("tlb", present ? frames + 1 : 1, KvmPages::mapped, vcpu, frame);
        flushPending = b.number("flush-pending", present ? 2 : 1, Integer::toString, vcpu);
    }

    private static String mapped(int value) {
        return value == 0 ? "none" : "mfn " + (value - 1);
    }

    /** Every gfn maps the mfn of its number. */
    void start(long[] state) {
        for (int f = 0; present && f < frame.size(); f++) {
            p2m.set(state, f, f + 1);
        }
    }

    /** Whether a gfn maps a page, so that a fault installs a leaf. */
    boolean mapped(long[] state, int gfn) {
        return !present || p2m.get(state, gfn) != 0;
    }

    /** Whether a gfn maps what it did at the start, so that it may be part of a large page of the host. */
    boolean inPlace(long[] state, int gfn) {
        return !present || p2m.get(state, gfn) == gfn + 1;
    }

    /** Whether a vCPU's TLB lacks a gfn; without TLBs in the scope it lacks nothing. */
    boolean misses(long[] state, int v, int gfn) {
        return present && tlb.get(state, v * frame.size() + gfn) == 0;
    }

    /** A leaf was installed. */
    void install(long[] state, int gfn) {
        if (present) {
            leafMfn.set(state, gfn, p2m.get(state, gfn) - 1);
        }
    }

    /** A vCPU walked the EPT to a present leaf. */
    void fill(long[] state, int v, int gfn) {
        if (present) {
            tlb.set(state, v * frame.size() + gfn, leafMfn.get(state, gfn) + 1);
        }
    }

    /** A leaf was removed; TLBs keep what they have. */
    void dropped(long[] state, int gfn) {
        if (present) {
            leafMfn.set(state, gfn, 0);
        }
    }

    /** A leaf was zapped, and all TLBs flushed of it, in one step under mmu_lock. */
    void zapped(long[] state, int gfn) {
        for (int v = 0; present && v < vcpu.size(); v++) {
            tlb.set(state, v * frame.size() + gfn, 0);
        }
        dropped(state, gfn);
    }

    /** What happens to frames; none of it without a p2m in the scope. */
    List<Action> actions(KvmMachine machine, KvmDesign design) {
        if (!present) {
            return List.of();
        }
        Flush flush = design.flush();
        Reuse reuse = design.reuse();
        return List.of(
                Action.named("unmap")
                        .over(frame)
                        .when((s, a) -> p2m.get(s, (int) a[0]) != 0)
                        .then((s, a) -> {
                            unmap(s, (int) a[0], machine);
                            request(s, flush);
                        }),
                Action.named("flush-tlb")
                        .over(vcpu)
                        .when((s, a) -> flushPending.is(s, (int) a[0]))
                        .then((s, a) -> flush(s, (int) a[0])),
                Action.named("free")
                        .over(mfn)
                        .when((s, a) -> owner(s, a[0]) == Owner.GUEST
                                && !isMapped(s, (int) a[0])
                                && (reuse != Reuse.FREED_AFTER_FLUSH || flushed(s)))
                        .then((s, a) -> own(s, a[0], Owner.FREE)),
                Action.named("give-to-another-guest")
                        .over(mfn)
                        .when((s, a) -> owner(s, a[0]) == Owner.FREE)
                        .then((s, a) -> own(s, a[0], Owner.OTHER)),
                Action.named("other-guest-writes")
                        .over(mfn)
                        .when((s, a) -> owner(s, a[0]) == Owner.OTHER && (reuse == Reuse.AT_ONCE || flushed(s)))
                        .then((s, a) -> own(s, a[0], Owner.OTHER_WROTE)),
                Action.named("map")
                        .over(frame)
                        .over(mfn)
                        .when((s, a) -> p2m.get(s, (int) a[0]) == 0 && !isMapped(s, (int) a[1]) && mayMap(s, a[1]))
                        .then((s, a) -> {
                            own(s, a[1], Owner.GUEST);
                            p2m.set(s, (int) a[0], (int) a[1] + 1);
                        }));
    }

    /** The property that frames are about. */
    List<Property> properties(KvmState state) {
        if (!present) {
            return List.of();
        }
        return List.of(Property.always(
                        "no-retained-mapping",
                        Breaks.ISOLATION,
                        "no EPT leaf and no TLB maps a page that a new owner has written to",
                        this::someoneWrote,
                        s -> retained(s, state).isEmpty())
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, retained(s, state))));
    }

    private boolean someoneWrote(long[] s) {
        for (int m = 0; m < mfn.size(); m++) {
            if (owner(s, m) == Owner.OTHER_WROTE) {
                return true;
            }
        }
        return false;
    }

    /** Mappings to pages that a new owner has written to. Asked only once there is such a page, which few states have. */
    private List<String> retained(long[] s, KvmState state) {
        List<String> retained = new ArrayList<>();
        for (int f = 0; f < frame.size(); f++) {
            if (state.leaf.get(s, f) != EptLeaf.NONE && owner(s, leafMfn.get(s, f)) == Owner.OTHER_WROTE) {
                retained.add("the EPT leaf of gpa " + frame.text(f) + " maps mfn " + leafMfn.get(s, f));
            }
            for (int v = 0; v < vcpu.size(); v++) {
                int cached = tlb.get(s, v * frame.size() + f);
                if (cached != 0 && owner(s, cached - 1) == Owner.OTHER_WROTE) {
                    retained.add("vCPU " + v + "'s TLB maps gpa " + frame.text(f) + " to " + mapped(cached)
                            + ", which another guest has written to");
                }
            }
        }
        return retained;
    }

    private void unmap(long[] s, int gfn, KvmMachine machine) {
        p2m.set(s, gfn, 0);
        machine.dropLeaf(s, gfn);
    }

    private void request(long[] s, Flush flush) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (flush == Flush.EVERY_CPU || (flush == Flush.ONE_CPU && v == 0)) {
                flushPending.set(s, v, 1);
            }
        }
    }

    private void flush(long[] s, int v) {
        for (int f = 0; f < frame.size(); f++) {
            tlb.set(s, v * frame.size() + f, 0);
        }
        flushPending.set(s, v, 0);
    }

    private boolean flushed(long[] s) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (flushPending.is(s, v)) {
                return false;
            }
        }
        return true;
    }

    private boolean isMapped(long[] s, int m) {
        for (int f = 0; f < frame.size(); f++) {
            if (p2m.get(s, f) == m + 1) {
                return true;
            }
        }
        return false;
    }

    private boolean mayMap(long[] s, long m) {
        return owner(s, m) == Owner.GUEST || owner(s, m) == Owner.FREE;
    }

    private Owner owner(long[] s, long m) {
        return Owner.of(owner.get(s, (int) m));
    }

    private void own(long[] s, long m, Owner by) {
        owner.set(s, (int) m, by.number());
    }
}
