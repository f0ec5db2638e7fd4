package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.LongField;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.paging.WideMsr;
import dev.stalemate.systems.kvm.KvmSettings.Online;
import java.util.ArrayList;
import java.util.List;

/** What guests and the host can do, as families of transitions. */
final class KvmActions {
    private final KvmFields fields;
    private final KvmMachine machine;
    private final KvmRounds rounds;
    private final KvmFaults faults;
    /** By frame. */
    private final boolean[] touchedAtAnyTime;

    private final boolean reprogrammed;
    private final boolean keepsOwn;

    KvmActions(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.rounds = new KvmRounds(fields);
        this.faults = new KvmFaults(machine);
        this.touchedAtAnyTime = fields.scope.touchedAtAnyTime();
        this.keepsOwn = !fields.own.isEmpty();
        this.reprogrammed = fields.scope.get(KvmSettings.ONLINE) == Online.REPROGRAMMED;
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> actions = new ArrayList<>();
        actions.addAll(new KvmDevices(machine).actions());
        if (fields.quirkDisabled.bound() > 1) {
            actions.add(disableQuirk());
        }
        if (fields.faults.inSteps()) {
            actions.addAll(faults.actions(this::mayTouch));
        } else {
            actions.add(touch());
        }
        if (fields.scope.get(KvmSettings.CD)) {
            actions.add(setCd());
        }
        if (fields.scope.clearsCd) {
            actions.add(clearCd());
        }
        for (int msr : fields.scope.everyMsr()) {
            Domain values = values(msr);
            if (!values.isFinite() || values.values().length > 0) {
                actions.add(wrmsr(msr, values));
            }
        }
        if (fields.scope.get(KvmSettings.OFFLINE)) {
            actions.add(offline());
        }
        if (fields.scope.comesOnline) {
            actions.add(online());
        }
        if (fields.huge.bound() > 1) {
            actions.add(host2M("split", 0));
            actions.add(host2M("merge", 1));
        }
        actions.addAll(new FrameUses(fields).actions());
        actions.addAll(machine.logging.actions());
        actions.addAll(new KvmPages(machine).actions());
        return new KvmData(machine, this::mayAccess).beside(actions);
    }

    private Domain values(int msr) {
        return fields.scope.wide
                ? WideMsr.domain(msr, fields.scope.get(KvmSettings.MAXPHYADDR), fields.scope.gpa)
                : Domain.hex(fields.scope.written.getOrDefault(msr, new long[0]));
    }

    private Action touch() {
        return Action.named("touch")
                .over(fields.vcpu)
                .over(fields.frame)
                .when(this::mayTouch)
                .then((s, a) -> machine.at(s).touch((int) a[0], (int) a[1]));
    }

    /** Whether a touch of a frame by a vCPU changes anything, and both may be. */
    private boolean mayTouch(long[] s, long[] a) {
        int v = (int) a[0];
        int f = (int) a[1];
        boolean isFault = machine.faults(s, f) && fields.pages.mapped(s, f);
        boolean walks = fields.leaf.get(s, f) != 0 && fields.pages.misses(s, v, f);
        return (isFault || walks) && mayAccess(s, v, f);
    }

    /** Whether a vCPU may access a frame whose leaf is there. */
    private boolean mayAccess(long[] s, int v, int f) {
        return runs(s, v) && (touchedAtAnyTime[f] || !rounds.underWay(s));
    }

    private Action setCd() {
        return Action.named("set-cd")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    return !fields.cd.is(s, v)
                            && runs(s, v)
                            && rounds.mayBegin(s, v)
                            && !faults.any(s, f -> !touchedAtAnyTime[f]);
                })
                .then((s, a) -> {
                    rounds.begin(s, (int) a[0]);
                    machine.at(s).cdWritten((int) a[0]);
                });
    }

    private Action clearCd() {
        return Action.named("clear-cd")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    return fields.cd.is(s, v) && runs(s, v) && rounds.mayEnd(s, v);
                })
                .then((s, a) -> {
                    rounds.end(s, (int) a[0]);
                    machine.at(s).cdWritten((int) a[0]);
                });
    }

    /**
     * Writes that change nothing are left out: a zap more can only hide what is stale. A vCPU's own value again may change what a design
     * keeps: its copies of the MTRRs, and any state of its own.
     */
    private Action wrmsr(int msr, Domain values) {
        LongField field = fields.mtrrs.field(msr);
        int maxPhyAddr = fields.scope.get(KvmSettings.MAXPHYADDR);
        return Action.named("wrmsr")
                .over(fields.vcpu)
                .over("msr", Domain.hex(msr).reading(RegisterNotation::msr))
                .over("value", values.reading(text -> RegisterNotation.value(msr, text, maxPhyAddr)))
                .writing(fields.mtrrs.written(msr))
                .when((s, a) -> (keepsOwn || field.get(s, (int) a[0]) != a[2] || copyDiffers(s, msr, a[2]))
                        && runs(s, (int) a[0])
                        && rounds.mayWrite(s, (int) a[0], msr, a[2]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    long old = field.get(s, v);
                    field.set(s, v, a[2]);
                    rounds.written(s, v);
                    machine.at(s).msrWritten(v, msr, old);
                });
    }

    private boolean copyDiffers(long[] s, int msr, long value) {
        for (MtrrFields copy : fields.copies) {
            if (msr != Pat.MSR && copy.field(msr).get(s, 0) != value) {
                return true;
            }
        }
        return false;
    }

    private Action disableQuirk() {
        return Action.named("disable-quirk")
                .when((s, a) -> !fields.quirkDisabled.is(s, 0))
                .then((s, a) -> {
                    fields.quirkDisabled.set(s, 0, 1);
                    machine.at(s).patQuirkDisabled();
                });
    }

    private Action offline() {
        return Action.named("offline")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    return runs(s, v) && countOnline(s) > 1 && rounds.settled(s, v);
                })
                .then((s, a) -> fields.offline.set(s, (int) a[0], 1));
    }

    /** INIT leaves MTRRs and CR0.CD as they are (SDM table 9-1 and its note): after reset, CD=1. */
    private Action online() {
        return Action.named("online")
                .over(fields.vcpu)
                .when((s, a) -> !online(s, (int) a[0]) && rounds.between(s))
                .then((s, a) -> {
                    int v = (int) a[0];
                    boolean hadCd = fields.cd.is(s, v);
                    if (reprogrammed) {
                        rounds.beginAlone(s, v);
                    } else if (hadCd) {
                        rounds.begin(s, v);
                    }
                    fields.offline.set(s, v, 0);
                    if (reprogrammed && !hadCd) {
                        machine.at(s).cdWritten(v);
                    }
                });
    }

    /** The host splits or merges the page behind a guest's 2 MiB; the notifier zaps what was mapped. */
    private Action host2M(String name, int huge) {
        return Action.named(name)
                .over(fields.frame)
                .when((s, a) -> fields.scope.mayBeHuge((int) a[0]) && fields.huge.get(s, (int) a[0]) != huge)
                .then((s, a) -> {
                    fields.huge.set(s, (int) a[0], huge);
                    machine.at(s);
                    for (int f = 0; f < fields.scope.gpa.length; f++) {
                        if (fields.scope.largePage[f] == a[0]) {
                            machine.leaves.frame(f);
                        }
                    }
                    fields.faults.invalidated(s);
                    machine.unmapped((int) a[0]);
                });
    }

    /** Whether a vCPU runs the guest's code: it is on line, and in no fault. */
    private boolean runs(long[] s, int v) {
        return online(s, v) && !fields.faults.isIn(s, v);
    }

    private boolean online(long[] s, int v) {
        return !fields.offline.is(s, v);
    }

    private int countOnline(long[] s) {
        int count = 0;
        for (int v = 0; v < fields.vcpu.size(); v++) {
            count += online(s, v) ? 1 : 0;
        }
        return count;
    }
}
