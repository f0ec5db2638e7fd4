package dev.stalemate.systems.xen;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.View;
import dev.stalemate.systems.xen.XenSettings.Calls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Xen: guest MTRRs, pinned ranges, I/O permissions and the EPT leaves that are recomputed when they are touched. */
public final class XenSystem implements ModelSystem {
    @Override
    public String name() {
        return "xen-ept";
    }

    @Override
    public String says() {
        return "Xen's EPT memory types: I/O permissions, guest MTRRs and pinned ranges, and leaves that are recomputed once touched";
    }

    @Override
    public List<XenDesign> designs() {
        return XenDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return XenReleases.TABLE;
    }

    @Override
    public XenDesign design(String name) {
        return design(ModelSystem.super.design(name));
    }

    @Override
    public List<Setting<?>> settings() {
        return XenSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial.with("iomem=2,ioport=1,wrmsr=2ff:800/806").named("small"));
        scopes.put(
                "revoke",
                initial.with("iomem=2,ioport=1,revoke=on,wrmsr=2ff:800/806").named("revoke"));
        scopes.put(
                "iommu",
                initial.with("iommu=yes,vcpus=2,wrmsr=2ff:800/806,pins=on").named("iommu"));
        scopes.put(
                "large",
                initial.with("iommu=yes,memory=large,wrmsr=200:101001+201:0/fffffe800/ffffff800")
                        .named("large"));
        scopes.put(
                "orders",
                initial.with("calls=orders,iommu=any,memory=none,maps=ram,devices=1,iomem=1,restore=2ff:800")
                        .named("orders"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(XenClaims.of(this));
        claims.addAll(XenGuardClaims.of(this));
        claims.addAll(XenTypeClaims.of(this));
        claims.addAll(XenHistory.of(this));
        return claims;
    }

    @Override
    public List<Scenario> scenarios() {
        return XenScenarios.of(this);
    }

    /** By a level of tables, then by a vCPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, XenSettings.LEVELS, scope.get(XenSettings.LEVELS));
        Growth.byOne(growths, XenSettings.VCPUS, scope.get(XenSettings.VCPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        XenDesign design = design(asked);
        return scope.get(XenSettings.CALLS) == Calls.ORDERS ? orders(design, scope) : single(design, scope);
    }

    private static XenDesign design(Design asked) {
        if (asked instanceof XenDesign design) {
            return design;
        }
        throw new IllegalArgumentException(asked.name() + " is no design of Xen's");
    }

    private Model single(XenDesign design, Scope scope) {
        Layout.Builder b = new Layout.Builder();
        XenFields fields = new XenFields(b, "", scope);
        XenActions actions = new XenActions(fields);
        IntField done = actions.done(b, "", scope.get(XenSettings.CALLS));
        Layout layout = b.build();
        XenMachine machine = new XenMachine(fields, design);
        long[] initial = layout.blank();
        start(machine, initial);
        XenLaws laws = new XenLaws(machine);
        return new Model(name(), design, scope, layout, initial, actions.on(machine, done), laws.all(), laws.figures())
                .showing(new XenViews(machine).all(""));
    }

    /** The same hypercalls, each once, for two domains. */
    private Model orders(XenDesign design, Scope scope) {
        Layout.Builder b = new Layout.Builder();
        XenMachine[] machines = new XenMachine[2];
        IntField[] done = new IntField[2];
        List<View> views = new ArrayList<>();
        for (int d = 0; d < 2; d++) {
            String prefix = d == 0 ? "first." : "second.";
            XenFields fields = new XenFields(b, prefix, scope);
            done[d] = new XenActions(fields).done(b, prefix, Calls.ORDERS);
            machines[d] = new XenMachine(fields, design);
            views.addAll(new XenViews(machines[d]).all(prefix));
        }
        Layout layout = b.build();
        long[] initial = layout.blank();
        for (XenMachine machine : machines) {
            start(machine, initial);
        }
        return new Model(
                        name(),
                        design,
                        scope,
                        layout,
                        initial,
                        new XenActions(machines[0].fields).onEither(machines, done),
                        List.of(XenLaws.orderIndependent(machines, done)),
                        List.of())
                .showing(views);
    }

    private static void start(XenMachine machine, long[] state) {
        machine.fields.initial(state);
        if (machine.fields.created(machine.at(state).state())) {
            machine.populate();
        }
    }
}
