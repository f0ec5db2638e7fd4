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
        long[] gpa = addresses(scope);
        Domains domains = domains(design, scope, gpa, "");
        XenMachine machine = domains.machines[0];
        XenFields fields = machine.fields;
        List<Action> all = new ArrayList<>(domains.actions[0].on(machine, domains.done[0]));
        all.addAll(new FrameActions(machine).all());
        model.layout(domains.layout)
                .startingAt(start(design, scope, gpa, ""))
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
        String[] prefixes = {"first.", "second."};
        long[] gpa = addresses(scope);
        Domains domains = domains(design, scope, gpa, prefixes);
        XenMachine[] machines = domains.machines;
        IntField[] done = domains.done;
        List<View> views = new ArrayList<>();
        List<Invariant> invariants = new ArrayList<>();
        for (int d = 0; d < prefixes.length; d++) {
            views.addAll(new XenViews(machines[d]).all(prefixes[d]));
            invariants.addAll(new XenInvariants(machines[d], prefixes[d]).all());
            invariants.addAll(new OrderInvariants(machines[d], domains.actions[d], done[d], prefixes[d]).all());
        }
        model.layout(domains.layout)
                .startingAt(start(design, scope, gpa, prefixes))
                .actions(new XenActions(machines[0].fields, gpa).onEither(machines, done))
                .laws(List.of(new XenOrders(machines, done).law()))
                .invariants(invariants)
                .showing(views);
        declareAddresses(model, gpa, machines);
    }

    /** Machines for one domain or two, all in one layout, with what can be done to each. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Domains(Layout layout, XenMachine[] machines, XenActions[] actions, IntField[] done) {}

    private static Domains domains(XenDesign design, Scope scope, long[] gpa, String... prefixes) {
        Layout.Builder b = new Layout.Builder();
        Saved[] saved = XenFields.saved(scope);
        XenMachine[] machines = new XenMachine[prefixes.length];
        XenActions[] actions = new XenActions[prefixes.length];
        IntField[] done = new IntField[prefixes.length];
        for (int d = 0; d < prefixes.length; d++) {
            XenFields fields = new XenFields(b, prefixes[d], scope, saved);
            actions[d] = new XenActions(fields, gpa);
            done[d] = actions[d].done(b, prefixes[d], scope.get(XenSettings.CALLS));
            machines[d] = new XenMachine(fields, design, gpa);
        }
        Layout layout = b.build();
        for (XenMachine machine : machines) {
            machine.readsIn(layout);
        }
        return new Domains(layout, machines, actions, done);
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

    /** The initial state. Its leaves are typed by machines that nothing else uses: whatever they keep of an address, no step finds it. */
    @SeesAddresses(
            "the leaves of the initial state are typed at a copy of them; a proof compares that with other places")
    private static long[] start(XenDesign design, Scope scope, long[] gpa, String... prefixes) {
        Domains domains = domains(design, scope, gpa.clone(), prefixes);
        long[] state = domains.layout.blank();
        for (XenMachine machine : domains.machines) {
            machine.fields.initial(state);
            if (machine.fields.created(machine.at(state).state())) {
                machine.populate();
            }
        }
        return state;
    }
}
