package dev.stalemate.lab.scenario;

import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Setting;

/**
 * What the settings of a saved counterexample's scope are, those that it leaves out included.
 *
 * @param saved the counterexample
 * @param system its system
 */
public record SavedScope(Counterexample saved, ModelSystem system) {
    /** The text of a setting. */
    public String get(String setting) {
        String given = saved.scope().get(setting);
        return given != null
                ? given
                : system.settings().stream()
                        .filter(s -> s.name().equals(setting))
                        .map(Setting::initial)
                        .findFirst()
                        .orElseThrow();
    }

    /** Refuses a counterexample because of a setting. */
    public static void refuse(String setting, boolean refused, String why) throws NotMappedException {
        if (refused) {
            throw new NotMappedException("its scope has " + setting + ": " + why);
        }
    }
}
