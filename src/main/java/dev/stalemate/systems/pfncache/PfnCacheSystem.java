package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;

/** KVM's own map cache of a guest's page, and its refresh in two steps. */
public final class PfnCacheSystem extends SystemPage<PfnCacheDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> USERS =
            SETTINGS.counted("thread").number("users", 1, 4, 2, "threads that refresh the cache");
    static final Setting<Integer> CHANGES = SETTINGS.told(
                    times -> "the slot changes " + (times.equals("1") ? "once" : times + " times"))
            .number(
                    "changes",
                    1,
                    6,
                    2,
                    "how often the memory slot changes, each time with a new page: the guest gives up the old one");
    static final Setting<Boolean> REFERENCES = SETTINGS.told("no references are held")
            .flag(
                    "references",
                    true,
                    "whether the cache and its refreshes hold a reference to the page, so that it is not freed");

    private static final int WIDE_CHANGES = 6;

    /** The system, its scopes, and how they grow. */
    public PfnCacheSystem() {
        super(
                "pfn-cache",
                "KVM's cache of the page behind a guest-physical address: what counts as fresh while it is being refreshed",
                PfnCacheDesign.ALL,
                SETTINGS);
        scope("wide", "users=4,changes=6");
        grows(CHANGES, USERS);
    }

    @Override
    public Releases releases() {
        return PfnCacheReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        PfnCacheClaims.all(claims.naming(LinuxCommits.ALL));
    }

    /** More changes of the slot; what a claim says of threads stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(CHANGES, Integer.toString(WIDE_CHANGES));
    }

    @Override
    protected void describe(PfnCacheDesign design, Scope scope, Model.Builder model) {
        PfnCacheFields fields = new PfnCacheFields(scope, design);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(fields.actions())
                .laws(PfnCacheLaws.all(fields));
    }
}
