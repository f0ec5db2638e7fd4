package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.paging.TaggedTlb;
import java.util.ArrayList;
import java.util.List;

/**
 * Each IOMMU's command queue, as a piece of a layout: commands that it takes one after the other, in its own time, and where it signals that it
 * has come to a completion (AMD IOMMU specification 48882, 2.4; VT-d specification 6.5.2).
 */
final class CommandQueue {
    private static final int NONE = 0;

    private final int slots;
    private final boolean statusBit;
    private final Index dfn;
    private final Index iommu;
    /** The commands that are waiting, the next one first: none, an invalidation of a dfn or of all, or a completion for a CPU. */
    private final IntField command;
    /** Whether a completion was signalled, in each IOMMU's status register or in each CPU's word. */
    private final IntField signal;
    /** 1 + the CPU that holds an IOMMU's lock, or 0. */
    private final IntField lock;

    /**
     * Declares it, empty.
     *
     * @param slots commands that fit; with 0 there is none, and it takes no bits
     * @param statusBit whether completions are signalled in the IOMMU and not in a word of the CPU that waits
     */
    CommandQueue(Layout.Builder b, int slots, boolean statusBit, Index cpu, Index dfn, Index iommu) {
        this.slots = slots;
        this.statusBit = statusBit;
        this.dfn = dfn;
        this.iommu = iommu;
        Index slot = Index.of("slot", Math.max(1, slots));
        command = b.number("command", slots > 0 ? completion(cpu.size()) : 1, this::text, iommu, slot);
        signal = b.number("completed", slots > 0 ? 2 : 1, Integer::toString, statusBit ? iommu : cpu);
        lock = b.number(
                "iommu-lock",
                slots > 0 && statusBit ? cpu.size() + 1 : 1,
                v -> v == 0 ? "free" : "cpu " + (v - 1),
                iommu);
        b.told(lock, Notation.of("free", cpu));
    }

    /** Whether flushes go through a queue at all. */
    boolean present() {
        return slots > 0;
    }

    private int all() {
        return 1 + dfn.size();
    }

    private int completion(int c) {
        return all() + 1 + c;
    }

    private String text(int v) {
        if (v == NONE) {
            return "none";
        }
        if (v > all()) {
            return "completion for cpu " + (v - all() - 1);
        }
        return "invalidate " + (v == all() ? "all" : dfn.text(v - 1));
    }

    /** Whether a CPU can queue a flush now: two commands, with the IOMMU's lock where that is needed. */
    boolean hasRoom(long[] s, int i) {
        return lock.get(s, i) == 0 && command.get(s, i * slots + slots - 2) == NONE;
    }

    /** Queues the invalidation of a dfn, or of all with a negative one, and its completion. */
    void submit(long[] s, int i, int c, int d) {
        if (statusBit) {
            lock.set(s, i, c + 1);
        }
        signal.set(s, statusBit ? i : c, 0);
        add(s, i, d < 0 ? all() : 1 + d);
        add(s, i, completion(c));
    }

    private void add(long[] s, int i, int what) {
        int e = i * slots;
        while (command.get(s, e) != NONE) {
            e++;
        }
        command.set(s, e, what);
    }

    /** Whether what a CPU waits for was signalled, or seems to be. */
    boolean isSignalled(long[] s, int i, int c) {
        return signal.is(s, statusBit ? i : c);
    }

    /** Whether a completion for a CPU is still queued. */
    boolean isPending(long[] s, int i, int c) {
        for (int e = i * slots; e < (i + 1) * slots; e++) {
            if (command.get(s, e) == completion(c)) {
                return true;
            }
        }
        return false;
    }

    /** A CPU waits no longer. */
    void leave(long[] s, int i, int c) {
        signal.set(s, statusBit ? i : c, 0);
        lock.set(s, i, 0);
    }

    /** The commands that are waiting, as a person reads them. */
    String describe(long[] s, int i) {
        List<String> waiting = new ArrayList<>();
        for (int e = i * slots; e < (i + 1) * slots && command.get(s, e) != NONE; e++) {
            waiting.add(text(command.get(s, e)));
        }
        return waiting.isEmpty() ? "nothing" : String.join(", ", waiting);
    }

    /** The IOMMU takes its next command; one that answers does so in the end. */
    Action process(TaggedTlb tlb, boolean answers) {
        Action.Builder process =
                Action.named("process").over(iommu).when((s, a) -> command.get(s, (int) a[0] * slots) != NONE);
        return (answers ? process.fairly() : process).then((s, a) -> take(s, (int) a[0], tlb));
    }

    private void take(long[] s, int i, TaggedTlb tlb) {
        int first = i * slots;
        int what = command.get(s, first);
        for (int e = first; e < first + slots - 1; e++) {
            command.set(s, e, command.get(s, e + 1));
        }
        command.set(s, first + slots - 1, NONE);
        if (what == all()) {
            tlb.flush(s, i);
        } else if (what < all()) {
            tlb.flush(s, i, what - 1);
        } else {
            signal.set(s, statusBit ? i : what - all() - 1, 1);
        }
    }
}
