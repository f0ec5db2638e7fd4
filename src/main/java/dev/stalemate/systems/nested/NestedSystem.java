package dev.stalemate.systems.nested;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nested EPT: shadow tables of L1's EPTs, what CPUs cache of them, vCPUs that migrate, and frames that leave L0's p2m. */
public final class NestedSystem implements ModelSystem {
    @Override
    public String name() {
        return "nested-ept";
    }

    @Override
    public String says() {
        return "Nested EPT: shadow tables of L1's EPTs, what CPUs cache of them, vCPUs that migrate, frames that leave L0's p2m";
    }

    @Override
    public List<NestedDesign> designs() {
        return NestedDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return NestedReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return NestedSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings()).with("l1-changes=9").named("small");
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("eptps", initial.with("eptps=2,slots=2").named("eptps"));
        scopes.put("p2m", initial.with("l1-changes=0,p2m-changes=9").named("p2m"));
        scopes.put("race", initial.with("l1-changes=0,p2m-changes=9,race=on").named("race"));
        Scope three = initial.with("vcpus=3,frames=3,slots=2,eptps=2,moves=3");
        scopes.put("three", three.with("l1-changes=1").named("three"));
        scopes.put("three-p2m", three.with("l1-changes=0,p2m-changes=1").named("three-p2m"));
        scopes.put(
                "wide",
                initial.with("vcpus=5,cpus=4,frames=12,spare=4,l2-frames=6,eptps=5,slots=3")
                        .named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(NestedClaims.of(this));
        claims.addAll(NestedPoolClaims.of(this));
        return claims;
    }

    @Override
    public List<Scenario> scenarios() {
        return NestedScenarios.of(this);
    }

    /** More vCPUs, CPUs, frames and EPTs; what is about progress or who is told stays as it is. */
    @Override
    public Scope widen(Scope scope) {
        boolean about = scope.get(NestedSettings.SPAN) > 0 || scope.get(NestedSettings.OUTCOMES);
        return about ? scope : scope.with("vcpus=3,cpus=3,frames=6,spare=2,l2-frames=2,eptps=3,slots=2");
    }

    /** By a vCPU, a CPU, a frame, a slot. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, NestedSettings.VCPUS, scope.get(NestedSettings.VCPUS));
        Growth.byOne(growths, NestedSettings.FRAMES, scope.get(NestedSettings.FRAMES));
        Growth.byOne(growths, NestedSettings.CPUS, scope.get(NestedSettings.CPUS));
        Growth.byOne(growths, NestedSettings.SLOTS, scope.get(NestedSettings.SLOTS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof NestedDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of nested EPT's");
        }
        NestedFields fields = new NestedFields(scope, design);
        NestedMachine machine = new NestedMachine(fields);
        NestedLaws laws = new NestedLaws(machine);
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.initial(),
                        new NestedActions(machine).all(),
                        laws.all(),
                        laws.figures())
                .showing(views(fields));
    }

    /** What each vCPU in L2 may use for each frame, and what a shadow of each EPT would get there now. */
    private static List<View> views(NestedFields f) {
        int frames = f.l2Frame.size();
        return List.of(
                new View("may use", List.of(f.vcpu, f.l2Frame), (s, e) -> f.uses(s, e / frames, e % frames)),
                new View(
                        "would get",
                        List.of(f.eptp, f.l2Frame),
                        (s, e) -> NestedFields.orNone(f.composed(s, e / frames, e % frames))));
    }
}
