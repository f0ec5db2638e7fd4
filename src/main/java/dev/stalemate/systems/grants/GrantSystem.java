package dev.stalemate.systems.grants;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;

/** Status frames of the grant table, which a guest maps while it frees them. */
public final class GrantSystem extends SystemPage<GrantDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> CPUS =
            SETTINGS.counted("CPU").number("cpus", 1, 4, 2, "CPUs on which the guest's hypercalls run");
    static final Setting<Integer> GFNS =
            SETTINGS.counted("gfn").number("gfns", 1, 16, 2, "gfns where frames can be mapped");
    static final Setting<Integer> FRAMES = SETTINGS.counted("status frame")
            .number("frames", 1, 4, 1, "status frames, all of which are freed when the version changes");

    private static final int WIDE_GFNS = 8;

    /** The system, its scopes, and how they grow. */
    public GrantSystem() {
        super(
                "grant-frames",
                "Frames of Xen's grant table in a guest's p2m, freed while they are mapped: the grant lock, page references, the M2P",
                GrantDesign.ALL,
                SETTINGS);
        scope("larger", GrantClaims.LARGER);
        grows(GFNS, FRAMES, CPUS);
    }

    @Override
    public Releases releases() {
        return GrantReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        GrantClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More gfns; what a claim says of CPUs and frames stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(GFNS) >= WIDE_GFNS ? scope : scope.with(GFNS, Integer.toString(WIDE_GFNS));
    }

    @Override
    protected void describe(GrantDesign design, Scope scope, Model.Builder model) {
        GrantFields fields = new GrantFields(scope, design);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new GrantCalls(fields, design).all())
                .laws(new GrantLaws(fields).all());
    }
}
