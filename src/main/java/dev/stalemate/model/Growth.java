package dev.stalemate.model;

/**
 * One way for a scope to become larger.
 *
 * @param setting the setting that grows
 * @param next its next value, as text
 */
public record Growth(Setting<?> setting, String next) {
    /** The scope grown by it, under the same name. */
    public Scope of(Scope scope) {
        return scope.with(setting.name(), next);
    }
}
