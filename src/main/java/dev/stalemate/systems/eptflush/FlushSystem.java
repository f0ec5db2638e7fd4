package dev.stalemate.systems.eptflush;

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

/** What CPUs cache of EPTs while Xen changes them: which mark has it flushed, and when. */
public final class FlushSystem implements ModelSystem {
    private static final int WIDE_CPUS = 4;

    @Override
    public String name() {
        return "ept-flush";
    }

    @Override
    public String says() {
        return "Xen's EPT flushes: marks in the masks of host, nested and alternate tables, flushes put off, table pages freed meanwhile";
    }

    @Override
    public List<FlushDesign> designs() {
        return FlushDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return FlushReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return FlushSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("nested", initial.with("second=nested,cpus=2").named("nested"));
        scopes.put("view", initial.with("second=view,cpus=2").named("view"));
        scopes.put("table", initial.with("change=table,cpus=2").named("table"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        return FlushClaims.of(this);
    }

    /** More CPUs. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(FlushSettings.CPUS) >= WIDE_CPUS
                ? scope
                : scope.with(FlushSettings.CPUS, Integer.toString(WIDE_CPUS));
    }

    /** By a CPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, FlushSettings.CPUS, scope.get(FlushSettings.CPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof FlushDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of EPT flushes");
        }
        FlushFields fields = new FlushFields(scope);
        return new Model(
                name(),
                design,
                scope,
                fields.layout,
                fields.initial(),
                new FlushActions(fields, design).all(),
                new FlushLaws(fields).all(),
                List.of());
    }
}
