package dev.stalemate.systems.iotlb;

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
import dev.stalemate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** IOMMUs' TLBs while a guest's p2m changes: which flush covers a frame that is freed, and when it is done. */
public final class IotlbSystem implements ModelSystem {
    private static final int WIDE_FRAMES = 8;

    @Override
    public String name() {
        return "iotlb";
    }

    @Override
    public String says() {
        return "What IOMMUs' TLBs keep of pages that a guest gives back or moves: flushes put off, skipped, queued, given up; frames freed meanwhile";
    }

    @Override
    public List<IotlbDesign> designs() {
        return IotlbDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return IotlbReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return IotlbSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("moves", initial.with("moves=1,cpus=2").named("moves"));
        scopes.put("queue", initial.with("commands=4,iommus=2").named("queue"));
        scopes.put("caching-mode", initial.with("maps=on,caching-mode=on").named("caching-mode"));
        scopes.put(
                "wide",
                initial.with("cpus=3,frames=24,iommus=2,maps=on,moves=5,notes=3,commands=8,errors=on")
                        .named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return IotlbClaims.of(this);
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

    /** By a dfn, then by a CPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, IotlbSettings.FRAMES, scope.get(IotlbSettings.FRAMES));
        Growth.byOne(growths, IotlbSettings.CPUS, scope.get(IotlbSettings.CPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof IotlbDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of IOTLB flushes");
        }
        IotlbFields fields = new IotlbFields(scope, design);
        List<Action> actions = new ArrayList<>(new IotlbCalls(fields, design).all());
        actions.addAll(hardware(fields));
        IotlbLaws laws = new IotlbLaws(fields);
        return new Model(name(), design, scope, fields.layout, fields.initial(), actions, laws.all(), laws.figures())
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
