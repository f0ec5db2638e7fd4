package dev.stalemate.systems.latewrites;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.Owner;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** Accesses that take effect after their translations were invalidated, and what an invalidation waits for. */
public final class LateSystem extends SystemPage<LateDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> AGENTS = SETTINGS.counted("agent")
            .number("agents", 1, 3, 1, "CPUs or devices that access the guest's pages, each with a TLB");
    static final Setting<Integer> PAGES =
            SETTINGS.counted("page").number("pages", 1, 3, 1, "pages that are taken away together");
    static final Setting<Boolean> READS = SETTINGS.told("reads are in flight, too")
            .flag("reads", false, "whether reads can be in flight, and not only writes");
    static final Setting<Boolean> ERRATUM = SETTINGS.told("completions that come too early")
            .flag(
                    "erratum",
                    false,
                    "whether a broadcast invalidation may complete before the accesses that it should wait for (CVE-2025-10263)");

    /** The system, its scopes, and how they grow. */
    public LateSystem() {
        super(
                "late-writes",
                "Accesses in flight: a translation is invalidated, its page is freed, and a write that it has let pass takes effect later",
                LateDesign.ALL,
                SETTINGS);
        scope("erratum", "erratum=on");
        scope("larger", LateClaims.LARGER);
        scope("reads", LateClaims.READS);
        grows(PAGES, AGENTS);
    }

    @Override
    public Releases releases() {
        return LateReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        LateClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More pages; what a claim says of agents stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(PAGES, "3");
    }

    @Override
    protected void describe(LateDesign design, Scope scope, Model.Builder model) {
        LateFields f = new LateFields(scope, design);
        List<Action> actions = new ArrayList<>();
        actions.add(access(f, "write", false));
        actions.add(f.inFlight.takesEffect("write-takes-effect", false, (s, a, m, read) -> lands(f, s, m)));
        if (f.reads) {
            actions.add(access(f, "read", true));
            actions.add(f.inFlight.takesEffect("read-returns", true, (s, a, m, read) -> returns(f, s, a, m)));
        }
        actions.addAll(new LateRemoval(f, design, scope.get(ERRATUM)).actions());
        actions.add(f.frames.givenAway());
        actions.add(f.frames.writtenByOther(s -> true));
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(LateLaws.all(f));
    }

    /** An access is translated, by the TLB or by the page's entry, and is in flight from here on. */
    private static Action access(LateFields f, String name, boolean read) {
        return Action.named(name)
                .over(f.agent)
                .over(f.frames.index())
                .when((s, a) -> !f.inFlight.has(s, (int) a[0])
                        && (f.tlb.is(s, f.tlbOf((int) a[0], (int) a[1])) || f.mapped.is(s, (int) a[1])))
                .then((s, a) -> {
                    f.tlb.set(s, f.tlbOf((int) a[0], (int) a[1]), 1);
                    f.inFlight.begin(s, (int) a[0], (int) a[1], read);
                });
    }

    private static void lands(LateFields f, long[] s, int m) {
        if (f.frames.owner(s, m) == Owner.OTHER_WROTE) {
            f.overwritten.set(s, m, 1);
        }
    }

    private static void returns(LateFields f, long[] s, int a, int m) {
        if (f.frames.owner(s, m) == Owner.OTHER_WROTE) {
            f.leaked.set(s, a, 1);
        }
    }
}
