package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.Invalidations.Told;
import dev.stalemate.sources.LinuxCommits;

/** KVM's own map cache of a guest's page: its refresh, and the host's invalidations, in steps. */
public final class PfnCacheSystem extends SystemPage<PfnCacheDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> USERS =
            SETTINGS.counted("user").number("users", 1, 4, 2, "users of the cache: threads that refresh it");
    static final Setting<Integer> CHANGES = SETTINGS.told(
                    times -> times.equals("0") ? "the slot does not change" : "the slot changes " + times(times))
            .number(
                    "changes",
                    0,
                    6,
                    2,
                    "how often the memory slot changes, each time with a new page: the guest gives up the old one");
    static final Setting<Boolean> REFERENCES = SETTINGS.told("no references are held")
            .flag(
                    "references",
                    true,
                    "whether the cache and its refreshes hold a reference to the page, so that it is not freed");

    static final Setting<Integer> MOVES = SETTINGS.told(
                    times -> times.equals("0") ? "" : "the host moves the page " + times(times))
            .number(
                    "moves",
                    0,
                    4,
                    0,
                    "how often the host moves the cache's page to another frame and frees the old one");
    static final Setting<Integer> OTHER_PAGES = SETTINGS.told("the host invalidates %s again and again", "other page")
            .number(
                    "other-pages",
                    0,
                    2,
                    0,
                    "pages next to the cache's that the host invalidates again and again: one above it, and one below it");
    static final Setting<Integer> AT_ONCE = SETTINGS.told("%s at once", "invalidation")
            .number("at-once", 1, 3, 1, "how many invalidations can be in progress at the same time");
    static final Setting<Integer> RANGE = SETTINGS.told("of %s each", "page")
            .number("range", 1, 3, 1, "pages of each invalidation, one after the other");
    static final Setting<Told> TOLD = SETTINGS.told(told -> switch (told) {
                case "first" -> "KVM is told only of the first page that the host changes";
                case "nothing" -> "KVM is told nothing of what the host changes";
                default -> "";
            })
            .choice(
                    "told",
                    Told.class,
                    Told.WHOLE,
                    "what KVM is told of the range that the host changes: the whole, its first page, or nothing");
    static final Setting<Boolean> IN_SLOT = SETTINGS.told("no memory slot has the address")
            .flag(
                    "in-slot",
                    true,
                    "whether a memory slot has the cache's address and those next to it; if not, invalidations do not raise the counter");

    private static final int WIDE_CHANGES = 6;

    /** The system, its scopes, and how they grow. */
    public PfnCacheSystem() {
        super(
                "pfn-cache",
                "KVM's cache of the page behind a guest-physical address: what counts as fresh while it is being refreshed",
                PfnCacheDesign.ALL,
                SETTINGS);
        scope("wide", "users=4,changes=6");
        scope("moves", "changes=0,references=off,moves=2,at-once=2");
        scope("others", "changes=0,other-pages=2,at-once=2");
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

    private static String times(String number) {
        return number.equals("1") ? "once" : number + " times";
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
