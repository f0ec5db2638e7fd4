package dev.stalemate.systems.nestedpat;

import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Domain;
import dev.stalemate.systems.nestedpat.NestedPatDesign.AtVmrun;
import dev.stalemate.systems.nestedpat.NestedPatDesign.HostMsr;
import dev.stalemate.systems.nestedpat.NestedPatDesign.L2Writes;
import java.util.ArrayList;
import java.util.List;

/** What L1, L2 and the VMM do, and what KVM does about it. */
final class NestedPatActions {
    private final NestedPatFields f;
    private final NestedPatDesign design;
    private final boolean own;
    private final boolean migrates;
    private final Acts acts;

    NestedPatActions(NestedPatFields fields, NestedPatDesign design, boolean migrates) {
        this.f = fields;
        this.design = design;
        this.migrates = migrates;
        this.acts = fields.layout.acts();
        this.own = fields.nestedNpt || !design.asksNpt;
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>(List.of(
                Action.named("l1-wrmsr")
                        .over("value", pats(f.pats))
                        .when((s, a) -> !f.inGuest(s) && f.l1Pat.get(s, 0) != a[0])
                        .then((s, a) -> l1Writes(s, a[0])),
                Action.named("write-vmcb12")
                        .over(f.guest)
                        .over("value", pats(f.gpats))
                        .when((s, a) -> !f.inGuest(s) && f.vmcb12.get(s, (int) a[0]) != a[1])
                        .then((s, a) -> writesVmcb(s, (int) a[0], a[1])),
                Action.named("vmrun")
                        .over(f.guest)
                        .when((s, a) -> !f.inGuest(s))
                        .then((s, a) -> vmrun(s, (int) a[0])),
                Action.named("l2-wrmsr")
                        .over("value", pats(f.pats))
                        .when((s, a) -> f.inGuest(s) && f.relies(s) != a[0])
                        .then((s, a) -> l2Writes(s, a[0])),
                Action.named("vmexit").when((s, a) -> f.inGuest(s)).then((s, a) -> vmexit(s))));
        if (migrates) {
            all.add(Action.named("migrate-msrs-first").then((s, a) -> migrate(s, true)));
            all.add(Action.named("migrate-state-first").then((s, a) -> migrate(s, false)));
        }
        return all;
    }

    private static Domain pats(long[] values) {
        return Domain.hex(values).reading(text -> RegisterNotation.value(Pat.MSR, text, NestedPatFields.MAXPHYADDR));
    }

    private void l1Writes(long[] s, long value) {
        f.l1Pat.set(s, 0, value);
        writeHpat(s, value);
        if (acts.on()) {
            acts.did("svm_set_msr()", "writes vmcb01.g_pat");
        }
    }

    private void writeHpat(long[] s, long value) {
        f.msr.set(s, 0, value);
        f.vmcb01.set(s, 0, value);
    }

    private void writesVmcb(long[] s, int g, long value) {
        f.vmcb12.set(s, g, value);
        if (f.nestedNpt) {
            f.l2Pat.set(s, g, value);
        }
    }

    /** The function nested_svm_vmrun(). */
    private void vmrun(long[] s, int g) {
        if (own && design.validates && !Pat.valid(f.vmcb12.get(s, g))) {
            if (acts.on()) {
                acts.did("nested_svm_vmrun()", "refuses an illegal g_pat: VMEXIT_INVALID");
            }
            return;
        }
        f.runs.set(s, 0, g + 1);
        loadGpat(s, g);
        if (own && isInMsr()) {
            f.msr.set(s, 0, f.vmcb02.get(s, 0));
        }
    }

    /** The function nested_vmcb02_compute_g_pat(). */
    private void loadGpat(long[] s, int g) {
        AtVmrun from = own ? design.atVmrun : AtVmrun.HPAT;
        switch (from) {
            case VMCB12 -> f.vmcb02.set(s, 0, f.vmcb12.get(s, g));
            case HPAT -> f.vmcb02.set(s, 0, f.vmcb01.get(s, 0));
            case LEFT -> {}
        }
        if (acts.on()) {
            String copies =
                    switch (from) {
                        case VMCB12 -> "copies vmcb12.g_pat to vmcb02";
                        case HPAT -> "copies vmcb01.g_pat to vmcb02";
                        case LEFT -> "leaves vmcb02.g_pat";
                    };
            acts.did("nested_vmcb02_compute_g_pat()", copies);
            acts.could(f.vmcb02, 0);
        }
    }

    private void l2Writes(long[] s, long value) {
        if (f.nestedNpt) {
            f.l2Pat.set(s, f.running(s), value);
        } else {
            f.l1Pat.set(s, 0, value);
        }
        if (acts.on()) {
            acts.did("svm_set_msr()", "writes " + (isSeparate() ? "vmcb02.g_pat" : "vmcb01.g_pat"));
            acts.could(f.vmcb01, 0);
            acts.could(f.vmcb02, 0);
        }
        if (isSeparate()) {
            f.vmcb02.set(s, 0, value);
            if (isInMsr()) {
                f.msr.set(s, 0, value);
            }
        } else {
            writeHpat(s, value);
            loadGpat(s, f.running(s));
        }
    }

    /** Whether L2's WRMSR leaves L1's PAT alone. */
    private boolean isSeparate() {
        return own && design.l2Writes != L2Writes.HPAT;
    }

    private boolean isInMsr() {
        return design.l2Writes == L2Writes.MSR;
    }

    private void vmexit(long[] s) {
        int g = f.running(s);
        boolean saves = own && design.saves;
        boolean restores = own && design.restores && isInMsr();
        if (saves) {
            f.vmcb12.set(s, g, f.vmcb02.get(s, 0));
        }
        if (restores) {
            f.msr.set(s, 0, f.vmcb01.get(s, 0));
        }
        f.runs.set(s, 0, 0);
        if (acts.on()) {
            acts.did(
                    "nested_svm_vmexit()",
                    (saves ? "saves vmcb02.g_pat to vmcb12" : "leaves vmcb12.g_pat")
                            + (restores ? ", restores arch.pat" : own && isInMsr() ? ", leaves arch.pat" : ""));
            acts.could(f.vmcb12, g);
            if (own && isInMsr()) {
                acts.could(f.msr, 0);
            }
        }
    }

    /**
     * The VMM reads the MSR and the nested state, and writes both to a new vCPU, whose PAT is as after reset. A vCPU enters guest mode as its
     * nested state is written: vmcb02 begins as vmcb01 is then (svm_set_nested_state()).
     */
    private void migrate(long[] s, boolean msrsFirst) {
        boolean guest = f.inGuest(s);
        boolean ownNow = guest && own;
        boolean current = ownNow && design.hostMsr == HostMsr.CURRENT;
        long msr = (current ? f.vmcb02 : guest ? f.vmcb01 : f.msr).get(s, 0);
        long gpat = f.vmcb02.get(s, 0);
        writeHpat(s, Pat.RESET);
        if (msrsFirst) {
            writeHpat(s, msr);
        }
        f.vmcb02.set(s, 0, ownNow && design.stateHasGpat ? gpat : f.vmcb01.get(s, 0));
        if (!msrsFirst) {
            setMsr(s, msr, current);
        }
        if (acts.on()) {
            acts.did("KVM_GET_MSRS", "reads " + (current ? "L2's PAT" : guest ? "L1's PAT" : "arch.pat"));
            if (guest) {
                acts.could(f.vmcb01, 0);
            }
            acts.did(
                    "KVM_SET_NESTED_STATE",
                    !guest ? "finds L1" : ownNow && design.stateHasGpat ? "has L2's PAT" : "has no PAT of L2");
            acts.could(f.vmcb02, 0);
        }
    }

    /** The VMM writes the MSR of a vCPU that has its nested state. */
    private void setMsr(long[] s, long value, boolean current) {
        if (current) {
            f.vmcb02.set(s, 0, value);
            f.msr.set(s, 0, isInMsr() ? value : f.msr.get(s, 0));
        } else {
            writeHpat(s, value);
            if (f.inGuest(s) && !isSeparate()) {
                loadGpat(s, f.running(s));
            }
        }
    }
}
