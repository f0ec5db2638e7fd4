package dev.stalemate.model;

import com.google.common.base.Splitter;
import dev.stalemate.text.Names;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting of a system's scopes or designs.
 *
 * @param name its name, as in {@code --scope name=value}
 * @param initial the value, as text, if a scope does not set it
 * @param says what it bounds or chooses, in a sentence
 * @param parser reads a value; throws IllegalArgumentException with a reason
 * @param phrase what a title says of a scope with a value, such as {@code 2 vCPUs}; empty if that is nothing
 * @param <T> the type of its values
 */
public record Setting<T>(
        String name, String initial, String says, Function<String, T> parser, Function<String, String> phrase) {
    /** One of which a title says its name and its value, unless that is the initial one. */
    public Setting(String name, String initial, String says, Function<String, T> parser) {
        this(name, initial, says, parser, text -> text.equals(initial) ? "" : name + " " + text);
    }

    /** The same, of which titles say something else. */
    Setting<T> told(Function<String, String> newPhrase) {
        return new Setting<>(name, initial, says, parser, newPhrase);
    }

    /** A number within bounds, both inclusive. */
    public static Setting<Integer> number(String name, int least, int most, int initial, String says) {
        return new Setting<>(name, Integer.toString(initial), says + " (" + least + " to " + most + ")", text -> {
            int value;
            try {
                value = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a number", e);
            }
            if (value < least || value > most) {
                throw new IllegalArgumentException(value + " is not within " + least + " to " + most);
            }
            return value;
        });
    }

    /** One of a few words. */
    public static <E extends Enum<E>> Setting<E> choice(String name, Class<E> choices, E initial, String says) {
        List<String> words = words(choices);
        return new Setting<>(
                name,
                word(initial),
                says + " (" + String.join(", ", words) + ")",
                text -> chosen(choices, words, text));
    }

    /** One or several of a few words, joined by +. */
    public static <E extends Enum<E>> Setting<Set<E>> some(String name, Class<E> choices, Set<E> initial, String says) {
        List<String> words = words(choices);
        return new Setting<>(
                name, text(initial), says + " (of " + String.join(", ", words) + "; joined by +)", text -> {
                    Set<E> chosen = EnumSet.noneOf(choices);
                    for (String word : Splitter.on('+').split(text)) {
                        if (!chosen.add(chosen(choices, words, word))) {
                            throw new IllegalArgumentException("'" + word + "' is named twice");
                        }
                    }
                    return chosen;
                });
    }

    private static <E extends Enum<E>> List<String> words(Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants()).map(Setting::word).toList();
    }

    private static <E extends Enum<E>> E chosen(Class<E> choices, List<String> words, String text) {
        int at = words.indexOf(text);
        if (at < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not one of " + String.join(", ", words) + Names.meant(text, words));
        }
        return choices.getEnumConstants()[at];
    }

    /** On or off. */
    public static Setting<Boolean> flag(String name, boolean initial, String says) {
        return new Setting<>(name, text(initial), says + " (on, off)", text -> switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither on nor off");
        });
    }

    /** Whether a text is one of its values. */
    public boolean accepts(String text) {
        try {
            Object unused = parser.apply(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** How a value of one of the settings above is written. */
    static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "on" : "off";
        }
        if (value instanceof Set<?> some) {
            return some.stream().sorted().map(Setting::text).collect(Collectors.joining("+"));
        }
        return value instanceof Enum<?> choice ? word(choice) : value.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
