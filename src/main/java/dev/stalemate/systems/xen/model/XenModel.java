package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.View;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.model.XenFields.Saved;
import dev.stalemate.systems.xen.model.XenSettings.Calls;
import dev.stalemate.systems.xen.model.XenSettings.Flushed;
import java.util.ArrayList;
import java.util.List;

/** How a model of a domain, or of two, is put together. */
public final class XenModel {
    private XenModel() {}

    /** Puts a model of a design together, as large as the scope says. */
    public static void describe(XenDesign design, Scope scope, Model.Builder model) {
        if (scope.get(XenSettings.CALLS) == Calls.ORDERS) {
            describeTwo(design, scope, model);
            return;
        }
        if (XenSettings.hasData(scope) && scope.get(XenSettings.OWNERS)) {
            throw new IllegalArgumentException("scope setting data: data are followed with owners=off alone");
        }
        checkCalls(scope);
        if (!XenSettings.hasData(scope) && scope.get(XenSettings.FLUSHED) == Flushed.BY_XEN) {
            throw new IllegalArgumentException("scope setting flushed: without data it makes no difference");
        }
        Layout.Builder b = new Layout.Builder();
        XenFields fields = new XenFields(b, "", scope);
        long[] gpa = addresses(scope);
        XenActions actions = new XenActions(fields, gpa);
        IntField done = actions.done(b, "", scope.get(XenSettings.CALLS));
        Layout layout = b.build();
        XenMachine machine = new XenMachine(fields, design, gpa);
        List<Action> all = new ArrayList<>(actions.on(machine, done));
        all.addAll(new FrameActions(machine).all());
        model.layout(layout)
                .startingAt(start(layout, machine))
                .actions(new XenData(machine).beside(all))
                .laws(fields.data.laws(new XenLaws(machine).all()))
                .invariants(new XenInvariants(machine, "").all())
                .figures(fields.figures())
                .showing(new XenViews(machine).all(""));
        declareAddresses(model, gpa, machine);
    }

    /** The same hypercalls, each once, for two domains. */
    private static void describeTwo(XenDesign design, Scope scope, Model.Builder model) {
        if (scope.get(XenSettings.OWNERS)) {
            throw new IllegalArgumentException(
                    "owners=on needs calls=free or calls=once: two domains have frames of their own");
        }
        if (XenSettings.hasData(scope)) {
            throw new IllegalArgumentException("scope setting data: calls=orders compares two domains without data");
        }
        checkCalls(scope);
        Layout.Builder b = new Layout.Builder();
        long[] gpa = addresses(scope);
        Saved[] saved = XenFields.saved(scope);
        XenMachine[] machines = new XenMachine[2];
        IntField[] done = new IntField[2];
        List<View> views = new ArrayList<>();
        List<Invariant> invariants = new ArrayList<>();
        for (int d = 0; d < 2; d++) {
            String prefix = d == 0 ? "first." : "second.";
            XenFields fields = new XenFields(b, prefix, scope, saved);
            XenActions actions = new XenActions(fields, gpa);
            done[d] = actions.done(b, prefix, Calls.ORDERS);
            machines[d] = new XenMachine(fields, design, gpa);
            views.addAll(new XenViews(machines[d]).all(prefix));
            invariants.addAll(new XenInvariants(machines[d], prefix).all());
            invariants.addAll(new OrderInvariants(machines[d], actions, done[d], prefix).all());
        }
        Layout layout = b.build();
        model.layout(layout)
                .startingAt(start(layout, machines))
                .actions(new XenActions(machines[0].fields, gpa).onEither(machines, done))
                .laws(List.of(new XenOrders(machines, done).law()))
                .invariants(invariants)
                .showing(views);
        declareAddresses(model, gpa, machines);
    }

    /** What a proof takes for anything legal: addresses of frames, and the values of registers in a save record. */
    private static void declareAddresses(Model.Builder model, long[] gpa, XenMachine... machines) {
        int maxPhyAddr = machines[0].fields.maxPhyAddr;
        model.addresses(gpa, address -> (address & 0xFFF) == 0 && address >>> maxPhyAddr == 0);
        for (Saved saved : machines[0].fields.saved) {
            model.addresses(
                    "saved 0x" + Integer.toHexString(saved.msr()),
                    saved.value(),
                    value -> MtrrMsr.accepts(saved.msr(), value, maxPhyAddr, XenFields.PAIRS));
        }
    }

    private static void checkCalls(Scope scope) {
        if (scope.get(XenSettings.CALLS) != Calls.FREE && XenFields.restoresAny(scope)) {
            throw new IllegalArgumentException("restore=wide needs calls=free: what is restored can't be numbered");
        }
    }

    /** The guest-physical address of each gfn, in bytes. */
    @SeesAddresses("it makes the array of them")
    private static long[] addresses(Scope scope) {
        long[] gpa = new long[1 << (scope.get(XenSettings.LEVELS) * scope.get(XenSettings.BITS))];
        for (int gfn = 0; gfn < gpa.length; gfn++) {
            gpa[gfn] = scope.get(XenSettings.BASE) + ((long) gfn << 12);
        }
        return gpa;
    }

    @SeesAddresses("the leaves of the initial state are typed; a proof compares that with other places")
    private static long[] start(Layout layout, XenMachine... machines) {
        long[] state = layout.blank();
        for (XenMachine machine : machines) {
            machine.readsIn(layout);
            machine.fields.initial(state);
            if (machine.fields.created(machine.at(state).state())) {
                machine.populate();
            }
        }
        return state;
    }
}
