package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.encrypted.EncryptedDesign.Records;
import java.util.ArrayList;
import java.util.List;

/**
 * What CPUs do for the guest: they get ready for VMRUN, where most designs add them to the mask, run it, and exit. A vCPU that is loaded may
 * run again and again.
 */
final class EncryptedVcpus {
    private static final String OUT = "out";
    private static final String READY = "ready";
    private static final String GUEST = "guest";

    private final EncryptedFields f;
    private final EncryptedDesign design;
    private final Acts acts;
    private final int ready;
    private final int inGuest;
    private final boolean loaded;

    EncryptedVcpus(EncryptedFields fields) {
        f = fields;
        design = fields.design;
        acts = fields.layout.acts();
        ready = f.cpus.place(READY);
        inGuest = f.cpus.place(GUEST);
        loaded = design.records == Records.AT_LOAD && f.haveRun.bound() > 1;
    }

    List<Action> actions(EncryptedHost host) {
        List<Action> all = new ArrayList<>();
        all.add(Action.named("enter")
                .over(f.cpu)
                .over(f.vm)
                .when((s, a) -> f.cpus.isAt(s, (int) a[0], 0) && canRun(s, (int) a[1]))
                .then((s, a) -> enter(s, (int) a[0], (int) a[1])));
        f.cpus.step(READY).called("vmrun").atWill().then((s, c) -> run(s, c, "runs VM "), GUEST);
        f.cpus.step(GUEST).called("exit").atWill().then((s, c) -> exit(s, c), loaded ? READY : OUT);
        if (loaded) {
            f.cpus.step(READY).called("put").atWill().then((s, c) -> f.runs.set(s, c, 0), OUT);
        }
        all.addAll(f.cpus.actions());
        all.add(Action.named("write")
                .over(f.cpu)
                .over(f.page)
                .when((s, a) -> f.cpus.isAt(s, (int) a[0], inGuest) && canWrite(s, host, (int) a[0], (int) a[1]))
                .then((s, a) -> write(s, (int) a[0], (int) a[1])));
        return all;
    }

    /** A VM that is no encrypted guest any more is dead. */
    private boolean canRun(long[] s, int v) {
        return f.isEncrypted(s, v) && !f.destroyed.is(s, v) && !f.ended.is(s, v);
    }

    /** The function pre_sev_run(), or sev_vcpu_load() of a proposal. */
    private void enter(long[] s, int c, int v) {
        f.runs.set(s, c, v);
        if (f.vm.size() > 1) {
            forget(s, c);
        }
        boolean arrives = f.last.get(s, c) != v + 1;
        boolean records = design.records != Records.AFTER_EXIT && (design.records != Records.AT_ARRIVAL || arrives);
        f.last.set(s, c, f.last.bound() > 1 ? v + 1 : 0);
        f.cpus.goTo(s, c, ready);
        if (records) {
            record(s, c, v);
        }
        if (!acts.on()) {
            return;
        }
        if (f.haveRun.bound() > 1) {
            acts.did(
                    loaded ? "sev_vcpu_load()" : "pre_sev_run()",
                    records ? "adds CPU " + c + " to the mask" : "does not add CPU " + c + " to the mask");
        } else {
            acts.routine("pre_svm_run()", "is about to run VM " + v);
        }
    }

    private void run(long[] s, int c, String does) {
        if (acts.on()) {
            acts.routine("svm_vcpu_run()", does + f.runs.get(s, c));
        }
    }

    private void exit(long[] s, int c) {
        run(s, c, "is back from VM ");
        left(s, c);
    }

    private void record(long[] s, int c, int v) {
        f.haveRun.set(s, f.maskAt(v, c), f.haveRun.bound() - 1);
    }

    /** A CPU's TLB is flushed, as it is when the VM that runs there is another one. */
    private void forget(long[] s, int c) {
        for (int p = 0; p < f.page.size(); p++) {
            f.tlb.set(s, f.at(c, p), 0);
        }
    }

    private void left(long[] s, int c) {
        if (design.records == Records.AFTER_EXIT) {
            record(s, c, f.runs.get(s, c));
        }
        if (!loaded) {
            f.runs.set(s, c, 0);
        }
    }

    /** A CPU is interrupted: it leaves the guest, or does not enter it. */
    void kick(long[] s, int c) {
        if (f.cpus.isAt(s, c, inGuest)) {
            left(s, c);
            f.cpus.goTo(s, c, loaded ? ready : 0);
        } else if (f.cpus.isAt(s, c, ready) && !loaded) {
            f.runs.set(s, c, 0);
            f.cpus.goTo(s, c, 0);
        }
    }

    /** TLBs are flushed of a VM: CPUs that run it, or are about to, are interrupted, and others will flush before they run it. */
    void flushTlbs(long[] s, int v) {
        for (int c = 0; c < f.cpu.size(); c++) {
            if (f.runs.get(s, c) == v) {
                kick(s, c);
                forget(s, c);
            }
        }
    }

    private boolean canWrite(long[] s, EncryptedHost host, int c, int p) {
        int v = f.runs.get(s, c);
        return f.tlb.is(s, f.at(c, p))
                || f.npt.is(s, f.at(v, p))
                || (f.canHave(s, v, p) && !host.isInvalidating(s, v, p));
    }

    private void write(long[] s, int c, int p) {
        if (!f.tlb.is(s, f.at(c, p))) {
            f.npt.set(s, f.at(f.runs.get(s, c), p), 1);
            f.tlb.set(s, f.at(c, p), 1);
        }
        f.guestWrites(s, c, p);
    }
}
