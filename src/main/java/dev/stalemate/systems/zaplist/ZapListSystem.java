package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Design;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import java.util.List;

/** The list of ranges to zap that vCPUs share, step for step. */
public final class ZapListSystem extends SystemPage<ZapListDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> VCPUS =
            SETTINGS.counted("vCPU").number("vcpus", 1, 4, 3, "vCPUs that update their MTRRs");
    static final Setting<Integer> RANGES =
            SETTINGS.counted("range").number("ranges", 1, 3, 2, "ranges that an update zaps at most");
    static final Setting<Boolean> SUBSETS = SETTINGS.told("an update zaps some of the ranges")
            .flag("subsets", false, "whether each update zaps some of the ranges, not always all");
    static final Setting<Boolean> SPIN = SETTINGS.told("waiting is a step")
            .flag(
                    "spin",
                    false,
                    "whether a vCPU that waits reads the flag again and again, each time in a step of its own");
    static final Setting<Boolean> ONCE =
            SETTINGS.told("one update a vCPU").flag("once", false, "whether each vCPU updates its MTRRs at most once");

    /** The system, its scopes, and how they grow. */
    public ZapListSystem() {
        super(
                "zap-list",
                "KVM's list of ranges to zap as a thread sketches it: queued under a lock, one vCPU zaps, the others wait",
                ZapListDesign.ALL,
                SETTINGS);
        scope("subsets", "subsets=on");
        scope("spin", "spin=on");
        grows(RANGES, VCPUS);
    }

    @Override
    protected void claim(Claims claims) {
        ZapListClaims.all(claims);
    }

    @Override
    public List<Litmus> litmus() {
        return ZapListLitmus.ALL;
    }

    @Override
    protected void describe(ZapListDesign design, Scope scope, Model.Builder model) {
        ZapListFields fields = new ZapListFields(scope, design);
        ZapListProgram program = new ZapListProgram(fields, design, scope);
        put(model, fields, program.actions(), program.at());
    }

    @Override
    protected boolean describesOther(Design design, Scope scope, Model.Builder model) {
        if (!(design instanceof ZapListSteps steps)) {
            return false;
        }
        UpdateCode code = steps.code(scope.get(RANGES), scope.get(SUBSETS));
        ZapListFields fields = new ZapListFields(scope, code.labels(), code.pointers());
        ZapListRun run = new ZapListRun(fields, code, scope);
        put(model, fields, run.actions(), run);
        return true;
    }

    private static void put(Model.Builder model, ZapListFields fields, List<Action> actions, ZapListAt at) {
        model.layout(fields.layout)
                .actions(actions)
                .laws(new ZapListLaws(fields, at).all())
                // States have the list as pointers.
                .showing(List.of(
                        new View("listed", List.of(fields.range), (s, r) -> fields.isListed(s, r) ? "1" : "0")));
    }
}
