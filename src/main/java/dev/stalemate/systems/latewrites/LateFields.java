package dev.stalemate.systems.latewrites;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.AccessesInFlight;
import dev.stalemate.paging.MachineFrames;

/**
 * The state as a layout: pages, each mapped to the machine frame of its number, the agents' TLBs, what they have in flight, and where the
 * hypervisor is in its removal of the pages.
 */
final class LateFields {
    final Layout layout;
    final Index agent;
    final MachineFrames frames;
    final boolean reads;
    /** Whether a page is mapped. */
    final IntField mapped;
    /** Whether an agent's TLB has a page. */
    final IntField tlb;

    final AccessesInFlight inFlight;
    /** Whether the first guest has written to a frame since another guest did. */
    final IntField overwritten;
    /** Whether an agent has read what another guest has written. */
    final IntField leaked;

    final Program host;
    /** The page whose translations are invalidated next. */
    final IntField next;

    LateFields(Scope scope, LateDesign design) {
        agent = Index.of("agent", scope.get(LateSystem.AGENTS));
        reads = scope.get(LateSystem.READS);
        int pages = scope.get(LateSystem.PAGES);
        Layout.Builder b = new Layout.Builder().lane(agent).interchangeable(agent);
        frames = new MachineFrames(b, true, pages);
        Index page = frames.index();
        mapped = b.number("mapped", 2, Integer::toString, page);
        tlb = b.number("tlb", 2, v -> v == 0 ? "none" : "kept", agent, page);
        b.kept(Instead.DROPPED, tlb);
        inFlight = new AccessesInFlight(b, agent, page, reads);
        overwritten = b.flag("overwritten", page);
        Layout.Builder read = b.part(reads);
        leaked = read.flag("leaked", agent);
        b.unseen(overwritten, leaked)
                .kept(Instead.ALWAYS_THERE, overwritten)
                .called(overwritten, "late write")
                .told(overwritten, LateFields::done);
        read.kept(Instead.ALWAYS_THERE, leaked).called(leaked, "late read").told(leaked, LateFields::done);
        host = new Program(b, Index.single("host"), LateRemoval.labels(design));
        next = b.number("next-page", pages, Integer::toString);
        layout = b.build();
    }

    /** Every page is mapped. */
    long[] initial() {
        long[] s = layout.blank();
        for (int p = 0; p < pages(); p++) {
            mapped.set(s, p, 1);
        }
        return s;
    }

    int pages() {
        return frames.index().size();
    }

    /** Each TLB forgets a page. */
    void forget(long[] s, int p) {
        for (int a = 0; a < agent.size(); a++) {
            tlb.set(s, tlbOf(a, p), 0);
        }
        inFlight.remove(s, p);
    }

    private static String done(long value) {
        return value == 0 ? "none" : "done";
    }

    int tlbOf(int a, int p) {
        return a * pages() + p;
    }
}
