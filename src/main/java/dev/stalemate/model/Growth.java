package dev.stalemate.model;

import java.util.List;

/**
 * One way for a scope to become larger.
 *
 * @param setting the setting that grows
 * @param next its next value, as text
 */
public record Growth(Setting<?> setting, String next) {
    /** The scope with the setting at its next value, under the same name. */
    public Scope of(Scope scope) {
        return scope.with(setting.name(), next);
    }

    /** Adds the growth of a numeric setting by one, if the setting allows it. */
    public static void byOne(List<Growth> growths, Setting<?> setting, int now) {
        String next = Integer.toString(now + 1);
        if (setting.accepts(next)) {
            growths.add(new Growth(setting, next));
        }
    }
}
