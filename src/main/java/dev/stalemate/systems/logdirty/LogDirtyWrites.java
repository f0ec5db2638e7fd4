package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.logdirty.LogDirtyDesign.Fault;
import dev.stalemate.systems.logdirty.LogDirtyDesign.Mapping;
import java.util.ArrayList;
import java.util.List;

/**
 * Who writes to the guest's pages: the guest, which faults at a protected page; the device model, which has its writes marked; and Xen, through
 * a mapping that it keeps.
 *
 * <pre>
 * a write fault (hvm_hap_nested_page_fault()), which holds the p2m lock from its first step to its last:
 *     mark        the gfn
 *     unprotect   p2m_ram_logdirty becomes p2m_ram_rw
 * with PML instead: the CPU logs the gfn and sets the D bit
 *     empty-log   marks each gfn in the log, and makes it p2m_ram_rw
 * a write by the device model:
 *     model-writes  through its own mapping of the page
 *     find          modified_memory() looks for a page at the gfn
 *     mark-found    the gfn, if there was one
 * </pre>
 */
final class LogDirtyWrites {
    private static final String FAULTS = "hvm_hap_nested_page_fault()";
    private static final String TELLS = "modified_memory()";

    private final LogDirtyFields f;
    private final LogDirtyDesign design;
    private final Acts acts;
    private final int idle;
    private final int copying;

    LogDirtyWrites(LogDirtyFields fields, LogDirtyDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
        this.idle = fields.round.place("idle");
        this.copying = fields.round.place("copy");
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(guestWrites());
        if (design.hardwareLog) {
            all.add(emptyLog());
        } else {
            faults();
        }
        all.addAll(f.vcpus.actions());
        if (f.scope.get(LogDirtySystem.DEVICE_MODEL)) {
            all.add(modelWrites());
            modelTells();
            all.addAll(f.model.actions());
        }
        if (f.scope.get(LogDirtySystem.MAPPING)) {
            all.add(map());
            all.add(writeMapped());
            all.add(unmap());
        }
        return all;
    }

    /** Whether vCPUs run, and Xen on their behalf. */
    private boolean guestRuns(long[] s) {
        boolean paused = design.pauses && !f.round.isAt(s, 0, idle) && !f.round.isAt(s, 0, copying);
        return f.log.guestRuns(s) && !paused;
    }

    private Action guestWrites() {
        int first = f.vcpus.place(design.fault == Fault.MARKS_FIRST ? "mark" : "unprotect");
        return Action.named("write")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], 0)
                        && guestRuns(s)
                        && (mayWrite(s, (int) a[0], (int) a[1])
                                || (f.type.get(s, (int) a[1]) == LogDirtyFields.LOGDIRTY && mayFault(s))))
                .then((s, a) -> {
                    int v = (int) a[0];
                    int g = (int) a[1];
                    if (mayWrite(s, v, g) || design.hardwareLog) {
                        if (!mayWrite(s, v, g)) {
                            f.type.set(s, g, LogDirtyFields.LOGGED);
                            f.pml.log(s, v, g);
                        }
                        f.tlb.keep(s, v, g, 0);
                        f.log.written(s, g);
                    } else {
                        f.faulting.set(s, v, g);
                        f.p2mLock.set(s, 0, 1);
                        f.vcpus.goTo(s, v, first);
                    }
                });
    }

    private boolean mayWrite(long[] s, int v, int g) {
        int t = f.type.get(s, g);
        return f.tlb.has(s, v, g) || t == LogDirtyFields.RW || t == LogDirtyFields.LOGGED;
    }

    private boolean mayFault(long[] s) {
        return design.hardwareLog || !f.isLocked(s);
    }

    /** Xen marks what a CPU has logged, when the log is full or a round needs it. It does not look whether there is still a page. */
    private Action emptyLog() {
        return Action.named("empty-log")
                .over(f.vcpu)
                .when((s, a) -> !f.pml.isEmpty(s, (int) a[0]) && !f.isLocked(s))
                .fairly()
                .then((s, a) -> {
                    for (int g = 0; g < f.gfn.size(); g++) {
                        if (f.pml.has(s, (int) a[0], g)) {
                            markLogged(s, g);
                        }
                    }
                    f.pml.empty(s, (int) a[0]);
                });
    }

    private void markLogged(long[] s, int g) {
        if (acts.on()) {
            acts.did("ept_vcpu_flush_pml_buffer()", "marks gfn " + f.gfn.text(g));
            f.log.could(acts, g);
        }
        int t = f.type.get(s, g);
        if (t == LogDirtyFields.LOGGED || t == LogDirtyFields.LOGDIRTY) {
            f.type.set(s, g, LogDirtyFields.RW);
        }
        f.log.mark(s, g);
    }

    private void faults() {
        boolean markedFirst = design.fault == Fault.MARKS_FIRST;
        if (design.fault != Fault.UNMARKED) {
            f.vcpus.step("mark").then(this::markFault, markedFirst ? "unprotect" : "guest");
        }
        f.vcpus.step("unprotect").then(this::unprotect, design.fault == Fault.MARKS_LAST ? "mark" : "guest");
    }

    private void markFault(long[] s, int v) {
        if (acts.on()) {
            acts.did(FAULTS, "marks gfn " + f.gfn.text(f.faulting.get(s, v)));
            f.log.could(acts, f.faulting.get(s, v));
        }
        f.log.mark(s, f.faulting.get(s, v));
        if (design.fault == Fault.MARKS_LAST) {
            settle(s, v);
        }
    }

    private void unprotect(long[] s, int v) {
        int g = f.faulting.get(s, v);
        if (acts.on()) {
            acts.did("p2m_change_type_one()", "lets the guest write to gfn " + f.gfn.text(g));
            if (design.fault == Fault.UNMARKED) {
                f.log.left(acts, g, "the fault marks nothing");
            }
        }
        f.type.set(s, g, LogDirtyFields.RW);
        if (design.fault != Fault.MARKS_LAST) {
            settle(s, v);
        }
    }

    private void settle(long[] s, int v) {
        f.p2mLock.set(s, 0, 0);
        f.faulting.set(s, v, 0);
    }

    private Action modelWrites() {
        return Action.named(design.tellsLast ? "model-writes" : "model-tells")
                .over(f.gfn)
                .when((s, a) -> f.model.isAt(s, 0, 0) && f.log.guestRuns(s) && f.isRam(s, (int) a[0]))
                .then((s, a) -> {
                    f.told.set(s, 0, (int) a[0]);
                    if (design.tellsLast) {
                        f.log.written(s, (int) a[0]);
                    }
                    f.model.goTo(s, 0, f.model.place("find"));
                });
    }

    private void modelTells() {
        String next = design.tellsLast ? "idle" : "write-told";
        f.model.step("find").choose((s, m) -> f.isRam(s, f.told.get(s, 0)) ? 1 : settleModel(s), "idle", "mark-found");
        f.model.step("mark-found").then(this::markTold, next);
        if (!design.tellsLast) {
            f.model.step("write-told").then(this::writeTold, "idle");
        }
    }

    private int settleModel(long[] s) {
        f.told.set(s, 0, 0);
        return 0;
    }

    private void markTold(long[] s, int m) {
        int g = f.told.get(s, 0);
        if (acts.on()) {
            acts.did(TELLS, "marks gfn " + f.gfn.text(g));
            f.log.could(acts, g);
        }
        f.log.mark(s, g);
        if (design.tellsLast) {
            settleModel(s);
        }
    }

    private void writeTold(long[] s, int m) {
        int g = f.told.get(s, 0);
        if (f.isRam(s, g)) {
            f.log.written(s, g);
        }
        settleModel(s);
    }

    private Action map() {
        return Action.named("map")
                .over(f.gfn)
                .when((s, a) -> !f.mapped.is(s, 0) && guestRuns(s) && f.isRam(s, (int) a[0]))
                .then((s, a) -> {
                    int g = (int) a[0];
                    f.mapped.set(s, 0, g + 1);
                    tellMapping(s, "hvm_map_guest_frame_rw()", g, design.mapping == Mapping.AT_MAP);
                });
    }

    private Action writeMapped() {
        return Action.named("write-mapped")
                .when((s, a) -> f.mapped.is(s, 0) && guestRuns(s))
                .then((s, a) -> {
                    int g = f.mapped.get(s, 0) - 1;
                    if (acts.on()) {
                        acts.did("set_vvmcs()", "writes through the mapping, and marks nothing");
                        f.log.could(acts, g);
                    }
                    f.log.written(s, g);
                });
    }

    private Action unmap() {
        return Action.named("unmap")
                .when((s, a) -> f.mapped.is(s, 0) && guestRuns(s))
                .then((s, a) -> {
                    int g = f.mapped.get(s, 0) - 1;
                    f.mapped.set(s, 0, 0);
                    tellMapping(s, "hvm_unmap_guest_frame()", g, design.mapping != Mapping.AT_MAP);
                });
    }

    private void tellMapping(long[] s, String function, int g, boolean marks) {
        if (acts.on()) {
            acts.did(function, (marks ? "marks gfn " : "does not mark gfn ") + f.gfn.text(g));
            f.log.could(acts, g);
        }
        if (marks) {
            f.log.mark(s, g);
        }
    }
}
