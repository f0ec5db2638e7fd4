package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.paging.TaggedTlb;
import java.util.ArrayList;
import java.util.List;

/**
 * SharedUsers of CPUs or of devices, each with a TLB, as a piece of a layout: an access hits, or walks the tables and keeps what it finds, or
 * faults. A fault waits for the host's answer, and then the access is tried again.
 */
final class SharedUsers {
    /** What a walk of the tables finds for an access; {@link Entry#NONE} where there is nothing. */
    @FunctionalInterface
    interface Walk {
        int find(long[] state, int page, boolean write);
    }

    final Index index;
    final TaggedTlb tlb;
    private final int count;
    private final Index pages;
    private final Program program;
    private final int faulted;
    private final int retry;
    private final IntField page;
    private final IntField writes;

    /** Declares them; with a count of 0 there are none, and nothing takes bits. */
    SharedUsers(Layout.Builder builder, String name, int count, Index pages, int frames, String tlbName) {
        this.count = count;
        this.pages = pages;
        index = Index.of(name, Math.max(1, count));
        Layout.Builder b = builder.part(count > 0);
        program = new Program(b, index, "idle", "fault", "retry");
        faulted = program.place("fault");
        retry = program.place("retry");
        page = b.number(name + ".page", pages.size(), Integer::toString, index);
        writes = b.flag(name + ".writes", index);
        tlb = new TaggedTlb(b, tlbName, Entry.targets(frames), t -> Entry.text(t + 1), index, pages);
        b.interchangeable(index);
    }

    int count() {
        return count;
    }

    /** Whether one waits for the host's answer to a fault. */
    boolean hasFault(long[] s, int a) {
        return program.isAt(s, a, faulted);
    }

    /** Whether one has no access under way. */
    boolean isIdle(long[] s, int a) {
        return program.isAt(s, a, 0);
    }

    /** The page of the access under way. */
    int page(long[] s, int a) {
        return page.get(s, a);
    }

    /** Whether the access under way is a write. */
    boolean writes(long[] s, int a) {
        return writes.is(s, a);
    }

    /** The host has answered a fault. */
    void answered(long[] s, int a) {
        program.goTo(s, a, retry);
    }

    /** What a TLB has of a page. */
    int entry(long[] s, int a, int p) {
        return tlb.has(s, a, p) ? tlb.target(s, a, p) + 1 : Entry.NONE;
    }

    /** Each TLB forgets a page. */
    void flush(long[] s, int p) {
        for (int a = 0; a < count(); a++) {
            tlb.flush(s, a, p);
        }
    }

    /** Each TLB forgets all. */
    void flush(long[] s) {
        for (int a = 0; a < count(); a++) {
            tlb.flush(s, a);
        }
    }

    /** Tells of each entry of a page that the function which was told of last could have made the TLBs forget. */
    void could(Acts acts, long[] s, int p) {
        for (int a = 0; a < count(); a++) {
            tlb.could(acts, s, a, p);
        }
    }

    /**
     * What they do. SharedUsers that the TLB permits change nothing, and are left out.
     *
     * @param prefix what is before the names of the actions
     * @param walksAgain whether one walks the tables again where its TLB has a read-only entry, before a write faults
     */
    List<Action> actions(String prefix, boolean walksAgain, Walk walk) {
        List<Action> all = new ArrayList<>();
        if (count == 0) {
            return all;
        }
        for (boolean write : new boolean[] {false, true}) {
            all.add(Action.named(prefix + (write ? "write" : "read"))
                    .over(index)
                    .over(pages)
                    .when((s, a) -> isIdle(s, (int) a[0]) && !Entry.permits(entry(s, (int) a[0], (int) a[1]), write))
                    .then((s, a) -> {
                        int self = (int) a[0];
                        page.set(s, self, (int) a[1]);
                        writes.set(s, self, write ? 1 : 0);
                        program.goTo(s, self, access(s, self, walksAgain, walk) == 0 ? 0 : faulted);
                    }));
        }
        program.step("retry")
                .called(prefix + "retry")
                .choose((s, a) -> access(s, a, walksAgain, walk), "idle", "fault");
        all.addAll(program.actions());
        return all;
    }

    /** An access; 1 if it faults. What a walk finds is kept, even if it does not permit the access. */
    private int access(long[] s, int a, boolean walksAgain, Walk walk) {
        int p = page.get(s, a);
        boolean write = writes.is(s, a);
        int entry = entry(s, a, p);
        if (entry == Entry.NONE || (walksAgain && !Entry.permits(entry, write))) {
            entry = walk.find(s, p, write);
            if (entry == Entry.NONE) {
                tlb.flush(s, a, p);
            } else {
                tlb.keep(s, a, p, entry - 1);
            }
        }
        if (!Entry.permits(entry, write)) {
            return 1;
        }
        page.set(s, a, 0);
        writes.set(s, a, 0);
        return 0;
    }
}
