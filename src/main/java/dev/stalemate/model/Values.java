package dev.stalemate.model;

import dev.stalemate.text.Names;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values for settings, as text. A setting that was given none has its initial value.
 *
 * @param of what the settings are of, for messages: {@code scope} or {@code design}
 * @param settings every setting that there is, in the system's order
 * @param given the values that were given, by the settings' names
 */
record Values(String of, List<Setting<?>> settings, Map<String, String> given) {
    private static final Pattern NUMBER_OF_THINGS = Pattern.compile("[0-9][0-9,]* \\S+( \\S+)?");

    /** Every setting at its initial value. */
    static Values initial(String of, List<? extends Setting<?>> settings) {
        return new Values(of, List.copyOf(settings), Map.of());
    }

    /**
     * These with one changed.
     *
     * @throws IllegalArgumentException if there is no such setting or it can't have that value
     */
    Values with(String name, String value) {
        for (Setting<?> s : settings) {
            if (s.name().equals(name)) {
                try {
                    Object unused = s.parser().apply(value);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(of + " setting " + name + ": " + e.getMessage(), e);
                }
                Map<String, String> changed = new LinkedHashMap<>(given);
                changed.put(name, value);
                return new Values(of, settings, changed);
            }
        }
        throw new IllegalArgumentException(Names.missing(
                "no " + of + " setting '" + name + "'",
                name,
                settings.stream().map(Setting::name).toList()));
    }

    /**
     * These with the changes of a text such as {@code vcpus=3,frames=2}, the later of two of the same setting.
     *
     * @throws IllegalArgumentException if it is not of that form, or names no setting or value
     */
    Values with(String changes) {
        Values values = this;
        for (String change : changes.split(",", -1)) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + change + "' is not of the form setting=value");
            }
            values = values.with(change.substring(0, equals), change.substring(equals + 1));
        }
        return values;
    }

    /**
     * The same of a text that a user has typed.
     *
     * @throws IllegalArgumentException if it is not of that form, names no setting or value, or gives a setting twice
     */
    Values withTyped(String changes) {
        Values values = with(changes);
        Set<String> named = new HashSet<>();
        for (String change : changes.split(",", -1)) {
            String name = change.substring(0, change.indexOf('='));
            if (!named.add(name)) {
                throw new IllegalArgumentException(of + " setting " + name + " is given twice");
            }
        }
        return values;
    }

    /** A setting's value. */
    <T> T get(Setting<T> setting) {
        return setting.parser().apply(text(setting));
    }

    /** A setting's value as it was written. */
    String text(Setting<?> setting) {
        return given.getOrDefault(setting.name(), setting.initial());
    }

    /** The settings that differ from their initial values, in the system's order. */
    Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Setting<?> s : settings) {
            if (!text(s).equals(s.initial())) {
                changes.put(s.name(), text(s));
            }
        }
        return changes;
    }

    /** What titles say of the values, joined by commas. */
    String words() {
        return settings.stream()
                .map(setting -> setting.phrase().apply(text(setting)))
                .filter(phrase -> !phrase.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** The numbers among these words, such as {@code 3 vCPUs, 2 frames}. */
    String numbers() {
        return settings.stream()
                .map(setting -> setting.phrase().apply(text(setting)))
                .filter(phrase -> NUMBER_OF_THINGS.matcher(phrase).matches())
                .collect(Collectors.joining(", "));
    }

    /** The changes as {@link #with(String)} reads them. */
    @Override
    public String toString() {
        return changes().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }
}
