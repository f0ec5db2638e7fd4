package dev.stalemate.model;

import dev.stalemate.text.Names;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A system that threads argue about, such as KVM's memory types: its designs, its scopes, its claims, and how to build its models. */
public interface ModelSystem {
    /** As the command line writes it. */
    String name();

    /** What it models, in a sentence. */
    String says();

    /** The designs that come with the tool. */
    List<? extends Design> designs();

    /** The settings that a design's name may end with, as in {@code patch-2010,at-load=left}; none where designs are code. */
    default List<Setting<?>> designSettings() {
        return List.of();
    }

    /** What a user's own design was read from; null for a design that comes with the tool. */
    default @Nullable PatchFile file(Design design) {
        return null;
    }

    /** Which releases its designs describe. */
    default Releases releases() {
        return Releases.none();
    }

    /** The knobs of its scopes. */
    List<? extends Setting<?>> settings();

    /** Scopes with names, {@code small} among them. */
    Map<String, Scope> scopes();

    /** The claims that it decides. */
    List<Claim> claims();

    /** How claims are proved beyond their scopes; none where no claim is. */
    default List<Proof> proofs() {
        return List.of();
    }

    /** Where its claims come from, each source once. */
    default List<Source> sources() {
        return claims().stream()
                .flatMap(claim -> claim.sources().stream())
                .distinct()
                .toList();
    }

    /** The scripts by whose costs its designs are compared; none where nothing is counted. */
    default List<Scenario> scenarios() {
        return List.of();
    }

    /** Its small races, each by itself; none where nothing runs at once. */
    default List<Litmus> litmus() {
        return List.of();
    }

    /**
     * A design at a scope.
     *
     * @throws IllegalArgumentException if the scope is impossible, with the setting at fault
     */
    Model model(Design design, Scope scope);

    /**
     * A design at a scope, for a driver: what is wrong with the design's code is told as its author's mistake.
     *
     * @throws IllegalArgumentException if the scope is impossible, with the setting at fault
     * @throws DesignException if the design's code fails as the model is made
     */
    default Model build(Design design, Scope scope) {
        try {
            return model(design, scope.typedAs(typed(scope)));
        } catch (IllegalArgumentException | DesignException e) {
            throw e;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw DesignException.building(name(), design, scope, e);
        }
    }

    /**
     * The model in which a property is decided: that of a design at a scope, or of two at once if the property, {@code same-as: DESIGN},
     * compares them.
     *
     * @throws IllegalArgumentException if there is no such design, or the scope is impossible
     * @throws DesignException if a design's code fails as the model is made
     */
    default Model build(Design design, Scope scope, String law) {
        Model model = build(design, scope);
        String other = comparesWith(law);
        return other.isEmpty() ? model : SideBySide.of(model, build(design(other), scope));
    }

    /** The name of the design with which a property compares another; empty if it compares none. */
    static String comparesWith(String law) {
        return law.startsWith(SideBySide.SAME_AS) ? law.substring(SideBySide.SAME_AS.length()) : "";
    }

    /** The name of the property that nothing tells a design from this one. */
    static String sameAs(Design design) {
        return SideBySide.SAME_AS + design.name();
    }

    /**
     * The design of a name, its own or that of a release which it describes, perhaps with other choices: {@code patch-2010,at-load=left}.
     *
     * @throws IllegalArgumentException if there is none, or it has no such setting or value
     */
    default Design design(String name) {
        int comma = name.indexOf(',');
        if (comma >= 0) {
            return design(name.substring(0, comma)).with(name.substring(comma + 1));
        }
        for (Design v : designs()) {
            if (v.name().equals(name)) {
                return v;
            }
        }
        String released = releases().design(name);
        if (released != null) {
            return design(released);
        }
        throw new IllegalArgumentException(Names.missing(
                "no design '" + name + "' of " + name(),
                name,
                designs().stream().map(Design::name).toList()));
    }

    /**
     * A scope from a text: a preset's name, or settings such as {@code vcpus=3}, or both: {@code small,vcpus=3}.
     *
     * @throws IllegalArgumentException if it names no preset, setting or value, or gives a setting twice
     */
    default Scope scope(String text) {
        int comma = text.indexOf(',');
        String first = comma < 0 ? text : text.substring(0, comma);
        if (first.contains("=")) {
            return scopes().getOrDefault("small", Scope.of("small", settings())).withTyped(text);
        }
        Scope preset = scopes().get(first);
        if (preset == null) {
            throw new IllegalArgumentException(
                    Names.missing("no scope '" + first + "' of " + name(), first, scopes().keySet())
                            + " and settings such as vcpus=2");
        }
        return comma < 0 ? preset : preset.withTyped(text.substring(comma + 1));
    }

    /** A text that {@link #scope(String)} reads as a scope with the same settings: a preset's name, or what differs from {@code small}. */
    default String text(Scope scope) {
        for (Map.Entry<String, Scope> preset : scopes().entrySet()) {
            if (preset.getValue().changes().equals(scope.changes())) {
                return preset.getKey();
            }
        }
        return typed(scope);
    }

    /** The same without presets other than {@code small}: what differs from that. */
    @SeesAddresses("it only names the scope")
    default String typed(Scope scope) {
        Scope small = scopes().getOrDefault("small", Scope.of("small", settings()));
        String changes = settings().stream()
                .filter(setting -> !scope.text(setting).equals(small.text(setting)))
                .map(setting -> setting.name() + "=" + scope.text(setting))
                .collect(Collectors.joining(","));
        return changes.isEmpty() ? "small" : changes;
    }

    /**
     * Scopes that may have the steps of a scenario, in the order in which they are tried where the user names none.
     *
     * @param steps as they were written, perhaps wrongly
     */
    default List<Scope> scopesWith(List<StepText> steps) {
        return List.copyOf(scopes().values());
    }

    /** The law to ask at a scope that a user names, where a claim asks another one: a scope with more in a state may have a law about that. */
    default String lawAt(Scope scope, String law) {
        return law;
    }

    /**
     * The same question at full architectural width, for random sequences: every register, any value. A scope that is about particular
     * values stays as it is.
     */
    default Scope widen(Scope scope) {
        return scope;
    }

    /** A register's value at a scope, as the value that means the same at another scope: with more address bits, a mask has more of them. */
    default long atScope(Scope from, Scope to, Field register, long value) {
        return value;
    }

    /**
     * How a scope can become one step larger, in the order in which it should grow by turns. None, where it is as large
     * as it gets, or is about particular values.
     */
    default List<Growth> larger(Scope scope) {
        return List.of();
    }
}
