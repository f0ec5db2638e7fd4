package dev.stalemate.model;

import dev.stalemate.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a system is explored: values for its settings. A scope is what "holds" is bounded by, so it is printed with every
 * verdict and saved with every counterexample.
 */
public final class Scope {
    private final String name;
    private final List<Setting<?>> settings;
    private final Map<String, String> values;

    private Scope(String name, List<Setting<?>> settings, Map<String, String> values) {
        this.name = name;
        this.settings = settings;
        this.values = values;
    }

    /** The scope with every setting of a system at its initial value. */
    public static Scope of(String name, List<? extends Setting<?>> settings) {
        return new Scope(name, List.copyOf(settings), Map.of());
    }

    /** What the scope is called: a preset's name, with what was changed since. */
    public String name() {
        return name;
    }

    /** The same scope under another name. */
    public Scope named(String newName) {
        return new Scope(newName, settings, values);
    }

    /**
     * The scope with one setting changed.
     *
     * @throws IllegalArgumentException if there is no such setting or it can't have that value
     */
    public Scope with(String setting, String value) {
        for (Setting<?> s : settings) {
            if (s.name().equals(setting)) {
                try {
                    Object unused = s.parser().apply(value);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("scope setting " + setting + ": " + e.getMessage(), e);
                }
                Map<String, String> changed = new LinkedHashMap<>(values);
                changed.put(setting, value);
                return new Scope(name, settings, changed);
            }
        }
        throw new IllegalArgumentException(Names.missing(
                "no scope setting '" + setting + "'",
                setting,
                settings.stream().map(Setting::name).toList()));
    }

    /** The scope with a setting changed. */
    public <T> Scope with(Setting<T> setting, String value) {
        return with(setting.name(), value);
    }

    /**
     * The scope with the changes of a text such as {@code vcpus=3,frames=2}.
     *
     * @throws IllegalArgumentException if it is not of that form, or names no setting or value
     */
    public Scope with(String changes) {
        Scope scope = this;
        for (String change : changes.split(",", -1)) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + change + "' is not of the form setting=value");
            }
            scope = scope.with(change.substring(0, equals), change.substring(equals + 1));
        }
        return scope.named(name + "," + changes);
    }

    /** A setting's value. */
    public <T> T get(Setting<T> setting) {
        return setting.parser().apply(text(setting));
    }

    /** A setting's value as it was written. */
    public String text(Setting<?> setting) {
        return values.getOrDefault(setting.name(), setting.initial());
    }

    /** The settings that differ from their initial values, in the system's order. */
    public Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Setting<?> s : settings) {
            String value = values.getOrDefault(s.name(), s.initial());
            if (!value.equals(s.initial())) {
                changes.put(s.name(), value);
            }
        }
        return changes;
    }

    /** The changed settings as {@link #with(String)} reads them. */
    @Override
    public String toString() {
        return String.join(
                ",",
                changes().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
    }
}
