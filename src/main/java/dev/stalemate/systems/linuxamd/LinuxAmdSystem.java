package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.sources.LinuxCommits;
import java.util.ArrayList;
import java.util.List;

/** Linux's page tables of AMD IOMMUs: levels that grow while others walk the tables without a lock. */
public final class LinuxAmdSystem extends SystemPage<LinuxAmdDesign> {
    /** The system, its scopes, and how they grow. */
    public LinuxAmdSystem() {
        super(
                "linux-amd-iommu",
                "Linux's page tables of AMD IOMMUs: root and number of levels change while others read them without a lock; pages that"
                        + " are freed after an unmap, and the device",
                LinuxAmdDesign.ALL,
                LinuxAmdSettings.ALL);
        scope("remaps", "remaps=on");
        scope("growers", "high=2");
        scope("retries", "high=2,caller=retries");
        scope("wide", "cpus=3,low=2,high=2,look-ups=on");
        grows(LinuxAmdSettings.HIGH, LinuxAmdSettings.LOW, LinuxAmdSettings.CPUS);
    }

    @Override
    public Releases releases() {
        return LinuxAmdReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        LinuxAmdClaims.all(claims.naming(LinuxCommits.ALL));
    }

    @Override
    protected void describe(LinuxAmdDesign design, Scope scope, Model.Builder model) {
        LinuxAmdFields f = new LinuxAmdFields(scope, design);
        List<Action> actions = new ArrayList<>(new LinuxAmdCalls(f, design).all());
        actions.add(Action.named("dma")
                .over(f.page)
                .when((s, a) -> !f.iotlb.has(s, 0, (int) a[0]) && f.walk(s, (int) a[0]) != IoPageTables.FAULT)
                .then((s, a) -> f.iotlb.keep(s, 0, (int) a[0], f.walk(s, (int) a[0]))));
        if (f.grows) {
            actions.add(
                    Action.named("fetch-entry").when((s, a) -> f.isCopyOld(s)).then((s, a) -> f.fetchEntry(s)));
        }
        if (scope.get(LinuxAmdSettings.UNMAPS)) {
            actions.add(f.frames.givenAway());
            actions.add(f.frames.writtenByOther(s -> true));
        }
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(new LinuxAmdLaws(f).all());
    }
}
