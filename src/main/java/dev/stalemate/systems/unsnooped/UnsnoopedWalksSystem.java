package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** Page tables that CPUs write through their caches, and that an IOMMU reads from RAM. */
public final class UnsnoopedWalksSystem extends SystemPage<WalkDesign> {
    /** The system, its scopes, and how they grow. */
    public UnsnoopedWalksSystem() {
        super(
                "unsnooped-walks",
                "Page tables in caches and RAM: what a hypervisor writes back for an IOMMU whose walks do not snoop",
                WalkDesign.ALL,
                WalkSettings.ALL);
        scope("entry", "change=entry");
        scope("superpage", "change=superpage");
        scope("map", "change=map");
        grows(WalkSettings.PAGES);
    }

    @Override
    public Releases releases() {
        return WalkReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        WalkClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More pages; what a claim says of the first one stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(WalkSettings.PAGES, "4");
    }

    @Override
    protected void describe(WalkDesign design, Scope scope, Model.Builder model) {
        List<String> labels = WalkChange.labels(design, scope);
        WalkFields f = new WalkFields(scope, labels);
        List<Action> actions = new ArrayList<>(new WalkChange(f, labels).actions());
        actions.add(f.lines.actions().writeBacks());
        actions.add(Action.named("dma")
                .over(f.page)
                .when((s, a) -> !f.iotlb.has(s, 0, (int) a[0]) && f.walk(s, (int) a[0]) != f.fault)
                .then((s, a) -> f.iotlb.keep(s, 0, (int) a[0], f.walk(s, (int) a[0]))));
        if (scope.get(WalkSettings.CHANGE) != WalkSettings.Change.MAP) {
            actions.add(f.frames.givenAway());
            actions.add(f.frames.writtenByOther(s -> true));
        }
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(WalkLaws.all(f));
    }
}
