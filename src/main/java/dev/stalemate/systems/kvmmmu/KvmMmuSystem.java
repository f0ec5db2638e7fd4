package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** KVM's MMU lock: what is owed as it is given up, and what may have changed before it is taken. */
public final class KvmMmuSystem implements ModelSystem {
    private static final int WIDE_GFNS = 4;

    @Override
    public String name() {
        return "kvm-mmu";
    }

    @Override
    public String says() {
        return "KVM's MMU lock: flushes that are owed as it is given up, faults that are late, dead roots, the counter of invalidations";
    }

    @Override
    public List<KvmMmuDesign> designs() {
        return KvmMmuDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return KvmMmuReleases.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return KvmMmuSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("zaps", initial.with("zaps=on,roots=2").named("zaps"));
        scopes.put("deletes", initial.with("deletes=on,seq-bits=2").named("deletes"));
        scopes.put("recovers", initial.with("recovers=on").named("recovers"));
        scopes.put(
                "wide",
                initial.with("vcpus=3,gfns=4,roots=2,zaps=on,recovers=on,seq-bits=6")
                        .named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return KvmMmuClaims.of(this);
    }

    /** More pages; what a claim says of vCPUs, roots and counters stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(KvmMmuSettings.GFNS) >= WIDE_GFNS
                ? scope
                : scope.with(KvmMmuSettings.GFNS, Integer.toString(WIDE_GFNS));
    }

    /** By a page, then by a vCPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, KvmMmuSettings.GFNS, scope.get(KvmMmuSettings.GFNS));
        Growth.byOne(growths, KvmMmuSettings.VCPUS, scope.get(KvmMmuSettings.VCPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof KvmMmuDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of KVM's MMU lock");
        }
        KvmMmuFields fields = new KvmMmuFields(scope, design);
        List<Action> actions = new ArrayList<>(new KvmMmuFaults(fields, design).all());
        actions.addAll(new KvmMmuZaps(fields, design).all());
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.layout.blank(),
                        actions,
                        new KvmMmuLaws(fields).all(),
                        List.of())
                .showing(fields.root.size() > 1 ? List.of(cached(fields)) : List.of());
    }

    /** What each vCPU's TLB has of each root: a tag is both. */
    private static View cached(KvmMmuFields f) {
        int gfns = f.gfn.size();
        return new View("cached", List.of(f.vcpu, f.root, f.gfn), (s, e) -> {
            int tag = f.tag(e / gfns / f.root.size(), e / gfns % f.root.size());
            return f.tlb.text(s, tag, e % gfns);
        });
    }
}
