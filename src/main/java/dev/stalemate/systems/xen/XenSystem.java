package dev.stalemate.systems.xen;

import dev.stalemate.model.Claims;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.systems.xen.XenSettings.Calls;
import java.util.ArrayList;
import java.util.List;

/** Xen: guest MTRRs, pinned ranges, I/O permissions and the EPT leaves that are recomputed when they are touched. */
public final class XenSystem extends SystemPage<XenDesign> {
    /** The system, its scopes, and how they grow. */
    public XenSystem() {
        super(
                "xen-ept",
                "Xen's EPT memory types: I/O permissions, guest MTRRs and pinned ranges, and leaves that are recomputed once touched",
                XenDesigns.LISTED,
                XenSettings.ALL);
        scope("small", "iomem=2,ioport=1,wrmsr=2ff:800/806");
        scope("revoke", "iomem=2,ioport=1,revoke=on,wrmsr=2ff:800/806");
        scope("iommu", "iommu=yes,vcpus=2,wrmsr=2ff:800/806,pins=on");
        scope("large", "iommu=yes,memory=large,wrmsr=200:101001+201:0/fffffe800/ffffff800");
        scope("orders", "calls=orders,iommu=any,memory=none,maps=ram,devices=1,iomem=1,restore=2ff:800");
        grows(XenSettings.LEVELS, XenSettings.VCPUS);
    }

    @Override
    public Releases releases() {
        return XenReleases.TABLE;
    }

    @Override
    protected void claim(Claims claims) {
        XenClaims.all(claims);
        XenGuardClaims.all(claims);
        XenTypeClaims.all(claims);
        XenHistory.all(claims);
    }

    @Override
    public List<Scenario> scenarios() {
        return XenScenarios.of(this);
    }

    @Override
    protected void describe(XenDesign design, Scope scope, Model.Builder model) {
        if (scope.get(XenSettings.CALLS) == Calls.ORDERS) {
            describeTwo(design, scope, model);
            return;
        }
        Layout.Builder b = new Layout.Builder();
        XenFields fields = new XenFields(b, "", scope);
        XenActions actions = new XenActions(fields);
        IntField done = actions.done(b, "", scope.get(XenSettings.CALLS));
        Layout layout = b.build();
        XenMachine machine = new XenMachine(fields, design);
        model.layout(layout)
                .startingAt(start(layout, machine))
                .actions(actions.on(machine, done))
                .laws(new XenLaws(machine).all())
                .figures(fields.figures())
                .showing(new XenViews(machine).all(""));
    }

    /** The same hypercalls, each once, for two domains. */
    private static void describeTwo(XenDesign design, Scope scope, Model.Builder model) {
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
        model.layout(layout)
                .startingAt(start(layout, machines))
                .actions(new XenActions(machines[0].fields).onEither(machines, done))
                .laws(List.of(new XenOrders(machines, done).law()))
                .showing(views);
    }

    private static long[] start(Layout layout, XenMachine... machines) {
        long[] state = layout.blank();
        for (XenMachine machine : machines) {
            machine.fields.initial(state);
            if (machine.fields.created(machine.at(state).state())) {
                machine.populate();
            }
        }
        return state;
    }
}
