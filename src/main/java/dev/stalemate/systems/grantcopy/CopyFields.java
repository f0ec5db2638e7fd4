package dev.stalemate.systems.grantcopy;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.paging.PageReferences;

/** The state as a layout: what the entry names and what the grant in use has, the pages of the guest, and what each CPU's copy holds and maps. */
final class CopyFields {
    final Layout layout;
    final Index cpu;
    final Program cpus;
    final MachineFrames frames;
    final PageReferences references;
    /** The page that the entry of the grant table names; the guest writes it. */
    final IntField entry;
    /** 1 + the page of the grant in use, as Xen has found it, or 0. */
    final IntField active;
    /** Whether the guest has given a page back, so that only copies hold it. */
    final IntField gone;
    /** Whether a page is a page table of the guest's. */
    final IntField table;
    /** 1 + the page to which a CPU's copy has a reference, and perhaps a type, or 0. */
    final IntField holds;
    /** 1 + the page that a CPU's copy has mapped, or 0. */
    final IntField maps;

    final int reads;
    final int writes;

    CopyFields(Scope scope) {
        cpu = Index.of("cpu", scope.get(CopySystem.CPUS));
        int count = scope.get(CopySystem.PAGES);
        Layout.Builder b = new Layout.Builder().interchangeable(cpu);
        cpus = new Program(b, cpu, "idle", "reads", "writes");
        reads = cpus.place("reads");
        writes = cpus.place("writes");
        frames = new MachineFrames(b, true, count);
        references = new PageReferences(b, true, frames, cpu.size());
        entry = b.number("entry", count, v -> "mfn " + v);
        active = b.number("active", count + 1, CopyFields::page);
        b.called(active, "grant in use");
        gone = b.flag("given-back", frames.index());
        table = b.flag("page-table", frames.index());
        holds = b.number("holds", count + 1, CopyFields::page, cpu);
        maps = b.number("maps", count + 1, CopyFields::page, cpu);
        b.kept(Instead.DROPPED, maps);
        b.actor("guest", "change-entry", "free-page", "make-table", "unmake-table");
        layout = b.build();
    }

    private static String page(int v) {
        return v == 0 ? "none" : "mfn " + (v - 1);
    }

    /** The guest has every page, and its entry names the first. */
    long[] initial() {
        long[] s = layout.blank();
        for (int m = 0; m < frames.index().size(); m++) {
            references.allocate(s, m);
        }
        return s;
    }

    /** Whether some copy is at a place: some CPU reads, or some CPU writes. */
    boolean some(long[] s, int place) {
        for (int c = 0; c < cpu.size(); c++) {
            if (cpus.isAt(s, c, place)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the guest has a page. */
    boolean isGuests(long[] s, int m) {
        return frames.owner(s, m) == Owner.GUEST && !gone.is(s, m);
    }

    /** Whether a copy that writes holds a page, and has taken its type. */
    boolean isWritable(long[] s, int m) {
        for (int c = 0; c < cpu.size(); c++) {
            if (cpus.isAt(s, c, writes) && holds.get(s, c) == m + 1) {
                return true;
            }
        }
        return false;
    }

    /** The page from or to which a CPU's copy at a place can read or write, or -1. */
    int target(long[] s, int c, int place) {
        return cpus.isAt(s, c, place) ? maps.get(s, c) - 1 : -1;
    }
}
