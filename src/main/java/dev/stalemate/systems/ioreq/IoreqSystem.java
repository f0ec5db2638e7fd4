package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** IOREQ servers' map caches, and how Xen has them dropped when the guest's p2m loses a page. */
public final class IoreqSystem implements ModelSystem {
    private static final String WIDE = "servers=4,frames=48,extents=8";
    private static final String MORE_VCPUS = ",vcpus=6";

    @Override
    public String name() {
        return "ioreq-mapcache";
    }

    @Override
    public String says() {
        return "IOREQ servers' map caches after a p2m change: flags, invalidations, servers that answer late, removals by another domain";
    }

    @Override
    public List<IoreqDesign> designs() {
        return IoreqDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return IoreqReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return IoreqSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("foreign", initial.with("foreign=on").named("foreign"));
        scopes.put("life", initial.with("foreign=on,life=on,early=on").named("life"));
        scopes.put(
                "reuse",
                initial.with("vcpus=1,populate=on,others=on,references=off").named("reuse"));
        scopes.put(
                "wide",
                initial.with(WIDE + MORE_VCPUS + ",preempt=on,foreign=on,life=on,superpage=on,populate=on,others=on")
                        .named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(IoreqClaims.of(this));
        claims.addAll(IoreqHistory.of(this));
        return claims;
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

    /** By a server, then by a frame, then by a vCPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        for (Setting<Integer> setting : List.of(IoreqSettings.SERVERS, IoreqSettings.FRAMES, IoreqSettings.VCPUS)) {
            String next = Integer.toString(scope.get(setting) + 1);
            if (setting.accepts(next)) {
                growths.add(new Growth(setting, next));
            }
        }
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof IoreqDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of map cache invalidation");
        }
        IoreqFields fields = new IoreqFields(scope, design);
        IoreqHypercalls hypercalls = new IoreqHypercalls(fields, design);
        List<Action> actions = new ArrayList<>(hypercalls.all());
        actions.addAll(new IoreqServers(fields, design).all());
        actions.addAll(new IoreqToolstack(fields, design, hypercalls).all());
        IoreqLaws laws = new IoreqLaws(fields);
        return new Model(name(), design, scope, fields.layout, fields.initial(), actions, laws.all(), laws.figures());
    }
}
