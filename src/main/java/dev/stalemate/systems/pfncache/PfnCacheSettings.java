package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class PfnCacheSettings {
    static final Setting<Integer> USERS = Setting.number("users", 1, 4, 2, "threads that refresh the cache");
    static final Setting<Integer> CHANGES = Setting.number(
            "changes",
            1,
            6,
            2,
            "how often the memory slot changes, and the guest's page with it; the old one is given up");

    static final Setting<Boolean> REFERENCES = Setting.flag(
            "references",
            true,
            "whether cache and refreshes hold a reference to the page, so that it isn't freed before");

    static final List<Setting<?>> ALL = List.of(USERS, CHANGES, REFERENCES);

    private PfnCacheSettings() {}
}
