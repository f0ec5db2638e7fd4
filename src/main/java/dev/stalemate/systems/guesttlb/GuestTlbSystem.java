package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Index;
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

/** Flushes of guests' translations: under which tag, at which moment, for whom. */
public final class GuestTlbSystem implements ModelSystem {
    private static final int WIDE_PAGES = 4;

    @Override
    public String name() {
        return "guest-tlb";
    }

    @Override
    public String says() {
        return "What a guest's flush must remove from TLBs: tags that are shared, flushes under another root or level than was meant";
    }

    @Override
    public List<GuestTlbDesign> designs() {
        return GuestTlbDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return GuestTlbReleases.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return GuestTlbSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("no-vpid", initial.with("vpid=off,cpus=2").named("no-vpid"));
        scopes.put("one-level", initial.with("contexts=1,vcpus=2,cpus=2").named("one-level"));
        scopes.put(
                "wide",
                initial.with("vcpus=3,cpus=3,contexts=3,pages=4,shadow=on").named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return GuestTlbClaims.of(this);
    }

    /** More pages; what a claim says of vCPUs, CPUs and levels stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(GuestTlbSettings.PAGES, Integer.toString(WIDE_PAGES));
    }

    /** By a page, then by a CPU, then by a vCPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, GuestTlbSettings.PAGES, scope.get(GuestTlbSettings.PAGES));
        Growth.byOne(growths, GuestTlbSettings.CPUS, scope.get(GuestTlbSettings.CPUS));
        Growth.byOne(growths, GuestTlbSettings.VCPUS, scope.get(GuestTlbSettings.VCPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof GuestTlbDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of guests' flushes");
        }
        GuestTlbFields fields = new GuestTlbFields(scope, design);
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.layout.blank(),
                        new GuestTlbActions(fields, design).all(),
                        new GuestTlbLaws(fields).all(),
                        List.of())
                .showing(views(fields));
    }

    /** What each vCPU uses for each page now, by the tag that it runs with, and what a walk would give it. */
    private static List<View> views(GuestTlbFields f) {
        int pages = f.page.size();
        List<Index> ofVcpu = List.of(f.vcpu, f.page);
        return List.of(
                new View("uses", ofVcpu, (s, e) -> f.uses(s, e / pages, e % pages)),
                new View("walk", ofVcpu, (s, e) -> f.text(f.walk(s, e / pages, e % pages))));
    }
}
