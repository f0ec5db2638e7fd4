package dev.stalemate.systems.grants;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Status frames of the grant table, which a guest maps while it frees them. */
public final class GrantSystem implements ModelSystem {
    private static final int WIDE_GFNS = 8;

    @Override
    public String name() {
        return "grant-frames";
    }

    @Override
    public String says() {
        return "Frames of Xen's grant table in a guest's p2m, freed while they are mapped: the grant lock, page references, the M2P";
    }

    @Override
    public List<GrantDesign> designs() {
        return GrantDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return GrantReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return GrantSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("larger", initial.with("cpus=3,gfns=3,frames=2").named("larger"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return GrantClaims.of(this);
    }

    /** More gfns; what a claim says of CPUs and frames stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(GrantSettings.GFNS) >= WIDE_GFNS
                ? scope
                : scope.with(GrantSettings.GFNS, Integer.toString(WIDE_GFNS));
    }

    /** By a gfn, a frame, then a CPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, GrantSettings.GFNS, scope.get(GrantSettings.GFNS));
        Growth.byOne(growths, GrantSettings.FRAMES, scope.get(GrantSettings.FRAMES));
        Growth.byOne(growths, GrantSettings.CPUS, scope.get(GrantSettings.CPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof GrantDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of how grant frames are mapped");
        }
        GrantFields fields = new GrantFields(scope, design);
        return new Model(
                name(),
                design,
                scope,
                fields.layout,
                fields.initial(),
                new GrantCalls(fields, design).all(),
                new GrantLaws(fields).all(),
                List.of());
    }
}
