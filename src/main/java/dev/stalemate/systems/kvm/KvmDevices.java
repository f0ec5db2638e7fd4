package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import dev.stalemate.systems.kvm.KvmSettings.Hotplug;
import java.util.List;

/**
 * Devices with non-coherent DMA that come and go: their memory slots, the count of them, and what the design zaps. Where page faults go in
 * steps, the count and the zap are two.
 */
final class KvmDevices {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final Hotplug hotplug;
    private final boolean inSteps;
    private final boolean zapFirst;

    KvmDevices(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.hotplug = fields.scope.get(KvmSettings.HOTPLUG);
        this.inSteps = fields.registering.bound() > 1;
        this.zapFirst = machine.design.zapsBeforeCountingDevice();
    }

    /** Devices come and go; none of it where they stay. */
    List<Action> actions() {
        if (fields.devices.bound() == 1) {
            return List.of();
        }
        Action attach = Action.named("attach-device")
                .when((s, a) -> fields.devices.get(s, 0) < fields.devices.bound() - 1 && fields.registered(s))
                .then((s, a) -> change(s, 1));
        Action detach = Action.named("detach-device")
                .when((s, a) -> fields.devices.get(s, 0) > 0 && fields.registered(s))
                .then((s, a) -> change(s, -1));
        Action rest = Action.named("finish-registration")
                .when((s, a) -> !fields.registered(s))
                .then((s, a) -> finish(s));
        return inSteps ? List.of(attach, detach, rest) : List.of(attach, detach);
    }

    private void change(long[] s, int more) {
        boolean firstOrLast = fields.devices.get(s, 0) == (more > 0 ? 0 : 1);
        if (inSteps && firstOrLast) {
            fields.registering.set(s, 0, more > 0 ? KvmFields.ATTACHING : KvmFields.DETACHING);
        }
        if (inSteps && firstOrLast && zapFirst) {
            machine.at(s).noncoherentDmaChanged(more > 0);
            return;
        }
        count(s, more);
        if (inSteps || !firstOrLast) {
            machine.deviceCounted(more > 0);
        } else {
            machine.noncoherentDmaChanged(more > 0);
        }
    }

    private void count(long[] s, int more) {
        fields.devices.set(s, 0, fields.devices.get(s, 0) + more);
        machine.at(s);
        if (hotplug == Hotplug.SLOTS_MOVED || (hotplug == Hotplug.SLOTS && more < 0)) {
            machine.slotsRemoved();
        }
    }

    private void finish(long[] s) {
        boolean come = fields.registering.get(s, 0) == KvmFields.ATTACHING;
        if (zapFirst) {
            count(s, come ? 1 : -1);
            machine.deviceCounted(come);
        } else {
            machine.at(s).noncoherentDmaChanged(come);
        }
        fields.registering.set(s, 0, 0);
    }
}
