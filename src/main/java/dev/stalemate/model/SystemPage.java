package dev.stalemate.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A system as it is written down, on one page: its name and sentence, its designs, its settings and scopes, how scopes grow, its claims, and
 * how a model is put together.
 *
 * @param <D> its designs
 */
public abstract class SystemPage<D extends Design> implements ModelSystem {
    private final String name;
    private final String says;
    private final Designs<D> designs;
    private final List<Setting<?>> settings;
    private final Map<String, Scope> scopes = new LinkedHashMap<>();
    private final List<Setting<Integer>> growing = new ArrayList<>();
    private @Nullable List<Claim> claims;
    private @Nullable List<Proof> proofs;

    /** A system with the scope {@code small}, which has every setting at its initial value. */
    protected SystemPage(String name, String says, Designs<D> designs, Settings settings) {
        this.name = name;
        this.says = says;
        this.designs = designs;
        this.settings = settings.all();
        scope("small", "");
    }

    /** Adds a scope, or puts another in its place: the settings that differ from their initial values, such as {@code cpus=3,gfns=3}. */
    protected final void scope(String scope, String changes) {
        Scope initial = Scope.of(scope, settings);
        scopes.put(scope, changes.isEmpty() ? initial : initial.with(changes).named(scope));
    }

    /** By which settings a scope grows, by one at a time and in this order; {@link #larger} for anything else. */
    @SafeVarargs
    protected final void grows(Setting<Integer>... by) {
        for (Setting<Integer> setting : by) {
            growing.add(setting);
        }
    }

    /** Writes its claims down. */
    protected abstract void claim(Claims claimed);

    /** Writes down how claims are proved beyond their scopes; by default none is. */
    protected void prove(Proofs proved) {}

    /**
     * Puts a model together.
     *
     * @throws IllegalArgumentException if the scope is impossible, with the setting at fault
     */
    protected abstract void describe(D design, Scope scope, Model.Builder model);

    /**
     * Puts a model of a user's own design together, if that is none of {@code D}: a design that is code where those of the system are
     * settings.
     *
     * @return whether it is such a design
     */
    protected boolean describesOther(Design design, Scope scope, Model.Builder model) {
        return false;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String says() {
        return says;
    }

    @Override
    public final List<D> designs() {
        return designs.all();
    }

    @Override
    public final D design(String text) {
        return designs.cast(ModelSystem.super.design(text), name);
    }

    @Override
    public final List<Setting<?>> designSettings() {
        return designs.settings();
    }

    @Override
    public final List<Setting<?>> settings() {
        return settings;
    }

    @Override
    public final Map<String, Scope> scopes() {
        return new LinkedHashMap<>(scopes);
    }

    @Override
    public final List<Claim> claims() {
        if (claims == null) {
            Claims written = new Claims(this);
            claim(written);
            claims = written.all();
        }
        return claims;
    }

    @Override
    public final List<Proof> proofs() {
        if (proofs == null) {
            Proofs written = new Proofs(this);
            prove(written);
            proofs = written.all();
        }
        return proofs;
    }

    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        growing.forEach(setting -> Growth.byOne(growths, setting, scope.get(setting)));
        return growths;
    }

    @Override
    public final Model model(Design design, Scope scope) {
        Model.Builder model = new Model.Builder(name, design, scope);
        if (!describesOther(design, scope, model)) {
            describe(designs.cast(design, name), scope, model);
        }
        return model.build();
    }
}
