package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** Top-level shadows of a PV guest, which are freed while CPUs run on them. */
public final class ShadowSystem extends SystemPage<ShadowDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> VCPUS =
            SETTINGS.counted("vCPU").number("vcpus", 1, 4, 2, "vCPUs of the guest, each on a CPU of its own");
    static final Setting<Integer> PAGES = SETTINGS.counted("page")
            .number("pages", 1, 8, 3, "pages of the shadow pool, one for each top-level shadow");
    static final Setting<Integer> TABLES =
            SETTINGS.counted("guest table").number("tables", 1, 8, 3, "top-level tables that the guest loads");
    static final Setting<Boolean> SHRINKS = SETTINGS.told("the toolstack shrinks the pool")
            .flag("shrinks", false, "whether the toolstack makes the shadow pool smaller");
    static final Setting<Boolean> TOGGLES = SETTINGS.told("an exit loads several tables")
            .flag(
                    "toggles",
                    false,
                    "whether Xen loads the guest's other table during an exit, and the first one again");
    static final Setting<Boolean> MAPS = SETTINGS.told("Xen maps pages for itself")
            .flag("maps", false, "whether Xen maps pages for itself during an exit");

    private static final int WIDE_TABLES = 6;

    /** The system, its scopes, and how they grow. */
    public ShadowSystem() {
        super(
                "top-level-shadow",
                "Top-level shadows on which the CPUs of a PV guest run: pins, references, the shadow pool, failed updates of CR3",
                ShadowDesign.ALL,
                SETTINGS);
        scope("all", "shrinks=on,toggles=on,maps=on");
        grows(PAGES, TABLES, VCPUS);
    }

    @Override
    public Releases releases() {
        return ShadowReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        ShadowClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More tables; what a claim says of vCPUs and pages stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(TABLES) >= WIDE_TABLES ? scope : scope.with(TABLES, Integer.toString(WIDE_TABLES));
    }

    @Override
    protected void describe(ShadowDesign design, Scope scope, Model.Builder model) {
        ShadowFields f = new ShadowFields(scope, design);
        ShadowPool pool = new ShadowPool(f);
        boolean maps = scope.get(MAPS);
        List<Action> actions = new ArrayList<>(new ShadowLoads(f, design, pool).all(scope.get(TOGGLES), maps));
        actions.addAll(pool.all(scope.get(SHRINKS)));
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(new ShadowLaws(f).all(maps));
    }
}
