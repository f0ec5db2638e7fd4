package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** IOMMUs' TLBs while a guest's p2m changes: which flush covers a frame that is freed, and when it is done. */
public final class IotlbSystem extends SystemPage<IotlbDesign> {
    private static final int WIDE_FRAMES = 8;

    /** The system, its scopes, and how they grow. */
    public IotlbSystem() {
        super(
                "iotlb",
                "IOMMUs' TLBs while a guest gives pages back or moves them: flushes that are put off, skipped, queued or "
                        + "given up, and frames that are freed meanwhile",
                IotlbDesign.ALL,
                IotlbSettings.ALL);
        scope("moves", "moves=1,cpus=2");
        scope("queue", "commands=4,iommus=2");
        scope("caching-mode", "maps=on,caching-mode=on");
        scope("wide", "cpus=3,frames=24,iommus=2,maps=on,moves=5,notes=3,commands=8,errors=on");
        grows(IotlbSettings.FRAMES, IotlbSettings.CPUS);
    }

    @Override
    public Releases releases() {
        return IotlbReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        IotlbClaims.all(claims.naming(XenCommits.ALL));
    }

    @Override
    public List<Scenario> scenarios() {
        return IotlbScenarios.of(this);
    }

    /** More dfns and frames; what a claim says of CPUs, IOMMUs and queues stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(IotlbSettings.FRAMES) >= WIDE_FRAMES
                ? scope
                : scope.with(IotlbSettings.FRAMES, Integer.toString(WIDE_FRAMES));
    }

    @Override
    protected void describe(IotlbDesign design, Scope scope, Model.Builder model) {
        IotlbFields fields = new IotlbFields(scope, design);
        List<Action> actions = new ArrayList<>(new IotlbCalls(fields, design).all());
        actions.addAll(hardware(fields));
        IotlbLaws laws = new IotlbLaws(fields);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(actions)
                .laws(laws.all())
                .figures(laws.figures())
                .showing(List.of(dma(fields)));
    }

    /** What DMA through each IOMMU to each dfn reaches now, by its TLB or else by the tables. */
    private static View dma(IotlbFields f) {
        return new View(
                "dma",
                List.of(f.iommu, f.dfn),
                (s, element) -> f.target(f.translation(s, element / f.dfn.size(), element % f.dfn.size())));
    }

    /** What devices, IOMMUs and other guests do by themselves. DMA that changes nothing is left out. */
    private static List<Action> hardware(IotlbFields f) {
        List<Action> all = new ArrayList<>();
        all.add(Action.named("dma")
                .over(f.iommu)
                .over(f.dfn)
                .when((s, a) -> {
                    boolean keeps = f.cachingMode || f.p2m.get(s, (int) a[1]) != 0;
                    return keeps && !f.tlb.has(s, (int) a[0], (int) a[1]);
                })
                .then((s, a) -> f.tlb.keep(s, (int) a[0], (int) a[1], f.translation(s, (int) a[0], (int) a[1]))));
        if (f.queue.present()) {
            all.add(f.queue.process(f.tlb, f.scope.get(IotlbSettings.ANSWERS)));
        }
        all.add(f.frames.givenAway());
        all.add(f.frames.writtenByOther(s -> true));
        return all;
    }
}
