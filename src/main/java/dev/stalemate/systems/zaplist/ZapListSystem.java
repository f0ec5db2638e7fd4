package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The list of ranges to zap that vCPUs share, step for step. */
public final class ZapListSystem implements ModelSystem {
    @Override
    public String name() {
        return "zap-list";
    }

    @Override
    public String says() {
        return "KVM's list of ranges to zap as a thread sketches it: queued under a lock, one vCPU zaps, the others wait";
    }

    @Override
    public List<ZapListDesign> designs() {
        return ZapListDesigns.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return ZapListSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("subsets", initial.with("subsets=on").named("subsets"));
        scopes.put("spin", initial.with("spin=on").named("spin"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return ZapListClaims.of(this);
    }

    @Override
    public List<Litmus> litmus() {
        return ZapListLitmus.ALL;
    }

    /** By a range, then by a vCPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, ZapListSettings.RANGES, scope.get(ZapListSettings.RANGES));
        Growth.byOne(growths, ZapListSettings.VCPUS, scope.get(ZapListSettings.VCPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof ZapListDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of the zap list's");
        }
        ZapListFields fields = new ZapListFields(scope, design);
        List<Action> actions = new ZapListProgram(fields, design, scope).actions();
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.layout.blank(),
                        actions,
                        new ZapListLaws(fields, actions).all(),
                        List.of())
                .showing(List.of(listed(fields)));
    }

    /** Which ranges wait in the list: states have it as pointers. */
    private static View listed(ZapListFields f) {
        return new View("listed", List.of(f.range), (s, r) -> f.isListed(s, r) ? "1" : "0");
    }
}
