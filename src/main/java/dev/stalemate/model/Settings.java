package dev.stalemate.model;

import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a system's scopes, or of its designs. A setting is in here as soon as it is made:
 * {@code static final Setting<Integer> CPUS = ALL.counted("CPU").number("cpus", 1, 4, 2, "CPUs on which ...")}.
 */
public final class Settings {
    /** What a title says of a setting. */
    private interface Phrase {
        String of(String initial, String value);
    }

    private final List<Setting<?>> all;
    private final @Nullable Phrase phrase;

    /** No settings. */
    public Settings() {
        this(new ArrayList<>(), null);
    }

    private Settings(List<Setting<?>> all, @Nullable Phrase phrase) {
        this.all = all;
        this.phrase = phrase;
    }

    /** Makes a setting of which titles always say its value, as a number of these, such as {@code 2 vCPUs}. */
    public Settings counted(String noun) {
        return told(value -> Amounts.count(Long.parseLong(value), noun));
    }

    /** Makes a setting of which titles say this unless it has its initial value, with its value, as a list, in place of {@code %s}. */
    public Settings told(String words) {
        return new Settings(all, (initial, value) -> value.equals(initial) ? "" : words.replace("%s", listed(value)));
    }

    /** The same of a number of these: {@code told("a hypercall moves %s", "page")}. */
    public Settings told(String words, String noun) {
        return new Settings(
                all,
                (initial, value) ->
                        value.equals(initial) ? "" : words.replace("%s", Amounts.count(Long.parseLong(value), noun)));
    }

    /** Makes a setting of which titles say what this makes of its value: empty if that is nothing. */
    public Settings told(Function<String, String> words) {
        return new Settings(all, (initial, value) -> words.apply(value));
    }

    /** Values that are joined by +, after what they are: {@code frames 0x0 and 0x1000}. */
    public static String listed(String noun, String values) {
        return noun + (values.contains("+") ? "s " : " ") + listed(values);
    }

    /** Values that are joined by +, as people write a list. */
    public static String listed(String values) {
        return values.replace("+", " and ");
    }

    /** Adds a number, see {@link Setting#number}. */
    public Setting<Integer> number(String name, int least, int most, int initial, String says) {
        return add(Setting.number(name, least, most, initial, says));
    }

    /** Adds a choice among words, see {@link Setting#choice}. */
    public <E extends Enum<E>> Setting<E> choice(String name, Class<E> choices, E initial, String says) {
        return add(Setting.choice(name, choices, initial, says));
    }

    /** Adds a choice of one or several words, see {@link Setting#some}. */
    public <E extends Enum<E>> Setting<Set<E>> some(String name, Class<E> choices, Set<E> initial, String says) {
        return add(Setting.some(name, choices, initial, says));
    }

    /** Adds a flag, see {@link Setting#flag}. */
    public Setting<Boolean> flag(String name, boolean initial, String says) {
        return add(Setting.flag(name, initial, says));
    }

    /** Adds a setting whose values are read by a parser, which throws IllegalArgumentException with a reason. */
    public <T> Setting<T> parsed(String name, String initial, String says, Function<String, T> parser) {
        return add(new Setting<>(name, initial, says, parser));
    }

    private <T> Setting<T> add(Setting<T> setting) {
        if (all.stream().anyMatch(other -> other.name().equals(setting.name()))) {
            throw new IllegalStateException("there are two settings " + setting.name());
        }
        Setting<T> told = phrase == null ? setting : setting.told(value -> phrase.of(setting.initial(), value));
        all.add(told);
        return told;
    }

    /** Every setting, in the order in which they were made. */
    public List<Setting<?>> all() {
        return List.copyOf(all);
    }
}
