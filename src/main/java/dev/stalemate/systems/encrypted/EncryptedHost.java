package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Guard;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.encrypted.EncryptedDesign.Vmsa;
import dev.stalemate.systems.encrypted.EncryptedDesign.Whose;
import dev.stalemate.systems.encrypted.EncryptedSettings.Memory;
import dev.stalemate.systems.encrypted.EncryptedSettings.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How memory leaves the guest: jobs of the host's threads, each some of these steps, in an order that a design chooses.
 *
 * <pre>
 * zap            entries of the VM's nested page table are cleared
 * flush-tlbs     CPUs in the guest are interrupted
 * pick           the CPUs of the mask are read, and perhaps removed from it
 * flush-caches   those CPUs write their caches back
 * flush-page     one page is flushed, by its address
 * release        what the job is for: a page is unmapped, unpinned, freed
 * </pre>
 */
final class EncryptedHost {
    static final String[] LABELS = {"idle", "zap", "flush-tlbs", "pick", "flush-caches", "flush-page", "release"};
    static final String[] JOBS = {
        "none",
        "unmap",
        "unmap without slot",
        "delete slot",
        "end process",
        "end process without VM",
        "unregister",
        "destroy",
        "destroy without process",
        "destroy mirror",
        "destroy mirror without process",
        "punch hole"
    };
    private static final int UNMAP = 1;
    private static final int UNMAP_BARE = 2;
    private static final int DELETE = 3;
    private static final int END = 4;
    private static final int END_BARE = 5;
    private static final int UNREGISTER = 6;
    private static final int DESTROY = 7;
    private static final int DESTROY_ENDED = 8;
    private static final int DESTROY_MIRROR = 9;
    private static final int DESTROY_MIRROR_ENDED = 10;
    private static final int PUNCH = 11;

    private static final int ZAP = 1;
    private static final int TLBS = 2;
    private static final int PICK = 3;
    private static final int CACHES = 4;
    private static final int PAGE = 5;
    private static final int RELEASE = 6;

    private static final String[] FUNCTIONS = {
        "",
        "kvm_mmu_notifier_invalidate_range_start()",
        "kvm_mmu_notifier_invalidate_range_start()",
        "kvm_invalidate_memslot()",
        "kvm_mmu_notifier_release()",
        "exit_mmap()",
        "sev_mem_enc_unregister_region()",
        "kvm_destroy_vm()",
        "kvm_destroy_vm()",
        "kvm_destroy_vm()",
        "kvm_destroy_vm()",
        "kvm_gmem_punch_hole()"
    };

    private final EncryptedFields f;
    private final Scope scope;
    private final EncryptedDesign design;
    private final EncryptedVcpus vcpus;
    private final EncryptedFlushes flushes;
    private final Acts acts;
    /** Of each job and label: the label that follows. */
    private final int[][] next = new int[JOBS.length][LABELS.length];

    EncryptedHost(EncryptedFields fields, Scope scope, EncryptedVcpus vcpus) {
        f = fields;
        this.scope = scope;
        design = fields.design;
        this.vcpus = vcpus;
        flushes = new EncryptedFlushes(fields, vcpus);
        acts = fields.layout.acts();
        List<Integer> caches = design.whose == Whose.HAVE_RUN ? List.of(PICK, CACHES) : List.of(CACHES);
        List<Integer> invalidation = new ArrayList<>(List.of(ZAP, TLBS));
        switch (design.atInvalidate) {
            case NEVER -> {}
            case BEFORE_ZAP -> invalidation.addAll(0, caches);
            case BEFORE_TLB_FLUSH -> invalidation.addAll(1, caches);
            case AFTER_TLB_FLUSH -> invalidation.addAll(caches);
        }
        if (has("unmap")) {
            order(UNMAP, invalidation);
            order(UNMAP_BARE, List.of());
        }
        if (has("delete-slot")) {
            order(DELETE, List.of(ZAP, TLBS), design.atSlot ? caches : List.of());
        }
        if (has("unregister")) {
            order(UNREGISTER, design.atUnregister ? caches : List.of());
        }
        if (has("punch-hole")) {
            order(PUNCH, List.of(ZAP, TLBS), design.gmem ? List.of(PAGE) : List.of());
        }
        List<Integer> release = design.atRelease ? caches : List.of();
        if (has("end-process")) {
            order(END, List.of(ZAP), release);
            order(END_BARE, List.of());
        }
        if (has("destroy")) {
            List<Integer> registers = f.memory == Memory.VMSA && flushesVmsa() ? List.of(PAGE) : List.of();
            order(DESTROY, List.of(ZAP), design.atDestroy ? caches : release, registers);
            order(DESTROY_ENDED, design.atDestroy ? caches : List.of(), registers);
            // sev_vm_destroy() leaves all else to the VM that a mirror is of.
            order(DESTROY_MIRROR, List.of(ZAP), release, registers);
            order(DESTROY_MIRROR_ENDED, registers);
        }
    }

    /** Whether there is a job in the scope. */
    private boolean has(String what) {
        boolean ram = f.memory == Memory.RAM;
        return switch (what) {
            case "unmap" -> ram && scope.get(EncryptedSettings.UNMAPS);
            case "delete-slot" -> scope.get(EncryptedSettings.DELETES);
            case "unregister" -> scope.get(EncryptedSettings.PINS) && scope.get(EncryptedSettings.UNREGISTERS);
            case "punch-hole" -> f.memory == Memory.GMEM;
            case "end-process" -> ram && scope.get(EncryptedSettings.ENDS);
            default -> f.memory == Memory.VMSA || scope.get(EncryptedSettings.ENDS);
        };
    }

    private boolean flushesVmsa() {
        return design.vmsa == Vmsa.ALWAYS || !f.coherent;
    }

    @SafeVarargs
    private void order(int which, List<Integer>... parts) {
        int at = 0;
        for (List<Integer> part : parts) {
            for (int label : part) {
                next[which][at] = label;
                at = label;
            }
        }
        next[which][at] = RELEASE;
    }

    /** Whether a thread invalidates a page of a VM, so that no vCPU finds it. */
    boolean isInvalidating(long[] s, int v, int p) {
        for (int h = 0; h < f.host.index().size(); h++) {
            int what = f.job.get(s, h);
            if ((what == UNMAP || what == PUNCH) && f.jobVm.get(s, h) == v && f.jobPage.get(s, h) == p) {
                return true;
            }
        }
        return false;
    }

    /** Whether a thread has a job of a VM. */
    private boolean isBusy(long[] s, int v) {
        for (int h = 0; h < f.host.index().size(); h++) {
            if (f.job.get(s, h) != 0 && f.jobVm.get(s, h) == v) {
                return true;
            }
        }
        return false;
    }

    List<Action> actions() {
        List<Action> all = new ArrayList<>();
        if (has("unmap")) {
            all.add(ofPage(
                    "unmap",
                    (s, a) -> !f.unmapped.is(s, f.at((int) a[1], (int) a[2]))
                            && !f.ended.is(s, (int) a[1])
                            && !isInvalidating(s, (int) a[1], (int) a[2])));
        }
        if (has("punch-hole")) {
            all.add(ofPage(
                    "punch-hole",
                    (s, a) -> f.canHave(s, (int) a[1], (int) a[2]) && !isInvalidating(s, (int) a[1], (int) a[2])));
        }
        if (has("unregister")) {
            all.add(ofPage(
                    "unregister",
                    (s, a) -> f.pinned.is(s, (int) a[2]) && isOwner(s, (int) a[1]) && !f.destroyed.is(s, (int) a[1])));
        }
        if (has("delete-slot")) {
            all.add(ofVm(
                    "delete-slot",
                    (s, a) -> f.slot.get(s, (int) a[1]) == EncryptedFields.THERE
                            && !f.ended.is(s, (int) a[1])
                            && !f.destroyed.is(s, (int) a[1])));
        }
        if (has("end-process")) {
            all.add(ofVm("end-process", (s, a) -> !f.ended.is(s, (int) a[1]) && isQuiet(s, (int) a[1])));
        }
        if (has("destroy")) {
            all.add(ofVm(
                    "destroy",
                    (s, a) -> !f.destroyed.is(s, (int) a[1])
                            && isQuiet(s, (int) a[1])
                            && !(a[1] == 0 && isMirror(1) && !f.destroyed.is(s, 1))));
        }
        if (f.second == Second.MOVED) {
            all.add(Action.named("move")
                    .when((s, a) -> !f.moved.is(s, 0) && isQuiet(s, 0) && !f.destroyed.is(s, 1) && !f.ended.is(s, 1))
                    .then((s, a) -> flushes.move(s)));
        }
        steps();
        all.addAll(f.host.actions());
        return all;
    }

    /** Pages are registered with the VM that the guest began in, and move with it. */
    private boolean isOwner(long[] s, int v) {
        return v == (f.moved.is(s, 0) ? 1 : 0);
    }

    private boolean isMirror(int v) {
        return f.second == Second.MIRROR && v == 1;
    }

    private boolean isQuiet(long[] s, int v) {
        return !f.isRunning(s, v) && !isBusy(s, v);
    }

    private Action ofPage(String name, Guard guard) {
        return Action.named(name)
                .over(f.host.index())
                .over(f.vm)
                .over(f.page)
                .when((s, a) -> f.host.isAt(s, (int) a[0], 0) && guard.test(s, a))
                .then((s, a) -> begin(s, (int) a[0], name, (int) a[1], (int) a[2]));
    }

    private Action ofVm(String name, Guard guard) {
        return Action.named(name)
                .over(f.host.index())
                .over(f.vm)
                .when((s, a) -> f.host.isAt(s, (int) a[0], 0) && guard.test(s, a))
                .then((s, a) -> begin(s, (int) a[0], name, (int) a[1], 0));
    }

    private void begin(long[] s, int h, String name, int v, int p) {
        int what =
                switch (name) {
                    case "unmap" ->
                        f.slot.get(s, v) == EncryptedFields.DELETED || (f.destroyed.is(s, v) && !isBusy(s, v))
                                ? UNMAP_BARE
                                : UNMAP;
                    case "punch-hole" -> PUNCH;
                    case "unregister" -> UNREGISTER;
                    case "delete-slot" -> DELETE;
                    case "end-process" -> f.destroyed.is(s, v) ? END_BARE : END;
                    default ->
                        isMirror(v)
                                ? f.ended.is(s, v) ? DESTROY_MIRROR_ENDED : DESTROY_MIRROR
                                : f.ended.is(s, v) ? DESTROY_ENDED : DESTROY;
                };
        f.job.set(s, h, what);
        f.jobVm.set(s, h, v);
        f.jobPage.set(s, h, p);
        if (what == DELETE) {
            f.slot.set(s, v, EncryptedFields.INVALID);
        }
        if (what == END || what == END_BARE) {
            f.ended.set(s, v, 1);
        }
        if (name.equals("destroy")) {
            f.destroyed.set(s, v, 1);
        }
        f.host.goTo(s, h, next[what][0]);
        if (acts.on() && !hasFlush(what)) {
            acts.did(FUNCTIONS[what], "flushes no caches" + (what == UNMAP_BARE ? ": it finds no slot" : ""));
            flushes.could(s);
        }
    }

    private boolean hasFlush(int what) {
        for (int label : next[what]) {
            if (label == CACHES || label == PAGE) {
                return true;
            }
        }
        return false;
    }

    private void steps() {
        for (int label = ZAP; label <= RELEASE; label++) {
            int from = label;
            if (isUsed(label)) {
                f.host.step(LABELS[label]).choose((s, h) -> take(s, h, from), LABELS);
            }
        }
    }

    private boolean isUsed(int label) {
        for (int[] order : next) {
            for (int each : order) {
                if (each == label) {
                    return true;
                }
            }
        }
        return false;
    }

    private int take(long[] s, int h, int label) {
        int what = f.job.get(s, h);
        int v = f.jobVm.get(s, h);
        switch (label) {
            case ZAP -> zap(s, h, what, v);
            case TLBS -> flushTlbs(s, what, v);
            case PICK -> flushes.pick(s, h, v);
            case CACHES -> flushes.flush(s, h, v);
            case PAGE -> flushes.flushPages(s, f.memory == Memory.GMEM ? f.jobPage.get(s, h) : -1);
            default -> {
                release(s, h, what, v);
                return 0;
            }
        }
        return next[what][label];
    }

    private void zap(long[] s, int h, int what, int v) {
        boolean one = what == UNMAP || what == PUNCH;
        for (int p = 0; p < f.page.size(); p++) {
            if (!one || p == f.jobPage.get(s, h)) {
                f.npt.set(s, f.at(v, p), 0);
            }
        }
        if (acts.on()) {
            acts.routine(FUNCTIONS[what], "zaps entries of VM " + v);
        }
    }

    private void flushTlbs(long[] s, int what, int v) {
        vcpus.flushTlbs(s, v);
        if (acts.on()) {
            acts.routine("kvm_flush_remote_tlbs()", "flushes the TLBs of VM " + v);
            if (what == UNMAP && hasFlush(what) && next[what][TLBS] == RELEASE) {
                acts.did(FUNCTIONS[what], "flushes no caches after the TLBs");
                flushes.could(s);
            }
        }
    }

    private void release(long[] s, int h, int what, int v) {
        int p = f.jobPage.get(s, h);
        switch (what) {
            case UNMAP, UNMAP_BARE -> unmap(s, v, p);
            case DELETE -> f.slot.set(s, v, EncryptedFields.DELETED);
            case END, END_BARE -> each(q -> unmap(s, v, q));
            case UNREGISTER -> unpin(s, p);
            case PUNCH -> f.freeGuests(s, p);
            default -> {
                if (f.memory == Memory.VMSA && f.canHave(s, v, 0)) {
                    each(q -> f.freeGuests(s, q));
                } else if (isOwner(s, v)) {
                    each(q -> unpin(s, q));
                }
            }
        }
        f.job.set(s, h, 0);
        f.jobVm.set(s, h, 0);
        f.jobPage.set(s, h, 0);
    }

    private void each(IntConsumer effect) {
        for (int p = 0; p < f.page.size(); p++) {
            effect.accept(p);
        }
    }

    private void unmap(long[] s, int v, int p) {
        f.unmapped.set(s, f.at(v, p), 1);
        f.freeUnused(s, p);
    }

    private void unpin(long[] s, int p) {
        f.pinned.set(s, p, 0);
        f.freeUnused(s, p);
    }
}
