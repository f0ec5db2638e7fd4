package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.GuestPages;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import dev.stalemate.systems.kvm.KvmDesign.Flush;
import dev.stalemate.systems.kvm.KvmDesign.Reuse;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Frames that leave the guest, step by step.
 *
 * <p>KVM unmaps under mmu_lock (kvm_unmap_gfn_range()), then requests a flush of every vCPU that may have the translation
 * (kvm_flush_remote_tlbs()); the page goes back to the host when the notifier returns. The steps are apart here so that a design can
 * get their order wrong.
 */
final class KvmPages {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final GuestPages pages;
    private final MachineFrames frames;
    private final Acts acts;

    KvmPages(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.pages = fields.pages;
        this.frames = pages.machineFrames();
        this.acts = fields.layout.acts();
    }

    /** What happens to frames; none of it without a p2m in the scope. */
    List<Action> actions() {
        if (!pages.present()) {
            return List.of();
        }
        Reuse reuse = machine.design.reuse();
        return List.of(
                Action.named("unmap")
                        .over(fields.frame)
                        .when((s, a) -> pages.mapped(s, (int) a[0]))
                        .then((s, a) -> unmap(s, (int) a[0])),
                Action.named("flush-tlb")
                        .over(fields.vcpu)
                        .when((s, a) -> pages.flushPending(s, (int) a[0]))
                        .then((s, a) -> flush(s, (int) a[0])),
                Action.named("free")
                        .over(frames.index())
                        .when((s, a) -> {
                            boolean waits = reuse == Reuse.FREED_AFTER_FLUSH && !pages.flushed(s);
                            return is(s, a[0], Owner.GUEST) && !pages.inUse(s, (int) a[0]) && !waits;
                        })
                        .then((s, a) -> free(s, (int) a[0])),
                frames.givenAway(),
                frames.writtenByOther(s -> reuse == Reuse.AT_ONCE || pages.flushed(s)),
                Action.named("map")
                        .over(fields.frame)
                        .over(frames.index())
                        .when((s, a) -> {
                            boolean mayMap = is(s, a[1], Owner.GUEST) || is(s, a[1], Owner.FREE);
                            return !pages.mapped(s, (int) a[0]) && !pages.inUse(s, (int) a[1]) && mayMap;
                        })
                        .then((s, a) -> {
                            frames.own(s, (int) a[1], Owner.GUEST);
                            pages.map(s, (int) a[0], (int) a[1]);
                        }));
    }

    private boolean is(long[] s, long m, Owner owner) {
        return frames.owner(s, (int) m) == owner;
    }

    private void unmap(long[] s, int gfn) {
        pages.unmap(s, gfn);
        machine.at(s).leaves.drop(gfn);
        Flush flush = machine.design.flush();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (flush == Flush.EVERY_CPU || (flush == Flush.ONE_CPU && v == 0)) {
                pages.requestFlush(s, v);
            }
        }
        if (acts.on()) {
            acts.did(machine.design.function(Event.UNMAPPED), "zaps gpa " + fields.frame.text(gfn));
            List<Integer> asked = cpus(v -> flush == Flush.EVERY_CPU || (flush == Flush.ONE_CPU && v == 0));
            acts.did(
                    "kvm_flush_remote_tlbs()", asked.isEmpty() ? "asks no vCPU" : "asks " + words(asked) + " to flush");
            pages.couldFlush(acts, s, v -> !asked.contains(v));
        }
    }

    private void flush(long[] s, int v) {
        pages.flush(s, v);
        if (acts.on()) {
            acts.did(machine.design.function(Event.FLUSHED), "flushes vCPU " + v + "'s TLB");
        }
    }

    /** The notifier returns, so that the host may use the page for something else. */
    private void free(long[] s, int m) {
        frames.own(s, m, Owner.FREE);
        if (acts.on()) {
            List<Integer> pending = cpus(v -> pages.flushPending(s, v));
            acts.did(
                    "kvm_mmu_notifier_invalidate_range_start()",
                    pending.isEmpty() ? "returns" : "returns before " + words(pending) + " flushed");
            pages.couldFlush(acts, s, pending::contains);
        }
    }

    private List<Integer> cpus(IntPredicate which) {
        return IntStream.range(0, fields.vcpu.size()).filter(which).boxed().toList();
    }

    private static String words(List<Integer> cpus) {
        return cpus.stream().map(v -> "vCPU " + v).collect(Collectors.joining(" and "));
    }
}
