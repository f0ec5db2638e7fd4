package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** KVM's own map cache of a guest's page, and its refresh in two steps. */
public final class PfnCacheSystem implements ModelSystem {
    private static final int WIDE_CHANGES = 6;

    @Override
    public String name() {
        return "pfn-cache";
    }

    @Override
    public String says() {
        return "KVM's cache of the page behind a guest-physical address: what counts as fresh while it is being refreshed";
    }

    @Override
    public List<PfnCacheDesign> designs() {
        return PfnCacheDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return PfnCacheReleases.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return PfnCacheSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("wide", initial.with("users=4,changes=6").named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return PfnCacheClaims.of(this);
    }

    /** More changes of the slot; what a claim says of threads stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(PfnCacheSettings.CHANGES, Integer.toString(WIDE_CHANGES));
    }

    /** By a change of the slot, then by a thread. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, PfnCacheSettings.CHANGES, scope.get(PfnCacheSettings.CHANGES));
        Growth.byOne(growths, PfnCacheSettings.USERS, scope.get(PfnCacheSettings.USERS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof PfnCacheDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of KVM's map cache");
        }
        PfnCacheFields fields = new PfnCacheFields(scope, design);
        return new Model(
                name(), design, scope, fields.layout, fields.initial(), fields.actions(), laws(fields), List.of());
    }

    /** The cache is used at any moment at which it counts as fresh, so what it has then is used. */
    private static List<Law> laws(PfnCacheFields f) {
        return List.of(
                Law.always(
                                "fresh-is-the-guests",
                                Breaks.COHERENCE,
                                "a cache that counts as fresh has no page but the one that the guest has",
                                f::isUsable,
                                f::isCurrent)
                        .explainedBy(s -> new Diagnosis(
                                Breaks.COHERENCE,
                                List.of("the cache counts as fresh and has mfn " + f.frame(s)
                                        + ", which the guest has given up"))),
                Law.always(
                                "no-retained-mapping",
                                Breaks.ISOLATION,
                                "a cache that counts as fresh doesn't have a frame that another guest has written to",
                                f::isUsable,
                                s -> f.frame(s) < 0 || f.owner(s, f.frame(s)) != Owner.OTHER_WROTE)
                        .explainedBy(s -> new Diagnosis(
                                Breaks.ISOLATION,
                                List.of("the cache counts as fresh and has mfn " + f.frame(s) + "; its owner is: "
                                        + Owner.text(f.owner(s, f.frame(s)).number())))),
                Law.always(
                                "fresh-has-page",
                                Breaks.PROGRESS,
                                "a cache that counts as fresh has a page: who uses it would follow a null pointer",
                                f::isUsable,
                                s -> f.frame(s) >= 0)
                        .explainedBy(s ->
                                new Diagnosis(Breaks.PROGRESS, List.of("the cache counts as fresh and has no page"))));
    }
}
