package dev.stalemate.systems.encrypted;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.encrypted.EncryptedDesign.Records;
import dev.stalemate.systems.encrypted.EncryptedDesign.Whose;
import dev.stalemate.systems.encrypted.EncryptedSettings.Memory;
import dev.stalemate.systems.encrypted.EncryptedSettings.Second;

/** The state as a layout: CPUs and what runs there, caches, VMs with their entries and slots, pages, and the host's threads. */
final class EncryptedFields {
    /** The data of a line. */
    static final int OLD = 0;

    static final int GUESTS = 1;
    static final int OTHERS = 2;
    private static final String[] DATA = {"old", "the guest's", "the other guest's"};

    /** What a memory slot is. */
    static final int THERE = 0;

    static final int INVALID = 1;
    static final int DELETED = 2;
    private static final String[] SLOT = {"there", "invalid", "deleted"};

    final Layout layout;
    final EncryptedDesign design;
    final Memory memory;
    final Second second;
    final boolean dma;
    final boolean coherent;

    final Index cpu;
    final Index vm;
    final MachineFrames frames;
    final Index page;
    final CacheLines lines;

    final Program cpus;
    /** The VM that a CPU runs, or is about to run. */
    final IntField runs;
    /** 1 + the VM that ran last on a CPU, or 0. */
    final IntField last;
    /** Of each VM: whether a CPU is in its mask. */
    final IntField haveRun;
    /** Whether a CPU's TLB has a page of what it runs. */
    final IntField tlb;
    /** Whether a VM's nested page table has a page. */
    final IntField npt;
    /** Whether the guest has moved to the second VM. */
    final IntField moved;

    final IntField slot;
    /** Whether a VM's process does not map a page, or never did. */
    final IntField unmapped;

    final IntField pinned;
    /** Whether a VM's process has ended, and whether a VM is destroyed. */
    final IntField ended;

    final IntField destroyed;

    final Program host;
    /** What a host's thread does: see {@link EncryptedHost}. */
    final IntField job;

    final IntField jobVm;
    final IntField jobPage;
    /** Whether a thread has a CPU still to flush. */
    final IntField toFlush;

    private final boolean shared;

    EncryptedFields(Scope scope, EncryptedDesign design) {
        this.design = design;
        memory = scope.get(EncryptedSettings.MEMORY);
        second = scope.get(EncryptedSettings.SECOND);
        shared = scope.get(EncryptedSettings.SHARED);
        dma = scope.get(EncryptedSettings.DMA);
        coherent = scope.get(EncryptedSettings.COHERENT);
        check(scope);
        boolean ram = memory == Memory.RAM;
        boolean ends = scope.get(EncryptedSettings.ENDS);
        boolean masks = design.whose == Whose.HAVE_RUN;
        cpu = Index.of("cpu", scope.get(EncryptedSettings.CPUS));
        int vms = second == Second.NONE ? 1 : 2;
        vm = new Index("vm", vms, Integer::toString);
        Index thread = Index.of("host", scope.get(EncryptedSettings.THREADS));

        Layout.Builder b = new Layout.Builder().lane(cpu);
        b.actor("other guest", EncryptedSystem.CPU_WRITES, EncryptedSystem.DEVICE_WRITES)
                .actor("VMM", "move");
        frames = new MachineFrames(b, true, scope.get(EncryptedSettings.PAGES));
        page = frames.index();
        cpus = new Program(b, cpu, "out", "ready", "guest");
        runs = b.number("runs", vms, v -> "vm " + v, cpu);
        last = b.part(masks && design.records == Records.AT_ARRIVAL)
                .number("ran-last", vms + 1, v -> v == 0 ? "none" : "vm " + (v - 1), cpu);
        haveRun = b.part(masks).number("have-run", 2, Integer::toString, vm, cpu);
        tlb = b.number("tlb", 2, v -> v == 0 ? "none" : "kept", cpu, page);
        npt = b.number("npt", 2, v -> v == 0 ? "none" : "mapped", vm, page);
        b.kept(Instead.DROPPED, tlb).kept(Instead.DROPPED, npt);
        lines = CacheLines.of(cpu, page, DATA.length, v -> DATA[v])
                .aliases(Index.of("c-bit", 2), coherent)
                .declare(b);
        moved = b.part(second == Second.MOVED).number("moved", 2, Integer::toString);
        slot = b.part(scope.get(EncryptedSettings.DELETES)).number("slot", SLOT.length, v -> SLOT[v], vm);
        unmapped = b.part(ram).number("unmapped", 2, Integer::toString, vm, page);
        pinned = b.part(scope.get(EncryptedSettings.PINS)).number("pinned", 2, Integer::toString, page);
        ended = b.part(ends && ram).number("process-ended", 2, Integer::toString, vm);
        destroyed = b.part(ends || memory == Memory.VMSA).number("destroyed", 2, Integer::toString, vm);
        host = new Program(b, thread, EncryptedHost.LABELS);
        job = b.number("job", EncryptedHost.JOBS.length, v -> EncryptedHost.JOBS[v], thread);
        jobVm = b.number("job-vm", vms, v -> "vm " + v, thread);
        jobPage = b.number("job-page", page.size(), page::text, thread);
        toFlush = b.part(masks).number("to-flush", 2, Integer::toString, thread, cpu);
        b.interchangeable(thread);
        if (design.whose != Whose.THIS) {
            b.interchangeable(cpu);
        }
        layout = b.build();
    }

    private static void check(Scope scope) {
        boolean ram = scope.get(EncryptedSettings.MEMORY) == Memory.RAM;
        if (!ram && scope.get(EncryptedSettings.PINS)) {
            throw new IllegalArgumentException("scope setting pins: only RAM is registered, so it is for memory=ram");
        }
        if (!ram && scope.get(EncryptedSettings.DELETES)) {
            throw new IllegalArgumentException(
                    "scope setting deletes: only RAM is in slots that are deleted, so it is for memory=ram");
        }
        if (scope.get(EncryptedSettings.MEMORY) == Memory.GMEM
                && (scope.get(EncryptedSettings.SECOND) != Second.NONE || scope.get(EncryptedSettings.ENDS))) {
            throw new IllegalArgumentException("scope setting memory: pages of guest_memfd have one VM, which stays");
        }
        if (scope.get(EncryptedSettings.MEMORY) == Memory.VMSA && scope.get(EncryptedSettings.SECOND) == Second.MOVED) {
            throw new IllegalArgumentException("scope setting memory: registers move with the guest");
        }
        if (scope.get(EncryptedSettings.SECOND) == Second.NONE && !scope.get(EncryptedSettings.SHARED)) {
            throw new IllegalArgumentException("scope setting shared: with second=none there is no other VM");
        }
    }

    /** Nothing is cached, and nothing is mapped yet. */
    long[] initial() {
        long[] s = layout.blank();
        for (int p = 0; p < page.size(); p++) {
            if (pinned.bound() > 1) {
                pinned.set(s, p, 1);
            }
            if (vm.size() > 1 && !shared && unmapped.bound() > 1) {
                unmapped.set(s, at(1, p), 1);
            }
        }
        return s;
    }

    /** An element of a field of VMs or CPUs, and pages. */
    int at(int outer, int p) {
        return outer * page.size() + p;
    }

    int maskAt(int v, int c) {
        return v * cpu.size() + c;
    }

    /** Whether a VM is an encrypted guest now (sev_guest()). */
    boolean isEncrypted(long[] s, int v) {
        return second != Second.MOVED || moved.is(s, 0) == (v == 1);
    }

    /** Whether a vCPU of a VM could use a page: which VM has the registers, and what its process maps. */
    boolean canHave(long[] s, int v, int p) {
        return switch (memory) {
            case RAM -> slot.get(s, v) == THERE && !unmapped.is(s, at(v, p));
            case VMSA -> v == vm.size() - 1;
            case GMEM -> frames.owner(s, p) == Owner.GUEST;
        };
    }

    /** Whether some CPU runs a VM, or is about to. */
    boolean isRunning(long[] s, int v) {
        for (int c = 0; c < cpu.size(); c++) {
            if (!cpus.isAt(s, c, 0) && runs.get(s, c) == v) {
                return true;
            }
        }
        return false;
    }

    /** Frees a page that nothing maps and nothing has pinned. */
    void freeUnused(long[] s, int p) {
        boolean used = pinned.is(s, p);
        for (int v = 0; v < vm.size(); v++) {
            used |= !unmapped.is(s, at(v, p));
        }
        if (!used) {
            freeGuests(s, p);
        }
    }

    /** Frees a page that is the guest's. */
    void freeGuests(long[] s, int p) {
        if (frames.owner(s, p) == Owner.GUEST) {
            frames.own(s, p, Owner.FREE);
        }
    }

    /** The guest writes to a page: with the C-bit, and its line is dirty in this CPU's cache. */
    void guestWrites(long[] s, int c, int p) {
        lines.store(s, c, lines.line(1, p), MemType.WB, GUESTS);
    }

    /** Whether RAM has what the guest wrote instead of what the next owner did. */
    boolean isOverwritten(long[] s, int p) {
        return frames.owner(s, p) == Owner.OTHER_WROTE && lines.ram(s, p) != OTHERS;
    }
}
