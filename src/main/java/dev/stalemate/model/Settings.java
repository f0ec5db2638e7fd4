package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of a system's scopes, or of its designs. A setting is in here as soon as it is made:
 * {@code static final Setting<Integer> CPUS = ALL.number("cpus", 1, 4, 2, "CPUs on which ...")}.
 */
public final class Settings {
    private final List<Setting<?>> all = new ArrayList<>();

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
        all.add(setting);
        return setting;
    }

    /** Every setting, in the order in which they were made. */
    public List<Setting<?>> all() {
        return List.copyOf(all);
    }
}
