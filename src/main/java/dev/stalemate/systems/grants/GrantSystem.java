package dev.stalemate.systems.grants;

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

/** Status frames of the grant table, which a guest maps while it frees them. */
public final class GrantSystem extends SystemPage<GrantDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> CPUS =
            SETTINGS.counted("CPU").number("cpus", 1, 4, 2, "CPUs on which the guest's hypercalls run");
    static final Setting<Integer> GFNS =
            SETTINGS.counted("gfn").number("gfns", 1, 16, 2, "gfns where frames can be mapped");
    static final Setting<Integer> FRAMES = SETTINGS.counted("status frame")
            .number("frames", 1, 4, 1, "status frames, all of which are freed when the version changes");

    static final Setting<Boolean> COPIES = SETTINGS.told("transitive grants are copied")
            .flag("copies", false, "whether grants are copied whose own grant is in another table (GNTTABOP_copy)");
    static final Setting<Boolean> MAPPINGS = SETTINGS.told("a reserved entry is mapped")
            .flag("mappings", false, "whether a grant is mapped that may be in use while the version changes");
    static final Setting<Boolean> TRANSFERS = SETTINGS.told("pages are transferred")
            .flag("transfers", false, "whether pages are transferred to a reference that only version 1 has");
    static final Setting<Boolean> BACK = SETTINGS.told("the version changes back to 2")
            .flag("back", false, "whether the version changes back to 2, with one more free frame for it");

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

    /** Whether operations drop the grant lock in between. */
    static boolean operates(Scope scope) {
        return scope.get(COPIES) || scope.get(MAPPINGS) || scope.get(TRANSFERS);
    }

    /** More gfns; what a claim says of CPUs and frames stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(GFNS) >= WIDE_GFNS ? scope : scope.with(GFNS, Integer.toString(WIDE_GFNS));
    }

    @Override
    protected void describe(GrantDesign design, Scope scope, Model.Builder model) {
        GrantFields fields = new GrantFields(scope, design);
        List<Action> operations = new GrantOperations(fields, design).all();
        List<Action> actions = new ArrayList<>(new GrantCalls(fields, design).all());
        actions.addAll(operations);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(actions)
                .laws(new GrantLaws(fields).all());
    }
}
