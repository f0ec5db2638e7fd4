package dev.stalemate.systems.nested;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.sources.XenCommits;
import java.util.List;

/** Nested EPT: shadow tables of L1's EPTs, what CPUs cache of them, vCPUs that migrate, and frames that leave L0's p2m. */
public final class NestedSystem extends SystemPage<NestedDesign> {
    private static final String THREE = "vcpus=3,frames=3,slots=2,eptps=2,moves=3,";

    /** The system, its scopes, and how they grow. */
    public NestedSystem() {
        super(
                "nested-ept",
                "Nested EPT: shadow tables of L1's EPTs, what CPUs cache of them, vCPUs that migrate, frames that leave L0's p2m",
                NestedDesign.ALL,
                NestedSettings.ALL);
        scope("small", "l1-changes=9");
        scope("eptps", "l1-changes=9,eptps=2,slots=2");
        scope("p2m", "p2m-changes=9");
        scope("race", "p2m-changes=9,race=on");
        scope("three", THREE + "l1-changes=1");
        scope("three-p2m", THREE + "p2m-changes=1");
        scope("wide", "l1-changes=9,vcpus=5,cpus=4,frames=12,spare=4,l2-frames=6,eptps=5,slots=3");
        grows(NestedSettings.VCPUS, NestedSettings.FRAMES, NestedSettings.CPUS, NestedSettings.SLOTS);
    }

    @Override
    public Releases releases() {
        return NestedReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        NestedClaims.all(claims.naming(XenCommits.ALL));
        NestedPoolClaims.all(claims);
    }

    @Override
    protected void prove(Proofs proofs) {
        NestedInvariants.prove(proofs);
    }

    @Override
    public List<Scenario> scenarios() {
        return NestedScenarios.of(this);
    }

    /** More vCPUs, CPUs, frames and EPTs; what is about progress or levels stays as it is. */
    @Override
    public Scope widen(Scope scope) {
        boolean about = scope.get(NestedSettings.SPAN) > 0 || scope.get(NestedSettings.OUTCOMES);
        return about ? scope : scope.with("vcpus=3,cpus=3,frames=6,spare=2,l2-frames=2,eptps=3,slots=2");
    }

    @Override
    protected void describe(NestedDesign design, Scope scope, Model.Builder model) {
        NestedFields fields = new NestedFields(scope, design);
        NestedMachine machine = new NestedMachine(fields);
        NestedLaws laws = new NestedLaws(machine);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new NestedActions(machine).all())
                .laws(laws.all())
                .figures(laws.figures())
                .invariants(new NestedInvariants(fields).all())
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
