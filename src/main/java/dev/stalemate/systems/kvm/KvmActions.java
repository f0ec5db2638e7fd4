package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.LongField;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.systems.kvm.KvmSettings.Guest;
import dev.stalemate.systems.kvm.KvmSettings.Hotplug;
import dev.stalemate.systems.kvm.KvmSettings.Touch;
import java.util.ArrayList;
import java.util.List;

/** What guests and the host can do, as families of transitions. */
final class KvmActions {
    private final KvmState fields;
    private final KvmMachine machine;
    private final boolean sdm;
    private final boolean oneByOne;
    private final boolean touchesOutside;
    private final boolean slots;

    KvmActions(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        Guest guest = fields.scope.get(KvmSettings.GUEST);
        this.sdm = guest != Guest.FREE;
        this.oneByOne = guest == Guest.LINUX;
        this.touchesOutside = fields.scope.get(KvmSettings.TOUCH) == Touch.OUTSIDE;
        this.slots = fields.scope.get(KvmSettings.HOTPLUG) == Hotplug.SLOTS;
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> actions = new ArrayList<>();
        if (fields.devices.bound() > 1) {
            actions.add(attach());
            actions.add(detach());
        }
        actions.add(touch());
        if (fields.cd.bound() > 1) {
            actions.add(setCd());
            actions.add(clearCd());
        }
        for (int msr : fields.everyMsr()) {
            Domain values = values(msr);
            if (!values.isFinite() || values.values().length > 0) {
                actions.add(wrmsr(msr, values));
            }
        }
        if (fields.offline.bound() > 1) {
            actions.add(offline());
            actions.add(online());
        }
        if (fields.huge.bound() > 1) {
            actions.add(host2M("split", 0));
            actions.add(host2M("merge", 1));
        }
        actions.addAll(new KvmPages(machine).actions());
        return actions;
    }

    private Domain values(int msr) {
        return fields.wide
                ? WideMsr.domain(msr, fields.scope.get(KvmSettings.MAXPHYADDR), fields.gpa)
                : Domain.hex(fields.written.getOrDefault(msr, new long[0]));
    }

    private Action touch() {
        return Action.named("touch")
                .over(fields.vcpu)
                .over(fields.frame)
                .when((s, a) -> {
                    int v = (int) a[0];
                    int f = (int) a[1];
                    boolean faults = machine.faults(s, f) && fields.pages.mapped(s, f);
                    boolean walks = fields.leaf.get(s, f) != 0 && fields.pages.misses(s, v, f);
                    return (faults || walks) && online(s, v) && !(touchesOutside && updating(s));
                })
                .then((s, a) -> machine.at(s).touch((int) a[0], (int) a[1]));
    }

    private Action setCd() {
        return Action.named("set-cd")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    boolean mayBegin = !fields.updated.is(s, v) && !(oneByOne && anyCd(s));
                    return !fields.cd.is(s, v) && online(s, v) && mayBegin;
                })
                .then((s, a) -> {
                    if (!updating(s)) {
                        fields.zaps.set(s, 0, 0);
                    }
                    fields.cd.set(s, (int) a[0], 1);
                    machine.at(s).cdWritten((int) a[0]);
                });
    }

    private Action clearCd() {
        return Action.named("clear-cd")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    boolean mayEnd = enabled(s, v) && (!isLast(s, v) || allEqual(s, v));
                    return fields.cd.is(s, v) && online(s, v) && (!sdm || mayEnd);
                })
                .then((s, a) -> {
                    int v = (int) a[0];
                    boolean last = sdm && isLast(s, v);
                    fields.cd.set(s, v, 0);
                    for (int other = 0; sdm && other < fields.vcpu.size(); other++) {
                        // The second meeting: nobody leaves the round before the last one has cleared CD.
                        fields.updated.set(s, other, !last && (other == v || fields.updated.is(s, other)) ? 1 : 0);
                    }
                    machine.at(s).cdWritten(v);
                });
    }

    /**
     * Writes that change nothing are left out: a zap more can only hide what is stale. A vCPU's own value again may change what a design
     * keeps per VM.
     */
    private Action wrmsr(int msr, Domain values) {
        LongField field = fields.mtrrs.field(msr);
        return Action.named("wrmsr")
                .over(fields.vcpu)
                .over("msr", Domain.hex(msr))
                .over("value", values)
                .when((s, a) -> (field.get(s, (int) a[0]) != a[2] || keptDiffers(s, msr, a[2]))
                        && mayWrite(s, (int) a[0], msr, a[2]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    long old = field.get(s, v);
                    field.set(s, v, a[2]);
                    machine.at(s).msrWritten(v, msr, old);
                });
    }

    private boolean keptDiffers(long[] s, int msr, long value) {
        for (MtrrFields kept : fields.kept) {
            if (msr != Pat.MSR && kept.field(msr).get(s, 0) != value) {
                return true;
            }
        }
        return false;
    }

    /** Step by step SDM 11.11.8 (and 11.12.4 for the PAT): with CD=1 clear E, then write, then set E. */
    private boolean mayWrite(long[] s, int v, int msr, long value) {
        if (!online(s, v)) {
            return false;
        }
        if (!sdm) {
            return true;
        }
        boolean togglesE =
                msr == MtrrMsr.DEF_TYPE && ((value ^ fields.mtrrs.field(msr).get(s, v)) & MtrrMsr.E) != 0;
        return fields.cd.is(s, v) && (togglesE || !enabled(s, v));
    }

    private Action attach() {
        return Action.named("attach-device")
                .when((s, a) -> fields.devices.get(s, 0) < fields.devices.bound() - 1)
                .then((s, a) -> devices(s, 1));
    }

    private Action detach() {
        return Action.named("detach-device")
                .when((s, a) -> fields.devices.get(s, 0) > 0)
                .then((s, a) -> devices(s, -1));
    }

    private void devices(long[] s, int more) {
        boolean before = fields.noncoherentDma(s);
        fields.devices.set(s, 0, fields.devices.get(s, 0) + more);
        machine.at(s);
        if (slots) {
            machine.slotsChanged();
        }
        if (fields.noncoherentDma(s) != before) {
            machine.noncoherentDmaChanged();
        }
    }

    private Action offline() {
        return Action.named("offline")
                .over(fields.vcpu)
                .when((s, a) -> {
                    int v = (int) a[0];
                    boolean settled = !updating(s) && allEqual(s, v);
                    return online(s, v) && countOnline(s) > 1 && (!sdm || settled);
                })
                .then((s, a) -> fields.offline.set(s, (int) a[0], 1));
    }

    /** INIT leaves MTRRs and CR0.CD as they are (SDM table 9-1). */
    private Action online() {
        return Action.named("online")
                .over(fields.vcpu)
                .when((s, a) -> !online(s, (int) a[0]) && !(sdm && updating(s)))
                .then((s, a) -> fields.offline.set(s, (int) a[0], 0));
    }

    /** The host splits or merges the page behind a guest's 2 MiB; the notifier zaps what was mapped. */
    private Action host2M(String name, int huge) {
        return Action.named(name)
                .over(fields.frame)
                .when((s, a) -> fields.mayBeHuge((int) a[0]) && fields.huge.get(s, (int) a[0]) != huge)
                .then((s, a) -> {
                    fields.huge.set(s, (int) a[0], huge);
                    machine.at(s);
                    for (int f = 0; f < fields.gpa.length; f++) {
                        if (fields.largePage[f] == a[0]) {
                            machine.zapFrame(f);
                        }
                    }
                });
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

    private boolean enabled(long[] s, int v) {
        return (fields.mtrrs.field(MtrrMsr.DEF_TYPE).get(s, v) & MtrrMsr.E) != 0;
    }

    /** Whether a round of MTRR updates is under way: some vCPU has CD=1, or waits for the others to be through. */
    private boolean updating(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (online(s, v) && (fields.cd.is(s, v) || fields.updated.is(s, v))) {
                return true;
            }
        }
        return false;
    }

    private boolean anyCd(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (online(s, v) && fields.cd.is(s, v)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every other vCPU on line is through the round. */
    private boolean isLast(long[] s, int v) {
        for (int other = 0; other < fields.vcpu.size(); other++) {
            if (other != v && online(s, other) && !fields.updated.is(s, other)) {
                return false;
            }
        }
        return true;
    }

    private boolean allEqual(long[] s, int v) {
        for (int other = 0; other < fields.vcpu.size(); other++) {
            if (online(s, other) && !fields.mtrrs.equal(s, v, other)) {
                return false;
            }
        }
        return true;
    }
}
