package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** IOREQ servers' map caches, and how Xen makes servers drop them when the guest's p2m loses a page. */
public final class IoreqSystem extends SystemPage<IoreqDesign> {
    private static final String WIDE = "servers=4,frames=48,extents=8";
    private static final String MORE_VCPUS = ",vcpus=6";

    /** The system, its scopes, and how they grow. */
    public IoreqSystem() {
        super(
                "ioreq-mapcache",
                "IOREQ servers' map caches after a p2m change: flags, invalidations, servers that answer late, removals by another domain",
                IoreqDesign.ALL,
                IoreqSettings.ALL);
        scope("foreign", "foreign=on");
        scope("life", "foreign=on,life=on,early=on");
        scope("reuse", "vcpus=1,populate=on,others=on,references=off");
        scope("wide", WIDE + MORE_VCPUS + ",preempt=on,foreign=on,life=on,superpage=on,populate=on,others=on");
        grows(IoreqSettings.SERVERS, IoreqSettings.FRAMES, IoreqSettings.VCPUS);
    }

    @Override
    public Releases releases() {
        return IoreqReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        IoreqClaims.all(claims.naming(XenCommits.ALL));
        IoreqHistory.all(claims);
    }

    @Override
    protected void prove(Proofs proofs) {
        IoreqInvariants.prove(proofs);
    }

    @Override
    public List<Scenario> scenarios() {
        return IoreqScenarios.of(this);
    }

    /** More of everything that there can be several of; what a claim says of one vCPU stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(scope.get(IoreqSettings.VCPUS) == 1 ? WIDE : WIDE + MORE_VCPUS);
    }

    @Override
    protected void describe(IoreqDesign design, Scope scope, Model.Builder model) {
        IoreqFields fields = new IoreqFields(scope, design, IoreqLabels.ALL);
        put(model, fields, design, new IoreqHypercalls(fields, design));
        model.invariants(new IoreqInvariants(fields, design).all());
    }

    @Override
    protected boolean describesOther(Design design, Scope scope, Model.Builder model) {
        if (!(design instanceof IoreqSteps steps) || !(steps.base() instanceof IoreqDesign base)) {
            return false;
        }
        IoreqCode code = steps.code();
        IoreqDesign shape = code.shape(base);
        IoreqFields fields = new IoreqFields(scope, shape, IoreqLabels.of(code));
        put(model, fields, shape, new IoreqRun(fields, shape, code));
        return true;
    }

    private static void put(Model.Builder model, IoreqFields fields, IoreqDesign design, IoreqHypercalls hypercalls) {
        List<Action> actions = new ArrayList<>(hypercalls.all());
        actions.addAll(new IoreqServers(fields, design).all());
        actions.addAll(new IoreqToolstack(fields, design, hypercalls).all());
        IoreqLaws laws = new IoreqLaws(fields);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(actions)
                .laws(laws.all())
                .figures(laws.figures());
    }
}
