package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A system with designs and laws of a user's beside its own. */
public final class Extended implements ModelSystem {
    private final ModelSystem own;
    private final List<Design> designs;
    private final Function<Model, List<Law>> laws;
    private final Map<Design, PatchFile> files;

    /**
     * A system, extended.
     *
     * @param more designs beside its own
     * @param laws the laws that a model has beside its own
     */
    public Extended(ModelSystem own, List<? extends Design> more, Function<Model, List<Law>> laws) {
        this(own, more, laws, Map.of());
    }

    /**
     * A system, extended by designs from files.
     *
     * @param files what they were read from
     */
    public Extended(
            ModelSystem own,
            List<? extends Design> more,
            Function<Model, List<Law>> laws,
            Map<? extends Design, PatchFile> files) {
        this.own = own;
        this.designs = new ArrayList<>(own.designs());
        this.designs.addAll(more);
        this.laws = laws;
        this.files = Map.copyOf(files);
    }

    @Override
    public String name() {
        return own.name();
    }

    @Override
    public String says() {
        return own.says();
    }

    @Override
    public List<? extends Design> designs() {
        return List.copyOf(designs);
    }

    @Override
    public List<Setting<?>> designSettings() {
        return own.designSettings();
    }

    @Override
    public @Nullable PatchFile file(Design design) {
        PatchFile file = files.get(design);
        return file == null ? own.file(design) : file;
    }

    @Override
    public Releases releases() {
        return own.releases();
    }

    @Override
    public List<? extends Setting<?>> settings() {
        return own.settings();
    }

    @Override
    public Map<String, Scope> scopes() {
        return own.scopes();
    }

    @Override
    public List<Claim> claims() {
        return own.claims();
    }

    @Override
    public List<Proof> proofs() {
        return own.proofs();
    }

    @Override
    public List<Scenario> scenarios() {
        return own.scenarios();
    }

    @Override
    public List<Litmus> litmus() {
        return own.litmus();
    }

    @Override
    public Model model(Design design, Scope scope) {
        Model model = own.model(design, scope);
        return model.with(laws.apply(model));
    }

    @Override
    public List<Scope> scopesWith(List<StepText> steps) {
        return own.scopesWith(steps);
    }

    @Override
    public Scope widen(Scope scope) {
        return own.widen(scope);
    }

    @Override
    public List<Growth> larger(Scope scope) {
        return own.larger(scope);
    }
}
