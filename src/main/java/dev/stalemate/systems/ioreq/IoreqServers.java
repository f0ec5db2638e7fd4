package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.ioreq.IoreqDesign.Foreign;
import dev.stalemate.systems.ioreq.IoreqDesign.Server;
import java.util.ArrayList;
import java.util.List;

/** What IOREQ servers do: they map pages of the guest, read and write them at any moment, and answer invalidations as late as they like. */
final class IoreqServers {
    private final IoreqFields fields;
    private final IoreqDesign design;
    private final ToldInvalidations told;
    private final boolean removes;
    private final List<Action> all = new ArrayList<>();

    IoreqServers(IoreqFields fields, IoreqDesign design) {
        this.fields = fields;
        this.design = design;
        this.told = new ToldInvalidations(fields, design);
        this.removes = fields.scope.get(IoreqSettings.REMOVER) == IoreqSettings.Remover.SERVER;
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        if (design.server == Server.MAPS_UNLOCKED) {
            mapInTwoSteps();
        } else {
            map();
        }
        if (design.server == Server.KEEPS_LOCKED) {
            lock();
        }
        answers();
        if (fields.scope.get(IoreqSettings.FOREIGN) && design.foreign == Foreign.FORWARD) {
            forwardedAnswers();
        }
        if (fields.owned) {
            writes();
        }
        return all;
    }

    /** Whether a request is answered as far as the vCPU that waits for it can see. */
    static boolean isAnswered(IoreqDesign design, int request) {
        return request == IoreqFields.NONE || (request == IoreqFields.HALF && design.server == Server.ACKS_FIRST);
    }

    /** Whether a server is in its own hypercall, which removes a page. */
    private boolean isBusy(long[] s, long who) {
        return removes && who == 0 && !fields.tools.isAt(s, 0, 0);
    }

    private boolean mayMap(long[] s, long who, long g) {
        int state = fields.domain.get(s, 0);
        boolean started = state != IoreqFields.CREATING || fields.scope.get(IoreqSettings.EARLY);
        return started
                && !isBusy(s, who)
                && state != IoreqFields.DYING
                && fields.p2m.get(s, (int) g) != 0
                && fields.map.get(s, entry(who, g)) == 0;
    }

    private int entry(long who, long g) {
        return (int) (who * fields.gfn.size() + g);
    }

    private void map() {
        all.add(Action.named("map")
                .over(fields.server)
                .over(fields.gfn)
                .when((s, a) -> mayMap(s, a[0], a[1]))
                .then((s, a) -> fields.map.set(s, entry(a[0], a[1]), fields.p2m.get(s, (int) a[1]))));
    }

    private void mapInTwoSteps() {
        all.add(Action.named("look-up")
                .over(fields.server)
                .over(fields.gfn)
                .when((s, a) -> mayMap(s, a[0], a[1]) && fields.lookedUp.get(s, (int) a[0]) == 0)
                .then((s, a) -> {
                    fields.lookedUp.set(s, (int) a[0], (int) a[1] + 1);
                    fields.found.set(s, (int) a[0], fields.p2m.get(s, (int) a[1]));
                }));
        all.add(Action.named("keep")
                .over(fields.server)
                .when((s, a) -> fields.lookedUp.get(s, (int) a[0]) != 0 && !isBusy(s, a[0]))
                .then((s, a) -> {
                    int who = (int) a[0];
                    int g = fields.lookedUp.get(s, who) - 1;
                    fields.map.set(s, entry(who, g), fields.found.get(s, who));
                    if (told.on()) {
                        told.kept(who, g);
                    }
                    fields.lookedUp.set(s, who, 0);
                    fields.found.set(s, who, 0);
                }));
    }

    private void lock() {
        all.add(Action.named("lock")
                .over(fields.server)
                .over(fields.gfn)
                .when((s, a) -> !isBusy(s, a[0])
                        && fields.map.get(s, entry(a[0], a[1])) != 0
                        && !fields.locked.is(s, entry(a[0], a[1])))
                .then((s, a) -> fields.locked.set(s, entry(a[0], a[1]), 1)));
        all.add(Action.named("unlock")
                .over(fields.server)
                .over(fields.gfn)
                .when((s, a) -> fields.locked.is(s, entry(a[0], a[1])) && !isBusy(s, a[0]))
                .then((s, a) -> fields.locked.set(s, entry(a[0], a[1]), 0)));
    }

    /** Empties a server's map cache, but for what is locked. */
    private void drop(long[] s, int who) {
        for (int g = 0; g < fields.gfn.size(); g++) {
            int mapped = fields.map.get(s, entry(who, g));
            if (mapped != 0 && !fields.locked.is(s, entry(who, g))) {
                fields.map.set(s, entry(who, g), 0);
                fields.released(s, mapped);
            }
        }
    }

    private void answers() {
        all.add(Action.named("drop")
                .over(fields.server)
                .over(fields.vcpu)
                .when((s, a) -> fields.request.get(s, slot(a)) == beforeDrop() && !isBusy(s, a[0]))
                .fairly()
                .then((s, a) -> dropFor(s, (int) a[0], fields.request, slot(a))));
        all.add(Action.named("acknowledge")
                .over(fields.server)
                .over(fields.vcpu)
                .when((s, a) -> fields.request.get(s, slot(a)) == beforeAcknowledging() && !isBusy(s, a[0]))
                .fairly()
                .then((s, a) -> acknowledge(s, (int) a[0], fields.request, slot(a))));
    }

    private void forwardedAnswers() {
        all.add(Action.named("drop-forwarded")
                .over(fields.server)
                .when((s, a) -> fields.forwarded.get(s, (int) a[0]) == beforeDrop() && !isBusy(s, a[0]))
                .fairly()
                .then((s, a) -> dropFor(s, (int) a[0], fields.forwarded, (int) a[0])));
        all.add(Action.named("acknowledge-forwarded")
                .over(fields.server)
                .when((s, a) -> fields.forwarded.get(s, (int) a[0]) == beforeAcknowledging() && !isBusy(s, a[0]))
                .fairly()
                .then((s, a) -> acknowledge(s, (int) a[0], fields.forwarded, (int) a[0])));
    }

    private int slot(long[] args) {
        return (int) (args[1] * fields.server.size() + args[0]);
    }

    private int beforeDrop() {
        return design.server == Server.ACKS_FIRST ? IoreqFields.HALF : IoreqFields.POSTED;
    }

    private int beforeAcknowledging() {
        return design.server == Server.ACKS_FIRST ? IoreqFields.POSTED : IoreqFields.HALF;
    }

    private void dropFor(long[] s, int who, IntField requests, int request) {
        drop(s, who);
        if (told.on()) {
            told.dropped(s, who);
        }
        requests.set(s, request, design.server == Server.ACKS_FIRST ? IoreqFields.NONE : IoreqFields.HALF);
    }

    private void acknowledge(long[] s, int who, IntField requests, int request) {
        if (told.on()) {
            told.acknowledged(s, who);
        }
        requests.set(s, request, design.server == Server.ACKS_FIRST ? IoreqFields.HALF : IoreqFields.NONE);
    }

    /** Device emulation writes where its cache says that a gfn is. */
    private void writes() {
        all.add(Action.named("server-writes")
                .over(fields.server)
                .over(fields.gfn)
                .when((s, a) -> fields.map.get(s, entry(a[0], a[1])) != 0 && !isBusy(s, a[0]))
                .then((s, a) -> {
                    int hit = hit(s, (int) a[0], (int) a[1]);
                    fields.written.set(s, 0, Math.max(hit, fields.written.get(s, 0)));
                }));
        if (fields.scope.get(IoreqSettings.OTHERS)) {
            all.add(fields.frames.givenAway());
            all.add(fields.frames.writtenByOther(s -> true));
        }
    }

    private int hit(long[] s, int who, int g) {
        Owner owner = fields.frames.owner(s, fields.map.get(s, entry(who, g)) - 1);
        if (owner == Owner.OTHER || owner == Owner.OTHER_WROTE) {
            return IoreqFields.ANOTHERS;
        }
        boolean elsewhere = fields.p2m.get(s, g) != 0 && fields.isStale(s, who, g);
        return elsewhere && fields.removal.get(s, g) == IoreqFields.DONE ? IoreqFields.LOST : 0;
    }
}
